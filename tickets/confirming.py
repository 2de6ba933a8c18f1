"""What the regions' answers bring about: silence has an end, and the last answer lets the ticket close by itself.

Effects of the regional legs' own steps, and the due steps that a solved ticket waits with.
"""

from __future__ import annotations

from engine.context import Context
from engine.step import steps
from regions import directory
from sla.models import Trigger
from sla.workdays import after_working_days
from tickets.escalating import rows

ANSWERED = ("confirmed", "timed_out")


def close_by_silence(context: Context) -> None:
    """A solved ticket closes by itself after the process's days; P1 and P2 never, nor before its legs are answered."""
    if not context.root.legs():
        _close_when_silent(context)


def await_answer(context: Context) -> None:
    """The region is asked; after the process's days its silence counts as confirmation."""
    time_out_later(context, context.subject)
    context.tell("affected")


def time_out_later(context: Context, leg) -> None:
    days = directory.setting(context.root.process).leg_answer_days
    context.when_due("time_out", after_working_days(context.at, days), reason="silence", subject=leg)
    rows.begin(context, Trigger.APPROVAL_MISSING, key=str(leg.region_id))


def stop_waiting(context: Context, leg) -> None:
    """The region's answer has come, or is no longer asked for."""
    context.call_off("time_out", subject=leg)
    rows.end(context, Trigger.APPROVAL_MISSING, key=str(leg.region_id))


def answered(context: Context) -> None:
    """Confirmed, or silent for long enough; the last answer starts what is left of the ticket's own silence."""
    stop_waiting(context, context.subject)
    close_when_all_answered(context, but=context.subject)
    context.tell("holder")


def close_when_all_answered(context: Context, *, but) -> None:
    """The ticket's own silence begins once every part except `but` (one that answers or leaves, or several) has."""
    ticket, left_out = context.root, {one.pk for one in (but if isinstance(but, list) else [but])}
    others = [one for one in ticket.legs() if one.pk not in left_out]
    if ticket.state == "resolved" and all(one.state in ANSWERED for one in others):
        _close_when_silent(context)


def declined(context: Context) -> None:
    """The fault remains in this region: nothing closes by itself until it is solved there too."""
    stop_waiting(context, context.subject)
    context.call_off("close", subject=context.root)
    context.tell("holder")
    context.tell("process_role")


def _close_when_silent(context: Context) -> None:
    ticket = context.root
    if ticket.priority in (1, 2):
        return
    step = "close" if "close" in steps(type(ticket)) else "confirm"
    days = directory.setting(ticket.process).auto_close_days
    due_at = max(context.at, after_working_days(ticket.resolved_at, days))
    context.when_due(step, due_at, reason="silence", subject=ticket)
