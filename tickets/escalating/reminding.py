"""The steps by which the program speaks of what waits: guards, effects, and rows of silence that are early."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import NotPossible, Reason
from regions import directory
from regions.kinds import Tier
from sla.models import Trigger
from tickets.escalating import rows
from tickets.escalating.raising import raise_for

# The last thing that a person did in each ticket; what the program did by itself breaks no silence.
RESTS = timedelta(days=30)
_LAST_SAID = (
    "select distinct on (ticket_id) ticket_id, at from tickets_event"
    " where ticket_id = any(%s) and user_id is not null order by ticket_id, seq desc"
)


def still_waited_for(context: Context) -> None:
    """Refuse a reminder of what has come meanwhile; nothing is left to do then. Raises NotPossible."""
    waited, ticket = rows.waited(context.cause), context.root
    if waited is None:
        return
    is_open = {
        Trigger.HANDOFF_UNANSWERED: ticket.offered_to_id is not None,
        Trigger.APPROVAL_MISSING: waited.key != rows.ASKED or ticket.awaited_id is not None,
    }
    if not is_open.get(waited.trigger, True):
        raise NotPossible(Reason("no_longer_awaited", _("It is no longer waited for.")))


def remind(context: Context) -> None:
    """Tell whom the rule names of what is waited for; silence is listened to until its last level."""
    waited = rows.waited(context.cause)
    if waited is None:
        return
    if waited.trigger == Trigger.BREACH_UNEXPLAINED:
        raise_for(context, waited.trigger, level=waited.level, clock=rows.Owed.called(waited.key))
        return
    raise_for(context, waited.trigger, level=waited.level, awaited_id=_awaited(waited, context.root))
    if waited.trigger == Trigger.SILENT:
        context.root.silences = waited.level
        since = context.root.__dict__.pop("_quiet_since", None)
        rows.watch_silence(context, level=waited.level + 1, since=since)


def _awaited(waited: rows.Waited, ticket) -> int | None:
    """Whose answer is meant, where the case does not say so itself."""
    if waited.trigger != Trigger.APPROVAL_MISSING:
        return None
    if waited.key == rows.PROPOSED:
        return answers_proposal(ticket)
    return int(waited.key) if waited.key.isdecimal() else None


def answers_proposal(ticket) -> int:
    """Who says whether a main case's solution holds here: the holder on the customer's side, else the owner."""
    holder = directory.organisation(ticket.holder_id)
    return ticket.origin_id if holder is None or holder.tier == Tier.VENDOR else ticket.holder_id


def hold_expired(context: Context) -> None:
    """Of `resume`: the time to wait is over and nobody has taken the case up."""
    if context.actor.is_system and context.cause == "due:hold":
        raise_for(context, Trigger.HOLD_EXPIRED)


def put_off(waiting: list, now: datetime) -> dict[int, datetime]:
    """Of (ticket, due row): when the rows of silence that are early will be due, by ticket. One query for all."""
    silent = [(ticket, row) for ticket, row in waiting if row.step == rows.STEP and row.reason.startswith("silent:")]
    if not silent:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LAST_SAID, [[ticket.pk for ticket, _row in silent]])
        last = dict(cursor.fetchall())
    later = {}
    for ticket, row in silent:
        since = ticket.__dict__["_quiet_since"] = _quiet_since(ticket, last.get(ticket.pk), now)
        at = rows.moment(ticket, Trigger.SILENT, rows.waited(f"due:{row.reason}").level, since)
        if at is not None and at > row.due_at:
            later[ticket.pk] = at
    return later


def _quiet_since(ticket, last: datetime | None, now: datetime) -> datetime:
    """A ticket that waits until a day, or for its reporter, is not silent meanwhile."""
    if ticket.state == "resolved":  # looked at again when it is reopened, or in a month
        return now + RESTS
    return max(last or ticket.registered_at, ticket.hold_until or ticket.registered_at)
