"""The demo's service windows and freezes, set by people of the demo."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import yaml
from django.utils import timezone

from regions import directory
from roles.models import User
from tickets.change_calendar import setting
from tickets.change_calendar.rows import FreezePeriod, ServiceWindow


def make_calendar(folder: Path, people: dict[str, User], *, now: datetime) -> None:
    """Set what the file says, once: where there is a window or freeze already nothing is done."""
    if ServiceWindow.objects.exists() or FreezePeriod.objects.exists():
        return
    said = yaml.safe_load((folder / "change_calendar.yaml").read_text(encoding="utf-8"))
    today = timezone.localdate(now)
    for one in said["windows"]:
        row = ServiceWindow(
            name=one["name"],
            organisation=_place(one),
            weekdays=[day - 1 for day in one["weekdays"]],
            weeks=one.get("weeks", []),
            opens=_clock(one["opens"]),
            closes=_clock(one["closes"]),
            valid_from=today,
        )
        setting.keep(row, by=people[one["by"]], at=now)
    for one in said["freezes"]:
        first, last = next_time(one["first"], one["last"], today)
        row = FreezePeriod(name=one["name"], kind=one["kind"], organisation=_place(one), first_day=first, last_day=last)
        setting.keep(row, by=people[one["by"]], at=now)


def _place(one: dict):
    return directory.by_slug(one["place"]) if "place" in one else None


def _clock(text: str) -> time:
    hour, minute = text.split(".")
    return time(int(hour), int(minute))


def next_time(first: str, last: str, today: date) -> tuple[date, date]:
    """The days of the freeze that goes on or comes next; one whose last day has the lower number goes over new year."""
    for year in (today.year - 1, today.year, today.year + 1):
        begins = date(year, *map(int, first.split("-")))
        ends = date(year + (last < first), *map(int, last.split("-")))
        if ends >= today:
            return begins, ends
    raise AssertionError("unreachable")
