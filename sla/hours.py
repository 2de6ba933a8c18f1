"""Working time: how much of it lies between two moments, and when an amount of it has passed. Pure, no database.

Windows are local wall-clock time and are compared in UTC, so a window over a clock change has the hours that really
pass. Every answer comes from one running sum of open time, which is why parts add up to the microsecond:
between(a, b) + between(b, c) == between(a, c). Source: law.md 3.10; architecture.md 3.8.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Protocol
from zoneinfo import ZoneInfo

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY_MINUTES = 24 * 60
HORIZON_YEARS = 3

# Start and end in minutes after local midnight; the end may be DAY_MINUTES.
Window = tuple[int, int]


class NeverOpens(ValueError):
    """No open time, or too little of it, within HORIZON_YEARS of the start."""


class Hours(Protocol):
    """What a clock asks of a calendar. All moments are aware; answers are in UTC."""

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Open time from `start` to `end`; nothing where `end` is not after `start`."""

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """The moment when `amount` of open time has passed since `start`; of no amount the first open moment.

        Raises NeverOpens, and ValueError for a negative amount.
        """

    def is_open(self, at: datetime) -> bool: ...


class AroundTheClock:
    """24x7: time that passes, whatever the clocks on the wall show."""

    def between(self, start: datetime, end: datetime) -> timedelta:
        return max(end.astimezone(UTC) - start.astimezone(UTC), timedelta())

    def after(self, start: datetime, amount: timedelta) -> datetime:
        _not_negative(amount)
        return start.astimezone(UTC) + amount

    def is_open(self, at: datetime) -> bool:
        return True


AROUND_THE_CLOCK = AroundTheClock()


@dataclass(frozen=True, eq=False)
class OfficeHours:
    """`windows(day)` gives a day's windows in local time, none for a shut one.

    It is asked once a day of each year that is needed. An instance keeps what it has worked out: make one for a
    calendar and use it again.
    """

    windows: Callable[[date], Sequence[Window]]
    zone: ZoneInfo
    _years: dict[int, list[tuple[int, int]]] = field(default_factory=dict, repr=False)
    _kept: dict[tuple[int, int], _Sum] = field(default_factory=dict, repr=False)

    def between(self, start: datetime, end: datetime) -> timedelta:
        if end <= start:
            return timedelta()
        known = self._sum(start, end)
        return (known.until(_number(end)) - known.until(_number(start))) * MICROSECOND

    def after(self, start: datetime, amount: timedelta) -> datetime:
        _not_negative(amount)
        wanted = amount // MICROSECOND
        for years in range(HORIZON_YEARS + 1):
            known = self._sum(start, start + timedelta(days=366 * years))
            found = known.when(_number(start), wanted)
            if found is not None:
                return EPOCH + found * MICROSECOND
        raise NeverOpens(start)

    def is_open(self, at: datetime) -> bool:
        return self._sum(at, at).is_open(_number(at))

    def spans(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """The open spans from `start` to `end`, cut to them, in UTC."""
        low, high, known = _number(start), _number(end), self._sum(start, end)
        cut = [(max(low, opens), min(high, shuts)) for opens, shuts in known.spans if shuts > low and opens < high]
        return [(EPOCH + opens * MICROSECOND, EPOCH + shuts * MICROSECOND) for opens, shuts in cut]

    def _sum(self, start: datetime, end: datetime) -> _Sum:
        """The running sum over the years around the two moments; a year more at each end covers every time zone."""
        first, last = start.astimezone(self.zone).year - 1, end.astimezone(self.zone).year + 1
        if (first, last) not in self._kept:
            spans = [span for year in range(first, last + 1) for span in self._year(year)]
            self._kept[first, last] = _Sum(_merged(spans))
        return self._kept[first, last]

    def _year(self, year: int) -> list[tuple[int, int]]:
        if year not in self._years:
            first, after = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
            days = map(date.fromordinal, range(first, after))
            spans = [self._span(day, window) for day in days for window in self.windows(day)]
            self._years[year] = [span for span in spans if span[0] < span[1]]
        return self._years[year]

    def _span(self, day: date, window: Window) -> tuple[int, int]:
        """A time that the clocks show twice is meant the first time where a window opens, the second where it shuts."""
        opens, shuts = (datetime(day.year, day.month, day.day) + timedelta(minutes=minutes) for minutes in window)
        return _number(_instant(opens, self.zone, fold=0)), _number(_instant(shuts, self.zone, fold=1))


def weekly(
    week: Sequence[Sequence[Window]], days: Mapping[date, Sequence[Window]] | None = None
) -> Callable[[date], Sequence[Window]]:
    """The same windows every week (Monday first) but on the days that have their own."""
    days = days or {}
    return lambda day: days.get(day, week[day.weekday()])


class _Sum:
    """Open spans in order, and how much open time lies before the end of each; all in microseconds since EPOCH."""

    def __init__(self, spans: list[tuple[int, int]]):
        self.spans = spans
        self.opens, self.shuts = [opens for opens, _shuts in spans], [shuts for _opens, shuts in spans]
        self.total = [0, *accumulate(shuts - opens for opens, shuts in spans)]

    def until(self, at: int) -> int:
        """Open time before `at`."""
        begun = bisect_right(self.opens, at)
        if begun == 0:
            return 0
        return self.total[begun - 1] + min(at, self.shuts[begun - 1]) - self.opens[begun - 1]

    def when(self, start: int, amount: int) -> int | None:
        """When `amount` has passed since `start`; None where these spans do not reach that far."""
        if amount == 0:
            open_next = bisect_right(self.shuts, start)
            return max(start, self.opens[open_next]) if open_next < len(self.spans) else None
        wanted = self.until(start) + amount
        reached = bisect_left(self.total, wanted)
        if reached > len(self.spans):
            return None
        return self.opens[reached - 1] + wanted - self.total[reached - 1]

    def is_open(self, at: int) -> bool:
        begun = bisect_right(self.opens, at)
        return begun > 0 and at < self.shuts[begun - 1]


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order and without overlap, as two windows beside a clock change may have one."""
    found: list[tuple[int, int]] = []
    for opens, shuts in sorted(spans):
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(shuts, found[-1][1]))
        else:
            found.append((opens, shuts))
    return found


def _instant(wall: datetime, zone: ZoneInfo, *, fold: int) -> datetime:
    """A wall-clock time as a moment; one that the clocks skip is the moment of the change."""
    at = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    low, high = (wall.replace(tzinfo=zone, fold=side).astimezone(UTC) for side in (1, 0))
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high.replace(microsecond=0)


def _number(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def _not_negative(amount: timedelta) -> None:
    if amount < timedelta():
        raise ValueError("an amount of time is not negative")
