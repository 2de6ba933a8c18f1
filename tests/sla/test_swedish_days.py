"""The days of the Swedish year, against the dates that law.md names."""

from datetime import date

import holidays
import pytest

from sla.swedish_days import FIRST_YEAR, Kind, days_of, easter


def dates(year: int, kind: Kind) -> list[tuple[int, int]]:
    return [(day.date.day, day.date.month) for day in days_of(year) if day.kind == kind]


def test_the_public_holidays_of_two_years():
    first = [(1, 1), (6, 1), (3, 4), (5, 4), (6, 4), (1, 5), (14, 5), (24, 5), (6, 6), (20, 6), (31, 10)]
    second = [(1, 1), (6, 1), (26, 3), (28, 3), (29, 3), (1, 5), (6, 5), (16, 5), (6, 6), (26, 6), (6, 11)]
    for year, days in ((2026, first), (2027, second)):
        assert dates(year, Kind.PUBLIC) == [*days, (25, 12), (26, 12)]


def test_the_eves_that_count_as_sundays():
    assert dates(2026, Kind.EVE) == [(19, 6), (24, 12), (31, 12)]


def test_the_days_that_many_shorten():
    assert dates(2026, Kind.SHORT) == [(5, 1), (2, 4), (30, 4), (13, 5), (30, 10)]


def test_the_days_squeezed_in_between_days_off():
    assert dates(2026, Kind.SQUEEZED) == [(2, 1), (5, 1), (15, 5)]


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2005, 3, 27), (2008, 3, 23), (2011, 4, 24), (2024, 3, 31), (2038, 4, 25), (2049, 4, 18)]
)
def test_easter(year, month, day):
    assert easter(year) == date(year, month, day)


def test_ascension_day_on_the_first_of_may_is_one_holiday():
    names = [day.name for day in days_of(2008) if day.date == date(2008, 5, 1) and day.kind == Kind.PUBLIC]
    assert names == ["första maj"]


def test_a_year_before_the_present_law_is_refused():
    with pytest.raises(ValueError, match=str(FIRST_YEAR)):
        days_of(FIRST_YEAR - 1)


@pytest.mark.parametrize("year", range(2024, 2036))
def test_a_package_that_others_keep_knows_the_same_holidays(year):
    theirs = holidays.country_holidays("SE", years=year, include_sundays=False)
    assert [day.date for day in days_of(year) if day.kind == Kind.PUBLIC] == sorted(theirs)
