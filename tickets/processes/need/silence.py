"""No need lies still without anybody hearing of it: the program reminds, again and again, until somebody acts."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max

from engine.context import Context
from tickets.processes.need import figures
from tickets.processes.need.whom import COORDINATORS

STEP = "remind_silence"
WHY = "a rule of the need itself"


def watch(context: Context) -> None:
    """Hear when nobody has done anything for the agreed time from the step on. What people do moves no row."""
    at = context.at + _patience()
    context.when_due(STEP, at, reason=f"silence:{at:%Y-%m-%d}")  # a row of its own: the one that fires is used up


def remind(context: Context) -> None:
    context.tell(COORDINATORS)
    watch(context)


def _patience() -> timedelta:
    return timedelta(days=figures.of("silent_days"))


def put_off(waiting: list) -> dict[int, datetime]:
    """Of (need, due row): when the rows that are early will be due, by need; one query for all."""
    silent = [(need, row) for need, row in waiting if row.step == STEP]
    last = last_done([need.pk for need, _row in silent]) if silent else {}
    moments = {need.pk: (quiet_since(need, last.get(need.pk)) + _patience(), row) for need, row in silent}
    return {pk: at for pk, (at, row) in moments.items() if at > row.due_at}


def last_done(pks) -> dict[int, datetime]:
    """When a person last did something in each need. Unscoped: only the moment is told."""
    from tickets.models import Event

    rows = Event.objects.unscoped(WHY).filter(ticket_id__in=list(pks), user__isnull=False)
    return dict(rows.order_by().values_list("ticket_id").annotate(last=Max("at")))


def quiet_since(need, last: datetime | None) -> datetime:
    """A need that waits for a day that is set is not silent before it."""
    return max(one for one in (last, need.registered_at, need.hold_until) if one is not None)


def is_silent(need, last: datetime | None, now: datetime) -> bool:
    return need.closed_at is None and quiet_since(need, last) + _patience() < now
