"""Hours and days as people write them: "08.00–17.00", "stängt", "2026-12-23 08.00–12.00 Dan före dan".

What cannot be read raises Unreadable with a sentence that says what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, time
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sla.hours import DAY_MINUTES, Window

LONGEST_NAME = 80
# Read in both languages, whichever the reader uses.
_SHUT = frozenset({"", "-", "–", "stängt", "closed", "shut"})
_ALL_DAY = frozenset({"dygnet runt", "around the clock", "24 h"})
_CLOCK = r"(\d{1,2})(?:[.:](\d{2}))?"
_WINDOW = re.compile(rf"{_CLOCK}\s*[-–—]\s*{_CLOCK}")
_HOURS_FIRST = re.compile(
    rf"({_WINDOW.pattern}(?:\s*,\s*{_WINDOW.pattern})*|stängt|closed|shut)(?=\s|$)", re.IGNORECASE
)


class Unreadable(ValueError):
    """A text that says no hours or no day; its sentence is for people."""


def read_windows(text: str) -> list[Window]:
    """The hours of one day, in order; none for a closed one."""
    words = " ".join(text.split()).lower()
    if words in _SHUT:
        return []
    if words in _ALL_DAY:
        return [(0, DAY_MINUTES)]
    windows = [_read_window(part.strip()) for part in words.split(",")]
    for before, after in pairwise(windows):
        if after[0] < before[1] and after[1] > before[0]:
            raise Unreadable(_("“%(text)s”: two of the times overlap. Write them as one.") % {"text": text})
        if after < before:
            raise Unreadable(_("“%(text)s”: write the earlier time first.") % {"text": text})
    return windows


def _read_window(text: str) -> Window:
    match = _WINDOW.fullmatch(text)
    if match is None:
        example = {"text": text, "example": write_windows([(480, 1020)]), "closed": write_windows([])}
        raise Unreadable(_("“%(text)s” is no time. Write such as %(example)s, or “%(closed)s”.") % example)
    start, end = _minutes(match[1], match[2], text), _minutes(match[3], match[4], text)
    if end == start:
        raise Unreadable(_("“%(text)s” begins and ends at the same time. Correct one of them.") % {"text": text})
    if end < start:
        advice = _("“%(text)s” ends before it begins. What passes midnight is two times, on two days, parted at 24.")
        raise Unreadable(advice % {"text": text})
    return start, end


def _minutes(hour: str, minute: str | None, text: str) -> int:
    found = int(hour) * 60 + int(minute or 0)
    if int(minute or 0) > 59 or found > DAY_MINUTES:
        raise Unreadable(_("“%(text)s”: a day goes from 00.00 to 24.00.") % {"text": text})
    return found


def write_windows(windows: Iterable[Sequence[int]]) -> str:
    """The hours of a day in the reader's language; `read_windows` reads it again."""
    written = [f"{write_clock(start)}–{write_clock(end)}" for start, end in windows]
    return ", ".join(written) or pgettext("calendar", "closed")


def write_clock(minutes: int) -> str:
    """Minutes after midnight: "08.00"; the end of the day is "24.00"."""
    return pgettext("hours and minutes", "%(hours)s:%(minutes)s") % {
        "hours": f"{minutes // 60:02}",
        "minutes": f"{minutes % 60:02}",
    }


def read_clock(text: str) -> time:
    """A time of day: "14.00" or "14:00"."""
    match = re.fullmatch(_CLOCK, text.strip())
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise Unreadable(_("“%(text)s” is no time of day. Write such as 14.00.") % {"text": text})
    return time(int(match[1]), int(match[2] or 0))


def read_day(line: str) -> tuple[date, list[Window], str]:
    """A day with hours of its own: date, hours, name."""
    first, _space, rest = line.strip().partition(" ")
    try:
        day = date.fromisoformat(first)
    except ValueError:
        text = _("“%(text)s” is no day. Begin the row with a date, such as 2026-12-23.") % {"text": first}
        raise Unreadable(text) from None
    match = _HOURS_FIRST.match(rest.strip())
    if match is None:
        text = _("“%(text)s”: write after the date “%(closed)s” or the times, then what the day is called.")
        raise Unreadable(text % {"text": line.strip(), "closed": write_windows([])})
    name = " ".join(rest.strip()[match.end() :].split())
    if len(name) > LONGEST_NAME:
        text = _("The name has %(length)d characters. Shorten it to %(longest)d.")
        raise Unreadable(text % {"length": len(name), "longest": LONGEST_NAME})
    return day, read_windows(match[1]), name


def write_day(day: date, windows: Iterable[Sequence[int]], name: str) -> str:
    return f"{day.isoformat()} {write_windows(windows)} {name}".strip()
