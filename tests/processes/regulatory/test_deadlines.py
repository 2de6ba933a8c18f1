"""When a report is due: absolute time, whatever the clocks on the wall do; a month by the civil calendar."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.processes.regulatory.regimes import REPORTS, Regime, Stage, began_at, due_at, months_after, warned_at

HERE = ZoneInfo("Europe/Stockholm")
WARNING, NOTIFICATION, PROGRESS, FINAL = REPORTS[Regime.NIS2]
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2036, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))


def here(*when) -> datetime:
    return datetime(*when, tzinfo=HERE)


def due(one, aware_at, **sent):
    return due_at(one, aware_at=aware_at, sent={Stage(name): at for name, at in sent.items()}, zone=HERE)


@given(INSTANTS)
def test_hours_are_absolute(aware):
    local = aware.astimezone(HERE)  # the same instant, as the clocks on the wall say
    assert due(WARNING, local) - aware == timedelta(hours=24)
    assert due(NOTIFICATION, local) - aware == timedelta(hours=72)


@pytest.mark.parametrize(
    ("knew", "warning", "notification"),
    [
        # The night of 28 to 29 March the clocks go on an hour: 24 hours end an hour later on the wall.
        (here(2026, 3, 28, 12), here(2026, 3, 29, 13), here(2026, 3, 31, 13)),
        # The night of 24 to 25 October they go back: an hour earlier.
        (here(2026, 10, 24, 12), here(2026, 10, 25, 11), here(2026, 10, 27, 11)),
        (here(2026, 10, 25, 2, 30).replace(fold=1), here(2026, 10, 26, 2, 30), here(2026, 10, 28, 2, 30)),
    ],
)
def test_a_daylight_saving_night_neither_gives_nor_takes_an_hour(knew, warning, notification):
    assert due(WARNING, knew) == warning.astimezone(UTC)
    assert due(NOTIFICATION, knew) == notification.astimezone(UTC)


@pytest.mark.parametrize(
    ("sent", "final"),
    [
        (here(2026, 1, 31, 15), here(2026, 2, 28, 15)),
        (here(2028, 1, 31, 15), here(2028, 2, 29, 15)),
        (here(2026, 3, 31, 15), here(2026, 4, 30, 15)),
        (here(2026, 12, 15, 8), here(2027, 1, 15, 8)),
        (here(2026, 3, 15, 8), here(2026, 4, 15, 8)),  # winter to summer: the same time on the wall
        (here(2026, 10, 31, 23, 30), here(2026, 11, 30, 23, 30)),
        # 31 January 23.30 UTC is already February here.
        (datetime(2026, 1, 31, 23, 30, tzinfo=UTC), here(2026, 3, 1, 0, 30)),
    ],
)
def test_a_month_is_a_calendar_month_and_ends_with_the_month(sent, final):
    assert due(FINAL, here(2026, 1, 1), notification=sent) == final.astimezone(UTC)


def test_an_hour_that_is_skipped_or_comes_twice_is_still_one_instant():
    skipped = months_after(here(2026, 2, 28, 2, 30) + timedelta(0), 1, HERE)
    assert skipped == here(2026, 3, 28, 2, 30).astimezone(UTC)
    into_the_gap = months_after(here(2027, 2, 28, 2, 30), 1, HERE)
    assert into_the_gap.astimezone(HERE) == here(2027, 3, 28, 3, 30)
    twice = months_after(here(2026, 9, 25, 2, 30), 1, HERE)
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "the first of the two"


@given(INSTANTS, st.integers(1, 14))
def test_months_keep_day_and_time_of_day(at, months):
    local, then = at.astimezone(HERE), months_after(at, months, HERE).astimezone(HERE)
    assert (then.year * 12 + then.month) - (local.year * 12 + local.month) == months
    assert then.day == min(local.day, monthrange(then.year, then.month)[1])
    assert abs(then.hour * 60 + then.minute - local.hour * 60 - local.minute) in (0, 60)  # 60: an hour of the gap
    if then.hour != local.hour:
        assert then.utcoffset() != local.replace(tzinfo=HERE).utcoffset() or then.month in (3, 10)


@given(INSTANTS, INSTANTS)
def test_a_later_notification_never_makes_the_final_report_due_earlier(one, other):
    first, second = sorted((one, other))
    assert due(FINAL, first, notification=first) <= due(FINAL, first, notification=second)


def test_a_progress_report_moves_the_final_one_on_and_has_no_time_itself():
    knew, notified, progress = here(2026, 5, 1), here(2026, 5, 3), here(2026, 6, 2, 12)
    assert due(PROGRESS, knew, notification=notified) is None
    assert due(FINAL, knew, notification=notified) == here(2026, 6, 3).astimezone(UTC)
    assert due(FINAL, knew, notification=notified, progress=progress) == here(2026, 7, 2, 12).astimezone(UTC)


def test_the_final_report_has_no_time_before_the_notification_is_sent():
    assert due(FINAL, here(2026, 5, 1)) is None


@given(INSTANTS)
def test_the_warning_lies_between(aware):
    for one in (WARNING, NOTIFICATION):
        ends = due(one, aware)
        assert aware < warned_at(began_at(one, aware_at=aware, sent={}), ends) < ends
