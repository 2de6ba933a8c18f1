"""What runs on a day is what doing everything again gives, for any history and on every day of it."""

from datetime import date, datetime, timedelta
from itertools import product

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.processes.release.versions.replaying import (
    ENVIRONMENTS,
    REGIONS,
    SERVICES,
    WHOLE,
    Deployed,
    histories,
    replayed,
)
from tickets.processes.release.versions import running

START = timezone.make_aware(datetime(2026, 10, 10, 12))  # the clock is changed within
DAYS = 45


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def spell(pk: int, begins: str, version: str, back: str | None = None, service: int = WHOLE) -> Deployed:
    return Deployed(pk, 1, "production", service, version, at(begins), at(back) if back else None)


def version(spells, when: datetime, place=(1, "production", WHOLE)) -> str:
    whole = WHOLE if place[2] != WHOLE else None
    found = running.runs(running.newest(spells, when), place, whole)
    return found.version if found else ""


@settings(max_examples=300)
@given(histories(start=START), st.integers(0, 23))
def test_every_day_of_any_history_is_as_when_everything_is_done_again(spells, hour):
    for day in range(DAYS):
        when = START + timedelta(days=day, hours=hour)
        replay = replayed(spells, when)
        for place in product(REGIONS, ENVIRONMENTS, SERVICES):
            assert version(spells, when, place) == replay.version(place), (when, place)


def test_a_roll_back_brings_the_one_before_back():
    both = [spell(1, "2026-10-01 20:00", "4.1"), spell(2, "2026-10-08 20:00", "4.2", back="2026-10-09 07:00")]
    said = [version(both, at(f"2026-10-{day:02d} 12:00")) for day in (1, 2, 8, 9)]
    assert said == ["", "4.1", "4.1", "4.1"]
    assert version(both, at("2026-10-08 23:59")) == "4.2"


def test_an_older_one_that_is_rolled_back_changes_nothing():
    both = [spell(1, "2026-10-01 20:00", "4.1", back="2026-10-10 07:00"), spell(2, "2026-10-08 20:00", "4.2")]
    assert version(both, at("2026-10-11 12:00")) == "4.2"


def test_what_came_to_the_whole_came_to_each_part_that_has_nothing_later():
    both = [spell(1, "2026-10-01 20:00", "4.1"), spell(2, "2026-10-08 20:00", "4.1.3", service=11)]
    later = [*both, spell(3, "2026-10-15 20:00", "4.2")]
    part, other = (1, "production", 11), (1, "production", 12)
    assert [version(both, at("2026-10-09 12:00"), one) for one in (part, other)] == ["4.1.3", "4.1"]
    assert [version(later, at("2026-10-16 12:00"), one) for one in (part, other)] == ["4.2", "4.2"]


@pytest.mark.parametrize(
    ("day", "now", "meant"),
    [
        ("2026-10-08", "2026-10-20 12:00", "2026-10-08 23:59:59.999999"),
        ("2026-10-20", "2026-10-20 12:00", "2026-10-20 12:00"),
        ("2026-10-25", "2026-11-20 12:00", "2026-10-25 23:59:59.999999"),  # 25 hours long
    ],
)
def test_a_day_is_its_last_moment_and_today_is_now(day, now, meant):
    assert running.instant(date.fromisoformat(day), at(now)) == at(meant)


def test_an_hour_that_the_clock_takes_twice_still_belongs_to_its_day():
    late = [spell(1, "2026-10-25 23:30", "4.2")]
    assert version(late, running.instant(date(2026, 10, 25), at("2026-11-20 12:00"))) == "4.2"
    assert version(late, running.instant(date(2026, 10, 24), at("2026-11-20 12:00"))) == ""
