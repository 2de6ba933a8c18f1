"""Working time: the law's own vectors, both clock changes, and what holds for every calendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.hours import AROUND_THE_CLOCK, NeverOpens, OfficeHours, weekly
from sla.swedish_days import Kind, days_of

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OFFICE = [[(8 * 60, 17 * 60)]] * 5 + [[], []]
ALL_DAY = [[(0, 24 * 60)]] * 7


SHUT = {day.date: () for year in range(2023, 2038) for day in days_of(year) if day.kind in (Kind.PUBLIC, Kind.EVE)}

SWEDISH = OfficeHours(weekly(OFFICE, SHUT), STOCKHOLM)
WALL = OfficeHours(weekly(ALL_DAY), STOCKHOLM)
NIGHT = OfficeHours(weekly([[(0, 2 * 60 + 30), (2 * 60 + 30, 6 * 60), (22 * 60, 24 * 60)]] * 7), STOCKHOLM)
CALENDARS = {"swedish": SWEDISH, "wall": WALL, "night": NIGHT, "around the clock": AROUND_THE_CLOCK}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-06-18T15:00", 8, "2026-06-22T14:00"),  # over Midsummer Eve
        ("2026-04-02T16:30", 1, "2026-04-07T08:30"),  # over Easter
        ("2026-12-23T16:00", 4, "2026-12-28T11:00"),
        ("2026-05-13T16:00", 9, "2026-05-15T16:00"),  # a squeezed-in day is a working day
        ("2026-12-30T15:00", 18, "2027-01-05T15:00"),
        ("2026-10-24T10:00", 1, "2026-10-26T09:00"),
        ("2027-06-25T09:00", 1, "2027-06-28T09:00"),
    ],
)
def test_the_vectors_of_the_working_week(start, hours, due):
    assert SWEDISH.after(at(start), timedelta(hours=hours)) == at(due)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-10-25T00:30+02:00", "2026-10-25T03:30+01:00"),
        ("2026-03-29T00:30+01:00", "2026-03-29T05:30+02:00"),
        ("2027-10-31T00:30+02:00", "2027-10-31T03:30+01:00"),
        ("2027-03-28T00:30+01:00", "2027-03-28T05:30+02:00"),
    ],
)
def test_four_hours_around_the_clock_over_a_clock_change(start, due):
    start, due = datetime.fromisoformat(start), datetime.fromisoformat(due)
    for hours in (AROUND_THE_CLOCK, WALL):
        assert hours.after(start, timedelta(hours=4)) == due
        assert hours.between(start, due) == timedelta(hours=4)


def test_a_day_of_a_clock_change_has_the_hours_that_pass():
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 5, 4), 24)):
        start = datetime.combine(day, time(), STOCKHOLM)
        end = datetime.combine(day + timedelta(days=1), time(), STOCKHOLM)
        assert WALL.between(start, end) == timedelta(hours=hours)


def test_a_window_that_ends_in_the_skipped_hour_ends_at_the_change():
    windows = OfficeHours(weekly([[(60, 150)]] * 7), STOCKHOLM)  # 01.00 to 02.30
    skipped, twice = at("2026-03-29T00:00"), at("2026-10-25T00:00")
    assert windows.spans(skipped, skipped + timedelta(hours=8)) == [(at("2026-03-29T01:00"), at("2026-03-29T03:00"))]
    assert windows.between(twice, twice + timedelta(hours=8)) == timedelta(hours=2, minutes=30)


def test_two_windows_that_meet_in_the_hour_shown_twice_count_it_once():
    start = at("2026-10-25T00:00")
    assert NIGHT.between(start, start + timedelta(hours=7)) == timedelta(hours=7)


def test_time_is_up_when_the_office_shuts_and_nothing_is_up_when_it_opens():
    friday = at("2026-09-04T16:00")
    assert SWEDISH.after(friday, timedelta(hours=1)) == at("2026-09-04T17:00")
    assert SWEDISH.after(at("2026-09-05T12:00"), timedelta()) == at("2026-09-07T08:00")
    assert SWEDISH.after(friday, timedelta()) == friday
    assert [SWEDISH.is_open(at(f"2026-09-04T{clock}")) for clock in ("07:59", "08:00", "16:59", "17:00")] == [
        False,
        True,
        True,
        False,
    ]


def test_backwards_is_no_time_and_a_calendar_that_never_opens_says_so():
    assert SWEDISH.between(at("2026-09-04T16:00"), at("2026-09-04T09:00")) == timedelta()
    never = OfficeHours(weekly([[]] * 7), STOCKHOLM)
    assert never.between(at("2026-01-01T00:00"), at("2030-01-01T00:00")) == timedelta()
    for amount in (timedelta(), timedelta(seconds=1)):
        with pytest.raises(NeverOpens):
            never.after(at("2026-01-01T00:00"), amount)
    with pytest.raises(ValueError, match="not negative"):
        SWEDISH.after(at("2026-01-01T00:00"), timedelta(seconds=-1))


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))
AMOUNTS = st.timedeltas(timedelta(), timedelta(days=60))
NEAR_A_CHANGE = st.sampled_from([datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)]).flatmap(
    lambda night: st.timedeltas(timedelta(hours=-5), timedelta(hours=30)).map(lambda away: night + away)
)


@given(st.sampled_from(list(CALENDARS)), st.lists(MOMENTS | NEAR_A_CHANGE, min_size=3, max_size=3).map(sorted))
def test_parts_add_up_to_the_microsecond(name, moments):
    hours = CALENDARS[name]
    start, middle, end = moments
    assert hours.between(start, middle) + hours.between(middle, end) == hours.between(start, end)
    assert hours.between(start, end) <= end - start


@given(st.sampled_from(list(CALENDARS)), MOMENTS | NEAR_A_CHANGE, AMOUNTS)
def test_after_is_the_inverse_of_between(name, start, amount):
    hours = CALENDARS[name]
    due = hours.after(start, amount)
    assert hours.between(start, due) == amount
    assert due >= start
    if amount:
        assert hours.between(start, due - timedelta(microseconds=1)) < amount
    else:
        assert hours.is_open(due)


@given(st.sampled_from(list(CALENDARS)), MOMENTS | NEAR_A_CHANGE, AMOUNTS, AMOUNTS)
def test_one_amount_after_another_is_both_at_once(name, start, first, second):
    hours = CALENDARS[name]
    assert hours.after(hours.after(start, first), second) == hours.after(start, first + second) or not first + second
