"""Targets as text. In data files one is a row: "incident P3 resolve 45 h office", "change any quote none". People write
the amount alone, in either language: "4 h, dygnet runt", "1 h 30 min office", "inget".

What cannot be read raises Unreadable with a sentence that says what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sla.calendar_preview import clock_hours
from sla.calendar_text import Unreadable
from sla.models import Calendar, Metric

ANY, NONE = "any", "none"
LONGEST_HOURS = 2000
# Read in both languages, whichever the reader uses.
_NOTHING_PROMISED = frozenset({NONE, "no target", "inget", "inget mål"})
_UNITS = {"min": 1, "h": 60}
_ROW = re.compile(r"(?P<process>\S+) (?P<priority>\S+) (?P<metric>\S+) (?P<rest>.+)")
_WRITTEN = re.compile(r"(?:(?P<hours>\d{1,4}) ?h)?(?: ?(?P<minutes>\d{1,5}) ?min)?(?P<calendar>(?: ?,| ) ?.+)?")
_AMOUNT = re.compile(r"(?P<number>\d+) (?P<unit>min|h) (?P<calendar>\S+)")


@dataclass(frozen=True)
class WantedTarget:
    """What a target is to say: slugs of process and calendar; no minutes where nothing is promised."""

    process: str
    metric: str
    priority: int | None
    minutes: int | None = None
    calendar: str | None = None


def read_target(text: str) -> WantedTarget:
    """The row's target; whether there are such a process and calendar is judged elsewhere."""
    match = _ROW.fullmatch(" ".join(text.split()))
    if match is None:
        raise Unreadable(_advice(text))
    if match["metric"] not in Metric.values:
        advice = _("“%(text)s”: there is no metric “%(metric)s”. Choose one of: %(choices)s.")
        shown = {"text": text, "metric": match["metric"], "choices": ", ".join(Metric.values)}
        raise Unreadable(advice % shown)
    minutes, calendar = _amount(match["rest"], text)
    return WantedTarget(match["process"], match["metric"], _priority(match["priority"], text), minutes, calendar)


def read_amount(text: str, calendars: Sequence[Calendar]) -> tuple[int | None, Calendar | None]:
    """Minutes and the calendar they are counted by, as people write them; neither where nothing is promised.

    A calendar is known by its name in either language, its slug, or the beginning of one where no other begins so.
    """
    words = " ".join(text.split()).casefold()
    if words in _NOTHING_PROMISED:
        return None, None
    match = _WRITTEN.fullmatch(words)
    if match is None or (match["hours"] is None and match["minutes"] is None):
        raise Unreadable(_amount_advice(text, calendars))
    minutes = 60 * int(match["hours"] or 0) + int(match["minutes"] or 0)
    if minutes == 0:
        raise Unreadable(_no_time(text))
    if minutes > LONGEST_HOURS * 60:
        raise Unreadable(_("“%(text)s”: write at most %(hours)d h.") % {"text": text, "hours": LONGEST_HOURS})
    return minutes, _calendar(match["calendar"] or "", text, calendars)


def write_amount(minutes: int | None, calendar: Calendar | None) -> str:
    """The amount in the reader's language; `read_amount` reads it again."""
    if minutes is None or calendar is None:
        return pgettext("target", "none")
    name = calendar.label
    return f"{clock_hours(timedelta(minutes=minutes))}, {name[:1].lower()}{name[1:]}"


def _calendar(written: str, text: str, calendars: Sequence[Calendar]) -> Calendar:
    said = _plain(written.strip(" ,"))
    named = {one: [_plain(name) for name in (one.label_sv, one.label_en, one.slug)] for one in calendars}
    found = [one for one, names in named.items() if said in names]
    found = found or [one for one, names in named.items() if said and any(name.startswith(said) for name in names)]
    if len(found) == 1:
        return found[0]
    advice = _("“%(text)s”: write after the time by which calendar it counts, one of: %(calendars)s.")
    raise Unreadable(advice % {"text": text, "calendars": ", ".join(one.label for one in calendars)})


def _plain(name: str) -> str:
    return name.casefold().replace("–", "-")


def _amount_advice(text: str, calendars: Sequence[Calendar]) -> str:
    example = write_amount(240, calendars[0]) if calendars else "4 h"
    advice = _(
        "“%(text)s” is no target. Write a time in h or min and a calendar, such as “%(example)s”, or “%(none)s”."
    )
    return advice % {"text": text, "example": example, "none": write_amount(None, None)}


def _priority(word: str, text: str) -> int | None:
    if word == ANY:
        return None
    if not re.fullmatch(r"P[1-4]", word):
        raise Unreadable(_("“%(text)s”: a priority is P1, P2, P3, P4 or any.") % {"text": text})
    return int(word[1])


def _amount(rest: str, text: str) -> tuple[int | None, str | None]:
    if rest == NONE:
        return None, None
    match = _AMOUNT.fullmatch(rest)
    if match is None:
        raise Unreadable(_advice(text))
    minutes = int(match["number"]) * _UNITS[match["unit"]]
    if minutes == 0:
        raise Unreadable(_no_time(text))
    return minutes, match["calendar"]


def _no_time(text: str) -> str:
    return _("“%(text)s”: a target of no time cannot be kept. Write a time, or none.") % {"text": text}


def _advice(text: str) -> str:
    return _("“%(text)s” is no target. Write such as “%(example)s”.") % {
        "text": text,
        "example": "incident P3 resolve 45 h office",
    }
