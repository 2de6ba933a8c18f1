"""Which hours a calendar has, day by day, put together of its published versions.

The rows are kept in the process for half a minute (regions.directory); what was worked out from them is kept for as
long as no other version is published. Nothing here asks who reads.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from regions import directory
from regions.models import Organisation
from sla.calendar_days import as_windows, plain, year_of
from sla.hours import AROUND_THE_CLOCK, Hours, OfficeHours, Window
from sla.models import Calendar, CalendarDay, CalendarVersion

COMMON = "office"  # the calendar of whoever has none of their own
_MOST_KEPT = 200
_courses: dict[tuple[int, ...], Course] = {}


@dataclass(frozen=True, eq=False)
class Course:
    """What a calendar says on each day: `versions` in the order in which they take over, their days beside them.

    Before the first day of the first version that one counts, too. Keeps what it has worked out.
    """

    calendar: Calendar
    versions: Sequence[CalendarVersion]
    days: Iterable[CalendarDay] = ()
    _years: dict[tuple[int, int], dict[date, CalendarDay]] = field(default_factory=dict, repr=False)

    @cached_property
    def hours(self) -> Hours:
        return AROUND_THE_CLOCK if self.calendar.around_the_clock else OfficeHours(self.windows, self.zone)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.calendar.zone)

    def windows(self, day: date) -> tuple[Window, ...]:
        special = self.special(day)
        return as_windows(special.windows) if special else self.plain(day)

    def special(self, day: date) -> CalendarDay | None:
        """The day's own row, if it has one."""
        at = self._place(day)
        return self._year(at, day.year).get(day) if at is not None else None

    def plain(self, day: date) -> tuple[Window, ...]:
        """The hours of the weekday in the version of that day."""
        version = self.version_on(day)
        return plain(version, day) if version else ()

    def version_on(self, day: date) -> CalendarVersion | None:
        at = self._place(day)
        return self.versions[at] if at is not None else None

    def specials(self, year: int) -> list[CalendarDay]:
        """The days of the year whose hours differ from their weekday's, and those that people have added."""
        found = []
        for at in range(len(self.versions)):
            found += [row for row in self._year(at, year).values() if self._place(row.date) == at]
        differing = (
            row for row in found if row.kind == row.Kind.OWN or as_windows(row.windows) != self.plain(row.date)
        )
        return sorted(differing, key=lambda row: row.date)

    def _place(self, day: date) -> int | None:
        if not self.versions:
            return None
        return max(bisect_right(self._first_days, day) - 1, 0)

    @cached_property
    def _first_days(self) -> list[date]:
        return [version.valid_from for version in self.versions]

    @cached_property
    def _copied(self) -> dict[tuple[int, int], list[CalendarDay]]:
        """By version and year."""
        found: dict[tuple[int, int], list[CalendarDay]] = {}
        for row in self.days:
            found.setdefault((row.version_id, row.date.year), []).append(row)
        return found

    def _year(self, at: int, year: int) -> dict[date, CalendarDay]:
        """The days as they were copied when the version was published; worked out for a year that was not."""
        if (at, year) not in self._years:
            version = self.versions[at]
            rows = self._copied.get((version.pk, year), [])
            is_copied = any(row.kind != row.Kind.OWN for row in rows)
            law = {} if is_copied else year_of(version, year)
            self._years[at, year] = law | {row.date: row for row in rows}
        return self._years[at, year]


def calendars() -> list[Calendar]:
    """All calendars of the active collaboration, the common ones first; kept for half a minute."""
    return directory.remembered((__name__, "all"), _read_calendars)


def by_slug(slug: str) -> Calendar | None:
    return next((row for row in calendars() if row.slug == slug), None)


def of_party(organisation: Organisation | None) -> Calendar | None:
    """The organisation's own calendar, else the common one."""
    own = (row for row in calendars() if organisation is not None and row.organisation_id == organisation.pk)
    return next(own, None) or by_slug(COMMON)


def hours_of(calendar: Calendar) -> Hours:
    """The working time of a calendar, for clocks. One query in half a minute, one more after a publication."""
    return course_of(calendar).hours


def course_of(calendar: Calendar) -> Course:
    """What holds: the published versions. Another process may have published one half a minute ago."""
    versions = directory.remembered((__name__, "versions"), _read_versions).get(calendar.pk, [])
    key = (calendar.pk, *(version.pk for version in versions))
    if key not in _courses:
        if len(_courses) >= _MOST_KEPT:
            _courses.clear()
        _courses[key] = Course(calendar, versions, _days_of(versions))
    return _courses[key]


def course_now(calendar: Calendar) -> Course:
    """What holds this moment, read from the database."""
    versions = _read_versions(calendar).get(calendar.pk, [])
    return Course(calendar, versions, _days_of(versions))


def course_with(before: Course, draft: CalendarVersion) -> Course:
    """What would hold if the draft were published now."""
    earlier = [version for version in before.versions if version.valid_from <= draft.valid_from]
    versions = [*earlier, draft, *before.versions[len(earlier) :]]
    return Course(before.calendar, versions, [*before.days, *draft.days.all()])


def course_as_if(before: Course, version: CalendarVersion) -> Course:
    """What would have held if the version had held all the time; own days from before its first day stay."""
    own = [day for day in before.days if day.kind == CalendarDay.Kind.OWN and day.date < version.valid_from]
    days = [day for day in version.days.all() if day.kind == CalendarDay.Kind.OWN]
    return Course(before.calendar, [version], [*days, *(_as_of(version, day) for day in own)])


def _as_of(version: CalendarVersion, day: CalendarDay) -> CalendarDay:
    return CalendarDay(version=version, date=day.date, kind=day.kind, name=day.name, windows=day.windows)


def _read_calendars() -> list[Calendar]:
    active = directory.collaboration()
    rows = Calendar.objects.filter(collaboration=active) if active else []
    return sorted(rows, key=lambda row: (row.slug != COMMON, row.organisation_id is not None, row.slug))


def _read_versions(*calendars: Calendar) -> dict[int, list[CalendarVersion]]:
    """The published ones by calendar in the order in which they take over; of all calendars where none is named."""
    rows = CalendarVersion.objects.filter(state=CalendarVersion.State.PUBLISHED).select_related("published_by")
    if calendars:
        rows = rows.filter(calendar__in=calendars)
    found: dict[int, list[CalendarVersion]] = {}
    for version in rows.order_by("valid_from", "number"):
        found.setdefault(version.calendar_id, []).append(version)
    return found


def _days_of(versions: Iterable[CalendarVersion]) -> Iterable[CalendarDay]:
    """Read when they are first needed."""
    return CalendarDay.objects.filter(version__in=[version.pk for version in versions])
