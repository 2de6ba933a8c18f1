"""Dates of birth inside numbers: is the date real, in the past, and of which century."""

from datetime import date

COORDINATION_DAYS = 60  # a coordination number carries the day of birth + 60


def real_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def born_with_century(century: str, yymmdd: str, *, today: date) -> date | None:
    """The date of birth of a number that names its century; None when unreal or after `today`."""
    born = _read(int(century), yymmdd)
    return born if born and born <= today else None


def born_without_century(yymmdd: str, *, plus: bool, today: date) -> date | None:
    """The latest date of birth that a number of ten digits can mean, or None.

    `plus` is the sign of those who turn a hundred this year or are older (folkbokföringslagen 18 §).
    """
    for century in (today.year // 100, today.year // 100 - 1, today.year // 100 - 2):
        born = _read(century, yymmdd)
        if born is None or born > today:
            continue
        if not plus or today.year - born.year >= 100:
            return born
    return None


def _read(century: int, yymmdd: str) -> date | None:
    day = int(yymmdd[4:6])
    if day > COORDINATION_DAYS:
        day -= COORDINATION_DAYS
    return real_date(century * 100 + int(yymmdd[:2]), int(yymmdd[2:4]), day)


def is_coordination(yymmdd: str) -> bool:
    """Whether the day is written as a coordination number writes it."""
    return int(yymmdd[4:6]) > COORDINATION_DAYS


def is_clock_time(four_digits: str) -> bool:
    """Whether four digits can be an hour and a minute."""
    return int(four_digits[:2]) <= 24 and int(four_digits[2:]) <= 59
