"""The calendar as one reader sees it: planned changes, windows, freezes, and what stands in each other's way.

A constant number of queries however much there is; what the reader may not read is neither shown nor counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from regions import directory
from regions.models import Organisation, ServiceComponent
from tickets.change_calendar import collisions, freezes, rollouts, windows
from tickets.change_calendar.rows import FreezePeriod, ServiceWindow
from tickets.models import AffectedRegion, RegionDeployment, Ticket
from tickets.selectors import as_process

DAY = timedelta(days=1)
SHOWN = ("scheduled", "implementing", "validating", "review", "closed")


@dataclass
class Entry:
    """A planned change, or the deployment of a release in one region (`row`), and what stands in its way."""

    change: Ticket
    start: datetime
    end: datetime
    regions: list[Organisation]
    services: list[ServiceComponent]
    collides: list[Ticket] = field(default_factory=list)
    frozen: list[FreezePeriod] = field(default_factory=list)
    outside: list[Organisation] = field(default_factory=list)  # regions that have windows, none of which holds it
    row: RegionDeployment | None = None

    @property
    def is_ahead(self) -> bool:
        if self.row is not None:
            return self.row.state in rollouts.AHEAD
        return self.change.state in collisions.COLLIDING

    @property
    def key(self) -> tuple[int, int | None]:
        return self.change.pk, self.row.pk if self.row else None

    def meets(self, other: Entry) -> bool:
        """At the same time, in a region or in a component that both touch; regions of one release do not meet."""
        if self.change.pk == other.change.pk or self.start >= other.end or other.start >= self.end:
            return False
        is_same_place = {one.pk for one in self.regions} & {one.pk for one in other.regions}
        return bool(is_same_place or rollouts.are_kin(self.services, other.services))


@dataclass
class Day:
    date: date
    entries: list[Entry] = field(default_factory=list)
    frozen: list[FreezePeriod] = field(default_factory=list)
    openings: list[windows.Opening] = field(default_factory=list)


@dataclass
class Span:
    """The days from `first` to `last`, with everything that the reader sees there."""

    first: date
    last: date
    entries: list[Entry]
    frozen: list[FreezePeriod]
    windows: list[ServiceWindow]

    def days(self) -> list[Day]:
        found = {
            self.first + number * DAY: Day(self.first + number * DAY)
            for number in range((self.last - self.first).days + 1)
        }
        for entry in self.entries:
            for day in _days_from(*freezes.days_of(entry.start, entry.end), found):
                day.entries.append(entry)
        for freeze in self.frozen:
            for day in _days_from(freeze.first_day, freeze.last_day, found):
                day.frozen.append(freeze)
        openings = [one for row in self.windows for one in windows.openings(row, self.first, self.last)]
        for one in sorted(openings, key=lambda one: (one.start, one.window.pk)):
            if day := found.get(timezone.localdate(one.start)):
                day.openings.append(one)
        return list(found.values())


def _days_from(first: date, last: date, days: dict[date, Day]) -> Iterable[Day]:
    return (day for at, day in days.items() if first <= at <= last)


def read(first: date, last: date, actor, *, region: Organisation | None = None) -> Span:
    """What `actor` sees from `first` to `last`, of one region or of all; seven queries."""
    start, end = midnight(first), midnight(last + DAY)
    planned = collisions.planned(start, end, actor, states=SHOWN)
    changes = list(planned.filter(_in(region)) if region else planned)
    rows = [*changes, *rollouts.planned(start, end, actor, done=True, region=region)]
    frozen = list(freezes.between(first, last).filter(_of(region)))
    rules = list(_valid(first, last).filter(_of(region, shared=windows.shared())))
    return Span(first, last, entries_of(rows, frozen, rules), frozen, rules)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone()).astimezone(UTC)


def _in(region: Organisation) -> Q:
    rows = AffectedRegion.objects.unscoped(collisions.WHY).filter(ticket_id=OuterRef("ticket_id"), region=region)
    return Q(Exists(rows))


def _of(region: Organisation | None, *, shared: Iterable[int] = ()) -> Q:
    return Q(organisation=None) | Q(organisation__in=[region.pk, *shared]) if region else Q()


def _valid(first: date, last: date):
    rows = windows.in_force().filter(valid_from__lte=last)
    return rows.filter(Q(valid_until=None) | Q(valid_until__gte=first - DAY))


def entries_of(rows, frozen: list[FreezePeriod], rules: list[ServiceWindow]) -> list[Entry]:
    """Of details of changes and regions' deployments that were read through the scope, by start.

    Three queries, none where there are no rows.
    """
    if not rows:
        return []
    deployed = [row for row in rows if isinstance(row, RegionDeployment)]
    changed = [row for row in rows if not isinstance(row, RegionDeployment)]
    where = collisions.regions_of({row.ticket_id for row in changed})
    what = collisions.services_of({row.ticket_id for row in rows})
    entries = [_entry(row, where.get(row.ticket_id, []), what) for row in changed]
    entries += [_entry(row, [directory.organisation(row.region_id)], what, row=row) for row in deployed]
    _collide(entries)
    for entry in entries:
        if entry.is_ahead:
            _what_stands_in_the_way(entry, frozen, rules)
    return sorted(entries, key=lambda one: (one.start, one.change.pk, one.row.pk if one.row else 0))


def _entry(planned, regions: list[Organisation], what, *, row: RegionDeployment | None = None) -> Entry:
    services = what.get(planned.ticket_id, [])
    change = as_process(planned.ticket)
    return Entry(change, planned.planned_start, planned.planned_end, regions, services, row=row)


def _collide(entries: list[Entry]) -> None:
    """Changes are held against each other where they lie; a deployment against everything that is ahead."""
    ahead = sorted((one for one in entries if one.is_ahead), key=lambda one: one.start)
    changes = {one.change.pk: one for one in ahead if one.row is None}
    pairs = [(changes[one], changes[other]) for one, other in collisions.pairs(changes)]
    for place, one in enumerate(ahead):
        for other in ahead[place + 1 :]:
            if other.start >= one.end:
                break
            if (one.row or other.row) and one.meets(other):
                pairs.append((one, other))
    for one, other in pairs:
        for mine, theirs in ((one, other), (other, one)):
            if theirs.change.pk not in {each.pk for each in mine.collides}:
                mine.collides.append(theirs.change)


def _what_stands_in_the_way(entry: Entry, frozen: list[FreezePeriod], rules: list[ServiceWindow]) -> None:
    ids = {one.pk for one in entry.regions}
    first, last = freezes.days_of(entry.start, entry.end)
    entry.frozen = [
        one
        for one in frozen
        if one.first_day <= last
        and one.last_day >= first
        and (one.organisation_id is None or one.organisation_id in ids)
    ]
    entry.outside = windows.left_outside(rules, entry.start, entry.end, ids)


def month_days(year: int, month: int) -> tuple[date, date]:
    """The first and last day of the weeks of a month, Monday to Sunday."""
    first = date(year, month, 1)
    last = (first + 31 * DAY).replace(day=1) - DAY
    return first - first.weekday() * DAY, last + (6 - last.weekday()) * DAY


def region_called(slug: str) -> Organisation | None:
    return next((one for one in directory.regions() if one.slug == slug), None)
