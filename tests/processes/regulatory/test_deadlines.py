"""When a report is due: absolute time, whatever the clocks on the wall do; a month by the civil calendar."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.processes.regulatory.rules_file import BOOK
from tickets.processes.regulatory.codes import DeviceEvent, Regime, Stage
from tickets.processes.regulatory.legal import months_after
from tickets.processes.regulatory.regimes import REPORTS, due_at, next_warnings, warned_at

HERE = ZoneInfo("Europe/Stockholm")
WARNED_AT = (50, 75, 90)
WARNING, NOTIFICATION, PROGRESS, FINAL = REPORTS[Regime.NIS2]
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2036, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))


def here(*when) -> datetime:
    return datetime(*when, tzinfo=HERE)


def due(one, aware_at, event="", **sent):
    known = {Stage(name): at for name, at in sent.items()}
    return due_at(one, aware_at=aware_at, sent=known, zone=HERE, event=event, book=BOOK)


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


@given(INSTANTS, st.sampled_from([WARNING, NOTIFICATION]), st.sampled_from(WARNED_AT))
def test_a_warning_comes_when_its_share_of_the_hours_has_passed(aware, one, percent):
    """Counted as time passes, also where the wall's clocks say otherwise between the two."""
    for began in (aware, aware.astimezone(HERE)):
        assert (
            warned_at(began, due(one, began), percent) - aware
            == (due(one, began) - began.astimezone(UTC)) * percent / 100
        )


@pytest.mark.parametrize(
    ("one", "sent", "warnings"),
    [
        # Over the night of 28 to 29 March: 12, 18 and 21.6 hours after 12.00.
        (WARNING, here(2026, 3, 28, 12), (here(2026, 3, 29), here(2026, 3, 29, 7), here(2026, 3, 29, 10, 36))),
        # Over the night of 24 to 25 October.
        (WARNING, here(2026, 10, 24, 12), (here(2026, 10, 25), here(2026, 10, 25, 5), here(2026, 10, 25, 8, 36))),
        # The month from 31 January to 28 February has 28 days.
        (FINAL, here(2026, 1, 31, 15), (here(2026, 2, 14, 15), here(2026, 2, 21, 15), here(2026, 2, 25, 19, 48))),
        # The month from 15 March to 15 April lacks an hour: 743 hours.
        (FINAL, here(2026, 3, 15, 8), (here(2026, 3, 30, 20, 30), here(2026, 4, 7, 14, 15), here(2026, 4, 12, 5, 42))),
        # The month from 31 October to 30 November has 30 days.
        (FINAL, here(2026, 10, 31, 23), (here(2026, 11, 15, 23), here(2026, 11, 23, 11), here(2026, 11, 27, 23))),
    ],
)
def test_warnings_over_a_daylight_saving_night_and_a_month_end(one, sent, warnings):
    ends = due(one, sent, notification=sent)
    assert [warned_at(sent, ends, percent).astimezone(HERE) for percent in WARNED_AT] == list(warnings)
    assert [warned_at(sent.astimezone(UTC), ends, percent) for percent in WARNED_AT] == list(warnings)


@given(INSTANTS, st.integers(1, 6 * 31 * 24 * 60), st.integers(0, 7 * 31 * 24 * 60))
def test_of_the_warnings_that_have_passed_one_is_left_and_none_of_a_time_that_is_over(began, minutes, later):
    ends, now = began + timedelta(minutes=minutes), began + timedelta(minutes=later)
    left = next_warnings(began, ends, WARNED_AT, now=now)
    passed = [percent for percent in WARNED_AT if warned_at(began, ends, percent) <= now]
    if now >= ends:
        assert left == {}
        return
    assert set(left) == set(WARNED_AT) - set(passed[:-1])
    assert all(at == max(warned_at(began, ends, percent), now) for percent, at in left.items())


MAKER = REPORTS[Regime.MAKER][0]


@given(INSTANTS, st.sampled_from([("public_health", 2), ("death", 10), ("other", 15), ("", 2)]))
def test_the_manufacturer_has_two_ten_or_fifteen_times_24_hours_by_the_kind_of_event(aware, kind):
    event, days = kind
    assert due(MAKER, aware.astimezone(HERE), event=event) - aware == timedelta(hours=24 * days)


@pytest.mark.parametrize(
    ("event", "knew", "ends"),
    [
        # Over the night of 28 to 29 March, and over a month's end.
        ("public_health", here(2026, 3, 28, 12), here(2026, 3, 30, 13)),
        ("death", here(2026, 3, 25, 9), here(2026, 4, 4, 10)),
        ("other", here(2026, 10, 20, 9), here(2026, 11, 4, 8)),
        ("other", here(2026, 2, 20, 9), here(2026, 3, 7, 9)),
    ],
)
def test_the_manufacturers_time_over_a_daylight_saving_night_and_a_month_end(event, knew, ends):
    assert due(MAKER, knew, event=event) == ends.astimezone(UTC)


def test_the_kind_of_event_moves_no_other_report():
    knew = here(2026, 5, 1)
    others = [one for regime in REPORTS if regime != Regime.MAKER for one in REPORTS[regime]]
    for one in others:
        assert {due(one, knew, event=event) for event in ("", *DeviceEvent.values)} == {due(one, knew)}
