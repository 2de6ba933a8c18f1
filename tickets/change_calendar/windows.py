"""The service windows: when they open, which of them hold a span of time, and which regions a span leaves outside.

A weekly rule is written in local time and compared as instants: across a clock change a window is an hour shorter or
longer than on other nights, as the clock on the wall says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from regions import directory
from regions.models import Organisation
from tickets.change_calendar.freezes import days_of, ids_of
from tickets.change_calendar.rows import ServiceWindow

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Opening:
    """One time that a window is open, [start, end) as instants."""

    window: ServiceWindow
    start: datetime
    end: datetime


def in_force():
    return ServiceWindow.objects.filter(ended_at=None).order_by("valid_from", "pk")


def covering(start: datetime, end: datetime, regions: Iterable[Organisation | int]) -> list[ServiceWindow]:
    """The windows, joint, of a vendor or of any of the `regions`, one opening of which holds all of [start, end)."""
    return [row for row in _of(ids_of(regions), start, end) if _holds(row, start, end)]


def outside(start: datetime, end: datetime, regions: Iterable[Organisation | int]) -> list[Organisation]:
    """The regions that have windows (their own, joint or a vendor's), none of which holds all of [start, end)."""
    ids = ids_of(regions)
    return left_outside(_of(ids, start, end), start, end, ids)


def left_outside(
    rows: Iterable[ServiceWindow], start: datetime, end: datetime, ids: Iterable[int]
) -> list[Organisation]:
    """As `outside`, of windows that were read already."""
    first, last = days_of(start, end)
    valid = [
        row for row in rows if row.valid_from <= last and (row.valid_until is None or row.valid_until >= first - DAY)
    ]
    common, found = {None, *shared()}, []
    for pk in sorted(ids):
        own = [row for row in valid if row.organisation_id in common | {pk}]
        if own and not any(_holds(row, start, end) for row in own):
            found.append(directory.organisation(pk))
    return found


def _of(ids: list[int], start: datetime, end: datetime) -> list[ServiceWindow]:
    """Those that are valid on a day of the span, or the day before; one query."""
    first, last = days_of(start, end)
    valid = Q(valid_from__lte=last) & (Q(valid_until=None) | Q(valid_until__gte=first - DAY))
    whose = Q(organisation=None) | Q(organisation__in=[*ids, *shared()])
    return list(in_force().filter(valid & whose)) if ids else []


def shared() -> list[int]:
    """Organisations outside the regions: the windows of a vendor hold for all of its customers."""
    return [one.pk for one in directory.organisations() if one.tier != "region"]


def _holds(row: ServiceWindow, start: datetime, end: datetime) -> bool:
    first, last = days_of(start, end)
    return any(one.start <= start and end <= one.end for one in openings(row, first, last))


def openings(row: ServiceWindow, first: date, last: date) -> Iterator[Opening]:
    """The openings of a window that touch a day from `first` to `last`, in order."""
    day = first - DAY  # one that opens in the evening before
    while day <= last:
        if _opens_on(row, day):
            start, end = _instant(day, row.opens), _instant(day if row.opens < row.closes else day + DAY, row.closes)
            if end > start and end > _instant(first, time.min):  # a clock change may swallow a short one
                yield Opening(row, start, end)
        day += DAY


def _opens_on(row: ServiceWindow, day: date) -> bool:
    is_valid = row.valid_from <= day and (row.valid_until is None or day <= row.valid_until)
    return is_valid and day.weekday() in row.weekdays and (not row.weeks or (day.day - 1) // 7 + 1 in row.weeks)


def _instant(day: date, clock: time) -> datetime:
    """In UTC: two local times compared with each other forget that the clock was changed between them."""
    return datetime.combine(day, clock, tzinfo=timezone.get_default_timezone()).astimezone(UTC)
