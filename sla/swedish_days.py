"""The Swedish days that differ: public holidays, the eves that count as Sundays, shortened days and squeezed-in days.

Worked out from the law's own words, so that any year can be had. Holidays: lag (1989:253) om allmänna helgdagar.
Eves: semesterlagen (1977:480) 3 a §, and lag (1930:173) for statutory deadlines. Shortened days and squeezed-in days
are custom, not law: a calendar chooses what they mean. Source: law.md 3.10.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

FIRST_YEAR = 2005  # the national day became a holiday and Whit Monday ceased to be one


class Kind(StrEnum):
    PUBLIC = "public"
    EVE = "eve"
    SHORT = "short"
    SQUEEZED = "squeezed"


@dataclass(frozen=True, order=True)
class Day:
    """One day with its Swedish name, which is not translated: it is a proper name."""

    date: date
    kind: Kind
    name: str


def days_of(year: int) -> list[Day]:
    """Every day of `year` that differs, in order. Raises ValueError before FIRST_YEAR."""
    if year < FIRST_YEAR:
        raise ValueError(f"the law's days are known from {FIRST_YEAR} on")
    named = [Day(day, kind, name) for day, (kind, name) in _named(year).items()]
    return sorted([*named, *_squeezed(year)])


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian reckoning (Meeus/Jones/Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _named(year: int) -> dict[date, tuple[Kind, str]]:
    """By day. Two holidays on one day are one: the later entry keeps the name."""
    paschal = easter(year)
    ascension = paschal + timedelta(days=39)
    midsummer, all_saints = _saturday_from(year, 6, 20), _saturday_from(year, 10, 31)
    short = {
        date(year, 1, 5): "trettondagsafton",
        paschal - timedelta(days=3): "skärtorsdagen",
        date(year, 4, 30): "valborgsmässoafton",
        ascension - timedelta(days=1): "dagen före Kristi himmelsfärdsdag",
        all_saints - timedelta(days=1): "allhelgonaafton",
    }
    eves = {
        midsummer - timedelta(days=1): "midsommarafton",
        date(year, 12, 24): "julafton",
        date(year, 12, 31): "nyårsafton",
    }
    public = {
        date(year, 1, 1): "nyårsdagen",
        date(year, 1, 6): "trettondedag jul",
        paschal - timedelta(days=2): "långfredagen",
        paschal: "påskdagen",
        paschal + timedelta(days=1): "annandag påsk",
        ascension: "Kristi himmelsfärdsdag",
        paschal + timedelta(days=49): "pingstdagen",
        date(year, 5, 1): "första maj",
        date(year, 6, 6): "nationaldagen",
        midsummer: "midsommardagen",
        all_saints: "alla helgons dag",
        date(year, 12, 25): "juldagen",
        date(year, 12, 26): "annandag jul",
    }
    found: dict[date, tuple[Kind, str]] = {}
    for kind, days in ((Kind.SHORT, short), (Kind.EVE, eves), (Kind.PUBLIC, public)):
        found |= {day: (kind, name) for day, name in days.items()}
    return found


def _saturday_from(year: int, month: int, day: int) -> date:
    first = date(year, month, day)
    return first + timedelta(days=(5 - first.weekday()) % 7)


def _squeezed(year: int) -> list[Day]:
    """Single working days between two days off: “klämdagar”. One may be a shortened day as well."""
    named = _named(year - 1) | _named(year) | _named(year + 1)

    def is_off(day: date) -> bool:
        return day.weekday() >= 5 or named.get(day, (None,))[0] in (Kind.PUBLIC, Kind.EVE)

    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return [
        Day(day, Kind.SQUEEZED, "klämdag")
        for day in days
        if day.year == year and not is_off(day)
        if is_off(day - timedelta(days=1)) and is_off(day + timedelta(days=1))
    ]
