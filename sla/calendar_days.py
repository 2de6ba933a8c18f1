"""The Swedish days of a year as a version of a calendar treats them. Pure, no database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from sla.hours import Window
from sla.models import CalendarDay, CalendarVersion, DayRule
from sla.swedish_days import FIRST_YEAR, Day, Kind, days_of

YEARS_AHEAD = 2
SUNDAY = 6
# Where a day is of two kinds the later one decides.
_ORDER = (Kind.SHORT, Kind.SQUEEZED, Kind.EVE, Kind.PUBLIC)


def year_of(version: CalendarVersion, year: int) -> dict[date, CalendarDay]:
    """The days of `year` to copy: all holidays and eves, others where they have hours of their own. Not saved."""
    if year < FIRST_YEAR:
        return {}
    found = {}
    for day in sorted(days_of(year), key=lambda one: _ORDER.index(one.kind)):
        windows = _windows(version, day)
        if windows is not None:
            found[day.date] = CalendarDay(
                version=version, date=day.date, kind=day.kind.value, name=day.name, windows=windows
            )
    return found


def years_to_copy(version: CalendarVersion, *, today: date) -> range:
    """From the version's first year, or this one if it is later, and YEARS_AHEAD more."""
    first = max(version.valid_from.year, today.year)
    return range(first, first + YEARS_AHEAD + 1)


def plain(version: CalendarVersion, day: date) -> tuple[Window, ...]:
    """The hours of the weekday, whatever day it is."""
    return as_windows(version.week[day.weekday()])


def as_windows(stored: Iterable[Iterable[int]]) -> tuple[Window, ...]:
    return tuple((start, end) for start, end in stored)


def minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _windows(version: CalendarVersion, day: Day) -> list[Window] | None:
    """The day's hours; None where a shortened or squeezed-in day is like any other."""
    ordinary = list(plain(version, day.date))
    if day.kind == Kind.PUBLIC:
        return _by_rule(version, version.on_public, ordinary)
    if day.kind == Kind.EVE:
        return _by_rule(version, version.on_eves, ordinary)
    if day.kind == Kind.SQUEEZED:
        own = _by_rule(version, version.on_squeezed, ordinary)
    else:
        own = _cut(ordinary, version.short_until) if version.short_until else ordinary
    return own if own != ordinary else None


def _by_rule(version: CalendarVersion, rule: str, ordinary: list[Window]) -> list[Window]:
    if rule == DayRule.SHUT:
        return []
    return list(as_windows(version.week[SUNDAY])) if rule == DayRule.SUNDAY else ordinary


def _cut(windows: list[Window], until: time) -> list[Window]:
    end = minutes(until)
    return [(opens, min(shuts, end)) for opens, shuts in windows if opens < end]
