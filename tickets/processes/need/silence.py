"""No need lies still without anybody hearing of it: the program reminds, again and again, until somebody acts.

Whoever holds the next step hears of it first, the coordinator too when it has lain so long that it counts as silent.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max

from engine.context import Context
from regions import directory
from tickets.models import Event
from tickets.processes.need import figures
from tickets.processes.need.whom import COORDINATORS, ORIGIN_LEADERS, SILENT

STEP = "remind_silence"
WHY = "a rule of the need itself"
ONLY_LOOKS = ("watch", "unwatch")  # who follows a need has done nothing in it


def watch(context: Context) -> None:
    """Hear when nobody has done anything for the agreed time from the step on. What people do moves no row."""
    at = context.at + _days("remind_days")
    context.when_due(STEP, at, reason=f"silence:{at:%Y-%m-%d}")  # a row of its own: the one that fires is used up


def remind(context: Context) -> None:
    need = context.subject
    groups = _holds_the_step(need)
    if is_silent(need, last_done([need.pk]).get(need.pk), context.at):
        groups.add(COORDINATORS)
    for group in sorted(groups):
        context.tell(group)
    watch(context)


def _holds_the_step(need) -> set[str]:
    """The region while it prepares the need, the regions that owe an answer; else the support organisation."""
    if need.state == "submitted" and directory.organisation(need.origin_id).tier == "region":
        return {ORIGIN_LEADERS}
    if need.state == "effect_followup" and any(one.effect_at is None for one in need.voices()):
        return {SILENT}
    return {COORDINATORS}


def _days(figure: str) -> timedelta:
    return timedelta(days=figures.of(figure))


def put_off(waiting: list) -> dict[int, datetime]:
    """Of (need, due row): when the rows that are early will be due, by need; one query for all."""
    silent = [(need, row) for need, row in waiting if row.step == STEP]
    last = last_done([need.pk for need, _row in silent]) if silent else {}
    moments = {need.pk: (quiet_since(need, last.get(need.pk)) + _days("remind_days"), row) for need, row in silent}
    return {pk: at for pk, (at, row) in moments.items() if at > row.due_at}


def done():
    """What people have done in needs. Unscoped: only the moment is told."""
    return Event.objects.unscoped(WHY).filter(user__isnull=False).exclude(step__in=ONLY_LOOKS).order_by()


def last_done(pks) -> dict[int, datetime]:
    """When a person last did something in each need."""
    rows = done().filter(ticket_id__in=list(pks))
    return dict(rows.values_list("ticket_id").annotate(last=Max("at")))


def quiet_since(need, last: datetime | None) -> datetime:
    """A need that waits for a day that is set is not silent before it."""
    return max(one for one in (last, need.registered_at, need.hold_until) if one is not None)


def is_silent(need, last: datetime | None, now: datetime) -> bool:
    return need.closed_at is None and quiet_since(need, last) + _days("silent_days") <= now
