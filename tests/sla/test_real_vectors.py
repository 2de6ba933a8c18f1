"""Facts about working time and holidays that nobody here wrote, where REAL_DATA says where they lie."""

import csv
import json
import os
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sla.clock import Act, Event, Goal, Reading, Stretch, Terms, reading
from sla.hours import OfficeHours, weekly
from sla.swedish_days import Kind, days_of

FOLDER = Path(os.environ.get("REAL_DATA", "/nowhere"))
VECTORS, HOLIDAYS = FOLDER / "sla_vectors", FOLDER / "swedish_holidays" / "holidays_2024_2026.csv"
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

needs_vectors = pytest.mark.skipif(not VECTORS.is_dir(), reason="REAL_DATA names no folder with sla_vectors/")
needs_holidays = pytest.mark.skipif(not HOLIDAYS.is_file(), reason="REAL_DATA names no folder with swedish_holidays/")


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")[:2]
    return int(hour) * 60 + int(minute)


def _windows(spans) -> tuple:
    return tuple((_minutes(opens), _minutes(shuts)) for opens, shuts in spans)


def _without(windows, breaks) -> tuple:
    """The windows less the breaks of a day."""
    left = list(windows)
    for start, end in breaks:
        left = [
            part
            for opens, shuts in left
            for part in ((opens, min(shuts, start)), (max(opens, end), shuts))
            if part[0] < part[1]
        ]
    return tuple(left)


@cache
def _hours(written: str) -> OfficeHours:
    said = json.loads(written)
    week = [_windows(said["week"].get(day, [])) for day in WEEK]
    days = {date.fromisoformat(day): () for day in said.get("holidays", [])}
    yearly = [tuple(map(int, day.split("-"))) for day in said.get("holidays_yearly", [])]
    days |= {date(year, month, day): () for year in range(2000, 2031) for month, day in yearly}
    breaks = {date.fromisoformat(day): _windows(spans) for day, spans in said.get("breaks", {}).items()}
    days |= {day: _without(week[day.weekday()], spans) for day, spans in breaks.items() if day not in days}
    return OfficeHours(weekly(week, days), ZoneInfo(said["tz"]))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _read(hours: OfficeHours, start: datetime, pauses, *, amount: timedelta | None = None, now: datetime) -> Reading:
    """A clock that stands still in the pauses."""
    cuts = sorted({start, *(max(start, _at(moment)) for span in pauses for moment in span)})
    stretches = [
        Stretch(1, since, until, hold="pause" if any(_at(a) <= since < _at(b) for a, b in pauses) else "")
        for since, until in zip(cuts, [*cuts[1:], None], strict=True)
    ]
    terms = Terms({None: Goal(amount, hours)}, {"pause": "pauses"})
    return reading(terms, stretches, [Event(start, Act.START)], [], now=now)


def _facts() -> list[dict]:
    found = json.loads((VECTORS / "sla_facts.json").read_text())["facts"]
    due = json.loads((VECTORS / "due_2026.json").read_text())
    return found + [{"calendar": due["calendar"], "kind": "add"} | one for one in due["facts"]]


def _answer(fact: dict):
    hours, pauses = _hours(json.dumps(fact["calendar"], sort_keys=True)), fact.get("pauses", [])
    if fact["kind"] == "is_open":
        return hours.is_open(_at(fact["at"])), fact["open"]
    start = _at(fact["start"])
    if fact["kind"] == "add":
        amount = timedelta(seconds=fact.get("seconds", 0), hours=fact.get("hours", 0))
        end = _at(fact.get("end") or fact["due"])
        return _read(hours, start, pauses, amount=amount, now=end).due_at, end
    if fact["kind"] == "spans":
        wanted = [tuple(map(_at, span)) for span in fact["first_spans"]]
        return hours.spans(start, wanted[-1][1] + timedelta(days=40))[: len(wanted)], wanted
    end = _at(fact["end"])
    used = _read(hours, start, pauses, now=end).used
    if "seconds" in fact:
        return used, timedelta(seconds=fact["seconds"])
    return used // timedelta(minutes=1), fact["whole_minutes"]


@needs_vectors
def test_every_fact_of_other_programs_and_of_the_calendar_of_2026_holds():
    facts = _facts()
    assert len(facts) == 69 + 199
    answers = [(fact.get("id", fact.get("start")), *_answer(fact)) for fact in facts]
    wrong = [one for one in answers if one[1] != one[2]]
    assert wrong == []


@needs_holidays
def test_the_holidays_and_eves_of_three_years():
    rows = csv.DictReader(HOLIDAYS.read_text(encoding="utf-8").splitlines())
    written = sorted((row["date"], row["kind"], row["name"]) for row in rows)
    ours = [day for year in (2024, 2025, 2026) for day in days_of(year) if day.kind in (Kind.PUBLIC, Kind.EVE)]
    assert [(day.date.isoformat(), str(day.kind), day.name) for day in ours] == written
