"""Reminders of a major incident: what was waited for and has not come, each miss told of exactly once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import NotPossible, Reason
from sla.models import Trigger
from tickets.escalating import reminding, rows
from tickets.processes.major_incident import duty_reading, figures, timing


def still_missing(context: Context) -> None:
    """Refuse a reminder of what has come meanwhile; nothing is left to do then. Raises NotPossible."""
    waited, ticket = rows.waited(context.cause), context.root
    if waited is None:
        return
    has_come = {
        Trigger.MAJOR_UNDECIDED: lambda: ticket.state != "candidate",
        Trigger.MAJOR_LEADERLESS: lambda: duty_reading.has_leader(ticket, context.at),
        Trigger.MAJOR_CROWDED: lambda: not duty_reading.crowded(ticket),
        Trigger.MAJOR_UNDRAFTED: lambda: ticket.state != "resolved",
        Trigger.MAJOR_UNREVIEWED: lambda: ticket.detail().signed_by_id is not None,
    }
    if waited.trigger in has_come and has_come[waited.trigger]():
        raise NotPossible(Reason("no_longer_awaited", _("It is no longer waited for.")))
    reminding.still_waited_for(context)


def reminded(context: Context) -> None:
    """What a miss brings beside the telling: the next interval of messages, a region's count, word to the reviewer."""
    waited = rows.waited(context.cause)
    if waited is None:
        return
    if waited.trigger in timing.MESSAGES:
        timing.missed(context, waited.trigger)
        context.tell("major_team")
    elif waited.trigger in timing.REVIEW:
        context.tell("major_reviewer")
    elif waited.trigger == Trigger.APPROVAL_MISSING and waited.key.isdecimal():
        _count_reminder(context, int(waited.key))


def _count_reminder(context: Context, region_id: int) -> None:
    row = next((one for one in context.root.region_rows() if one.region_id == region_id), None)
    if row is not None and row.state in ("unknown", "restored"):
        row.remember()
        row.reminders += 1
        context.move(row, "remind")
        if row.reminders >= figures.of("reminders"):
            context.tell("major_leader")
            context.tell("major_managers")
