"""A target as one row of text: "incident P3 resolve 45 h office", "change any quote none". Read only from data files.

What cannot be read raises Unreadable with a sentence that says what to write instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sla.calendar_text import Unreadable
from sla.models import Metric

ANY, NONE = "any", "none"
_UNITS = {"min": 1, "h": 60}
_ROW = re.compile(r"(?P<process>\S+) (?P<priority>\S+) (?P<metric>\S+) (?P<rest>.+)")
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
        raise Unreadable(_("“%(text)s”: a target of no time cannot be kept. Write a time, or none.") % {"text": text})
    return minutes, match["calendar"]


def _advice(text: str) -> str:
    return _("“%(text)s” is no target. Write such as “%(example)s”.") % {
        "text": text,
        "example": "incident P3 resolve 45 h office",
    }
