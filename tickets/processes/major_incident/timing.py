"""What a major incident waits for, and by when: rules of escalation that are data, kept as due steps of the ticket."""

from __future__ import annotations

from datetime import datetime

from engine.context import Context
from sla.models import Trigger
from tickets.escalating import rows

MESSAGES = (Trigger.MAJOR_UNTOLD, Trigger.MAJOR_SILENT, Trigger.MAJOR_WATCHED)
REVIEW = (Trigger.MAJOR_UNDRAFTED, Trigger.MAJOR_UNREVIEWED)


def await_decision(context: Context) -> None:
    """A candidate is decided on in time, or those next in line are told and may decide."""
    _keep(context, "decide_by", _moment(context, Trigger.MAJOR_UNDECIDED))
    rows.begin(context, Trigger.MAJOR_UNDECIDED)


def decided(context: Context) -> None:
    rows.end(context, Trigger.MAJOR_UNDECIDED)


def await_first_message(context: Context) -> None:
    _await(context, Trigger.MAJOR_UNTOLD)


def await_next_message(context: Context) -> None:
    """After a message: the next one within the interval of the work, or of watching."""
    _await(context, Trigger.MAJOR_WATCHED if context.subject.state == "monitoring" else Trigger.MAJOR_SILENT)


def slow_down(context: Context) -> None:
    _await(context, Trigger.MAJOR_WATCHED)


def speed_up(context: Context) -> None:
    _await(context, Trigger.MAJOR_SILENT)


def missed(context: Context, trigger: str) -> None:
    """A message has not come in time: that is counted once, and the next interval begins under its own name.

    The row that speaks now is still being fired: one of the same name would be taken for it.
    """
    context.root.detail().messages_missed += 1
    _await(context, Trigger.MAJOR_SILENT if trigger == Trigger.MAJOR_UNTOLD else trigger)


def await_review(context: Context) -> None:
    """It is resolved: the review begins, and is held and signed, within the working days that the rules say."""
    for trigger in REVIEW:
        rows.begin(context, trigger)


def review_begun(context: Context) -> None:
    rows.end(context, Trigger.MAJOR_UNDRAFTED)


def review_held(context: Context) -> None:
    rows.end(context, Trigger.MAJOR_UNREVIEWED)


def nothing_owed(context: Context) -> None:
    """No message is owed any more, nor is anything else waited for."""
    for trigger in (Trigger.MAJOR_UNDECIDED, Trigger.MAJOR_CROWDED, Trigger.MAJOR_LEADERLESS):
        rows.end(context, trigger)
    for trigger in MESSAGES:
        rows.end(context, trigger, key=_key(context))
    _keep(context, "message_due_at", None)


def _await(context: Context, trigger: str) -> None:
    for other in MESSAGES:
        if other != trigger:
            rows.end(context, other, key=_key(context))
    rows.begin(context, trigger, key=_key(context))
    _keep(context, "message_due_at", _moment(context, trigger))


def _key(context: Context) -> str:
    """Which interval it is: each miss begins the next one."""
    return str(context.root.detail().messages_missed)


def _moment(context: Context, trigger: str) -> datetime | None:
    return rows.moment(context.root, trigger, 1, context.at)


def _keep(context: Context, column: str, value) -> None:
    setattr(context.root.detail(), column, value)
    context.root.detail_changed = True
