"""When a window is open and what a freeze stops: clock changes, midnight, new year, whose they are."""

from datetime import UTC, date, timedelta

import pytest
from django.utils import timezone

from regions import directory
from tests.change_calendar.planning import HOUR, at, freeze, window
from tickets.change_calendar import freezes, notice, windows
from tickets.processes.change.codes import ChangeType

pytestmark = pytest.mark.django_db


def regions(*slugs: str) -> list:
    return [directory.by_slug(slug) for slug in slugs]


def names(found) -> list[str]:
    return [one.slug for one in found]


# --- Freezes ---


@pytest.mark.parametrize(
    ("start", "end", "hits"),
    [
        ("2026-12-17 22:00", "2026-12-18 00:00", False),  # ends when the freeze begins
        ("2026-12-17 22:00", "2026-12-18 00:01", True),
        ("2026-12-31 23:00", "2027-01-01 01:00", True),
        ("2027-01-06 23:59", "2027-01-07 01:00", True),
        ("2027-01-07 00:00", "2027-01-07 01:00", False),
        ("2026-12-01 00:00", "2027-02-01 00:00", True),
        ("2025-12-24 00:00", "2025-12-24 01:00", False),
    ],
)
def test_a_freeze_over_new_year_holds_from_midnight_to_midnight(start, end, hits):
    freeze("2026-12-18", "2027-01-06")
    assert bool(freezes.during(at(start), at(end), regions("dalarna"))) is hits


def test_a_freeze_is_joint_or_of_one_region():
    freeze("2026-12-18", "2027-01-06", "halland", "Halland vilar")
    start, end = at("2026-12-24 10:00"), at("2026-12-24 11:00")
    assert freezes.during(start, end, regions("dalarna")) == []
    assert len(freezes.during(start, end, regions("dalarna", "halland"))) == 1
    freeze("2026-12-24", "2026-12-24")
    assert len(freezes.during(start, end, regions("dalarna"))) == 1
    assert len(freezes.during(start, end, [])) == 1


def test_a_freeze_that_was_ended_stops_nothing():
    freeze("2026-12-18", "2027-01-06", ended_at=timezone.now())
    assert freezes.during(at("2026-12-24 10:00"), at("2026-12-24 11:00"), regions("dalarna")) == []


# --- Windows ---


def covered(start: str, end: str, *slugs: str) -> int:
    return len(windows.covering(at(start), at(end), regions(*(slugs or ("dalarna",)))))


@pytest.mark.parametrize(
    ("start", "end", "covers"),
    [
        ("2026-12-02 18:00", "2026-12-02 22:00", 1),
        ("2026-12-02 17:59", "2026-12-02 22:00", 0),
        ("2026-12-02 18:00", "2026-12-02 22:01", 0),
        ("2026-12-03 18:00", "2026-12-03 19:00", 0),
    ],
)
def test_a_window_holds_a_time_from_its_opening_to_its_close(start, end, covers):
    window("18:00", "22:00", weekdays=[2])
    assert covered(start, end) == covers


def test_a_window_over_midnight_belongs_to_the_day_it_opens():
    window("22:00", "05:00", weekdays=[5], valid_until="2026-12-05")
    assert covered("2026-12-05 23:00", "2026-12-06 04:00") == 1
    assert covered("2026-12-06 01:00", "2026-12-06 05:00") == 1
    assert covered("2026-12-06 22:00", "2026-12-06 23:00") == 0
    assert covered("2026-12-12 23:00", "2026-12-13 04:00") == 0


def test_a_window_of_one_week_of_the_month():
    window("18:00", "22:00", weekdays=[2], weeks=[3])
    assert [covered(f"2026-12-{day:02d} 18:00", f"2026-12-{day:02d} 19:00") for day in (2, 9, 16, 23, 30)] == [
        0, 0, 1, 0, 0,
    ]  # fmt: skip


def test_a_vendors_window_is_for_all_regions_and_a_regions_own_for_itself():
    window("18:00", "22:00", place="cambio")
    assert covered("2026-12-02 18:00", "2026-12-02 19:00", "dalarna") == 1
    window("18:00", "22:00", place="halland")
    assert covered("2026-12-02 18:00", "2026-12-02 19:00", "dalarna") == 1
    assert covered("2026-12-02 18:00", "2026-12-02 19:00", "halland") == 2


def test_a_region_without_windows_is_outside_of_none():
    span = at("2026-12-02 18:00"), at("2026-12-02 19:00")
    assert windows.outside(*span, regions("dalarna", "halland")) == []
    window("01:00", "03:00", place="halland")
    assert names(windows.outside(*span, regions("dalarna", "halland"))) == ["halland"]
    window("18:00", "19:00")
    assert windows.outside(*span, regions("dalarna", "halland")) == []


def opening(row, day: date):
    return [one for one in windows.openings(row, day, day) if timezone.localdate(one.start) == day]


def test_the_night_when_the_clock_goes_forward_is_an_hour_shorter():
    (one,) = opening(window("00:00", "06:00"), date(2027, 3, 28))
    assert one.end - one.start == 5 * HOUR
    assert one.start == at("2027-03-28 00:00").astimezone(UTC)
    assert opening(window("02:00", "03:00"), date(2027, 3, 28)) == []  # that hour is not there


def test_the_night_when_the_clock_goes_back_is_an_hour_longer():
    (one,) = opening(window("00:00", "06:00"), date(2026, 10, 25))
    assert one.end - one.start == 7 * HOUR
    assert len(windows.covering(one.start, one.end, regions("dalarna"))) == 1
    assert windows.covering(one.start, one.end + timedelta(seconds=1), regions("dalarna")) == []


# --- How long before ---


def test_regions_are_told_ten_working_days_before_and_of_a_standard_change_two():
    told = at("2026-12-01 09:00")  # a Tuesday
    assert notice.earliest_start(ChangeType.MAJOR, told) == at("2026-12-15 09:00")
    assert notice.earliest_start(ChangeType.MINOR, told) == at("2026-12-15 09:00")
    assert notice.earliest_start(ChangeType.STANDARD, told) == at("2026-12-03 09:00")
    assert notice.earliest_start(ChangeType.EMERGENCY, told) == told
