"""Setting windows and freezes: who may, for whom, and what a change of one does to what is planned.

A region sets its own; the support organisation sets the joint ones and those of a vendor. What is changed is ended and
made anew, so that it can be seen afterwards what held, and who said so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from regions import directory
from regions.models import Organisation
from tickets.change_calendar import collisions, rollouts, windows
from tickets.change_calendar.month import DAY, Entry, entries_of, midnight
from tickets.change_calendar.rows import FreezePeriod, ServiceWindow

RIGHTS = ("change.schedule", "sla.edit_calendars")
HORIZON_DAYS = 400  # so far ahead it is looked what a window without an end would hit


def places(actor) -> list[Organisation | None]:
    """For whom `actor` sets windows and freezes; None is everybody."""
    hats = [hat for hat in actor.hats if set(RIGHTS) & hat.capabilities and actor.viewer is None]
    own = {hat.organisation.pk for hat in hats if hat.tier == "region"}
    found: list[Organisation | None] = [one for one in directory.regions() if one.pk in own]
    if any(hat.tier == "support" for hat in hats):
        vendors = [one for one in directory.organisations() if one.tier == "vendor"]
        found = [None, *vendors, *found]
    return found


def may_set(actor, organisation: Organisation | None) -> bool:
    return any(
        (one is None and organisation is None) or (one and organisation and one.pk == organisation.pk)
        for one in places(actor)
    )


class Gone(Exception):
    """Somebody ended or changed it in the meantime."""


def keep(row, *, before=None, by, at: datetime):
    """Store a new window or freeze; with `before` in its place. Raises Gone where that is in force no longer."""
    with transaction.atomic():
        if before is not None:
            end(before, by=by, at=at)
            row.replaces = before
        row.made_by, row.made_at = by, at
        row.save(force_insert=True)
    return row


def end(row, *, by, at: datetime) -> None:
    """From now on it does not hold. Raises Gone where it was ended already."""
    if not type(row).objects.filter(pk=row.pk, ended_at=None).update(ended_at=at, ended_by=by):
        raise Gone


# --- What it does to what is planned ---


@dataclass(frozen=True)
class Hit:
    """Planned changes, as far as the reader reads them: those that it stands in the way of, and those it lets go."""

    worse: list[Entry] = field(default_factory=list)
    better: list[Entry] = field(default_factory=list)


def hit_by_freeze(wanted: FreezePeriod, actor, *, before: FreezePeriod | None = None) -> Hit:
    """Changes planned in the freeze, and those in the one before that would be free."""
    now, then = (_frozen(one, actor) if one is not None else {} for one in (wanted, before))
    return Hit([now[pk] for pk in now if pk not in then], [then[pk] for pk in then if pk not in now])


def _frozen(row: FreezePeriod, actor) -> dict[tuple, Entry]:
    start, stop = midnight(row.first_day), midnight(row.last_day + DAY)
    entries = entries_of(_planned(start, stop, actor), [], [])
    return {
        one.key: one
        for one in entries
        if row.organisation_id is None or row.organisation_id in {region.pk for region in one.regions}
    }


def _planned(start: datetime, stop: datetime, actor) -> list:
    changes = collisions.planned(start, stop, actor, states=collisions.COLLIDING)
    return [*changes, *rollouts.planned(start, stop, actor)]


def hit_by_window(
    wanted: ServiceWindow | None, actor, *, before: ServiceWindow | None = None, now: datetime | None = None
) -> Hit:
    """Changes ahead that would lie outside every window, and those that no longer would. `wanted` None: it is ended."""
    now = now or timezone.now()
    stop = now + HORIZON_DAYS * DAY
    rules = list(windows.in_force())
    after = [one for one in rules if before is None or one.pk != before.pk] + ([wanted] if wanted else [])
    worse, better = [], []
    for entry in entries_of(_planned(now, stop, actor), [], []):
        ids = {one.pk for one in entry.regions}
        was, is_now = (
            {one.pk for one in windows.left_outside(those, entry.start, entry.end, ids)} for those in (rules, after)
        )
        worse += [entry] if is_now - was else []
        better += [entry] if was - is_now else []
    return Hit(worse, better)
