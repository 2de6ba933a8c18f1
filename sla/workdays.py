"""Working days and office hours of the common calendar: automatic closing, answers, what is outside office hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

from sla.calendars import COMMON, Course, by_slug, course_of
from sla.hours import HORIZON_YEARS, NeverOpens
from sla.models import Calendar, CalendarVersion

DAY = timedelta(days=1)


def after_working_days(start: datetime, days: int) -> datetime:
    """The same local time of day, `days` working days after `start` (aware); the answer is in UTC.

    A day with any hours in the common calendar is a working day. A start on another day counts from the next
    working day. A local time that a clock change skips is moved to the hour after. Raises NeverOpens.
    """
    course = _common()
    local = start.astimezone(course.zone)
    day, left = local.date(), days
    while left > 0:
        day += DAY
        if course.windows(day):
            left -= 1
        elif (day - local.date()).days > 366 * HORIZON_YEARS + 7 * days:
            raise NeverOpens(start)
    return datetime.combine(day, local.timetz()).astimezone(UTC)


def is_office_hours(at: datetime) -> bool:
    """Whether the common calendar is open at `at` (aware)."""
    return _common().hours.is_open(at)


def warm() -> None:
    """Read the common calendar now, so that questions within the next half minute cost no query."""
    _common().windows(date(2026, 1, 1))


def _common() -> Course:
    calendar = by_slug(COMMON)
    return course_of(calendar) if calendar else _without_data()


@cache
def _without_data() -> Course:
    """Monday to Friday 08.00–17.00 but holidays and eves, for a collaboration that has no common calendar."""
    week = [[[8 * 60, 17 * 60]]] * 5 + [[], []]
    version = CalendarVersion(valid_from=date(2000, 1, 1), week=week)
    return Course(Calendar(slug=COMMON), [version])
