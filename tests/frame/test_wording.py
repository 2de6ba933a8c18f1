"""Times, spans and numbers as people write them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import formats, translation

from regions.money import in_kronor
from sla import wording
from sussa.templatetags import ui

NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _swedish():
    with translation.override("sv"):
        yield


def test_running_text_has_weekday_full_year_and_time_with_full_stop():
    assert wording.long_time(datetime(2026, 11, 26, 3, 0, tzinfo=UTC)) == "torsdag 26 november 2026 kl. 04.00"


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 11, 26, 6, 48, tzinfo=UTC), "07.48"),
        (datetime(2026, 11, 25, 14, 40, tzinfo=UTC), "i går kl. 15.40"),
        (datetime(2026, 11, 20, 7, 0, tzinfo=UTC), "20 nov kl. 08.00"),
        (datetime(2025, 5, 2, 7, 0, tzinfo=UTC), "2 maj 2025 kl. 09.00"),
    ],
)
def test_rows_show_what_a_reader_needs_and_no_more(moment, written):
    assert wording.row_time(moment, now=NOON) == written


def test_the_day_is_the_local_one_just_after_midnight():
    assert wording.row_time(datetime(2026, 11, 25, 23, 5, tzinfo=UTC), now=NOON) == "00.05"


@pytest.mark.parametrize(
    ("span", "written", "age", "words", "days"),
    [
        (timedelta(0), "0 min", "0 min", "mindre än en minut", "0,0 d"),
        (timedelta(minutes=42), "42 min", "42 min", "42 minuter", "0,0 d"),
        (timedelta(hours=1), "1 h", "1 h", "1 timme", "0,0 d"),
        (timedelta(hours=3, minutes=12), "3 h 12 min", "3 h", "3 timmar", "0,1 d"),
        (timedelta(days=1, hours=2), "1 d 2 h", "1 d", "1 dag", "1,1 d"),
        (timedelta(days=1284), "1\u202f284 d", "1\u202f284 d", "1\u202f284 dagar", "1\u202f284,0 d"),
        (timedelta(minutes=-90), "1 h 30 min", "1 h", "1 timme", "-0,1 d"),
    ],
)
def test_spans_are_written_in_few_units(span, written, age, words, days):
    assert wording.span(span) == written
    assert wording.age(span) == age
    assert wording.age_words(span) == words
    assert wording.days(span) == days


def test_shares_have_a_decimal_comma_and_unknown_ones_a_dash():
    assert wording.per_cent(0.904) == "90,4 %"
    assert wording.per_cent(None) == "–"


def test_numbers_dates_and_times_follow_the_formats_of_authorities():
    assert formats.number_format(12345.6, 1, force_grouping=True) == "12\u202f345,6"
    assert formats.date_format(datetime(2026, 12, 13), "DATE_FORMAT") == "13 december 2026"
    assert formats.date_format(datetime(2026, 12, 13), "SHORT_DATE_FORMAT") == "2026-12-13"
    assert formats.time_format(datetime(2026, 12, 13, 9, 0)) == "09.00"


def test_what_is_below_zero_has_a_minus_sign_and_no_hyphen():
    assert " ".join(in_kronor(Decimal("-8680.94")).split()) == "−8 680,94 kr"
    assert " ".join(in_kronor(Decimal("12500")).split()) == "12 500 kr"
    assert " ".join(ui.hours(Decimal("-1250.5")).split()) == "−1 250,50"


def test_english_reads_as_english():
    with translation.override("en"):
        assert wording.long_time(datetime(2026, 11, 26, 3, 0, tzinfo=UTC)) == "Thursday 26 November 2026 at 04:00"
        assert wording.days(timedelta(hours=10)) == "0.4 d"
