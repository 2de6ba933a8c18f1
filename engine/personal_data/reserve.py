"""Reserve numbers, national and local, and interim numbers with a letter."""

import re
from collections.abc import Iterator
from datetime import date

from engine.personal_data import shapes
from engine.personal_data.birth import born_with_century, born_without_century
from engine.personal_data.checksums import luhn, luhn_with_letter
from engine.personal_data.findings import (
    CERTAIN,
    INTERIM_NUMBER,
    LOCAL_RESERVE,
    NATIONAL_RESERVE,
    POSSIBLE,
    Confidence,
    Finding,
)

_NOT_A_DIGIT = re.compile(r"[^0-9]+")


def national_reserve_ids(text: str, starts: list[int], *, today: date) -> Iterator[Finding]:
    """National reserve numbers, with a known date of birth or without."""
    for match in shapes.matches_at(shapes.NRID_KNOWN, text, starts):
        century = 18 + int(match["period"]) % 3  # 21, 24, … stand for 18; 22, 25, … for 19; 23, 26, … for 20
        born = born_with_century(str(century), match["date"], today=today)
        yield _finding(NATIONAL_RESERVE, match, sure=born is not None)
    for match in shapes.matches_at(shapes.NRID_UNKNOWN, text, starts):
        yield _finding(NATIONAL_RESERVE, match, sure=True)


def local_reserve_ids(text: str, starts: list[int], *, today: date) -> Iterator[Finding]:
    """Reserve numbers of the regions: certain where a check digit is known and right."""
    for match in shapes.matches_at(shapes.LOCAL_WITH_LETTER, text, starts):
        only_a_word = match["gap"] == " " and match["end"].isalpha()  # a date, then a word of four letters
        if only_a_word or born_with_century(match["century"], match["date"], today=today) is None:
            continue
        letter, rest = match["end"][0], match["end"][1:]
        sure = rest.isdigit() and luhn_with_letter(match["date"], letter, rest)
        yield _finding(LOCAL_RESERVE, match, sure=sure)
    for match in shapes.matches_at(shapes.LOCAL_DAY_32, text, starts):
        year = int(match["century"] + match["ten"][:2])
        if year <= today.year:
            yield _finding(LOCAL_RESERVE, match, sure=luhn(_NOT_A_DIGIT.sub("", match["ten"])))
    for match in shapes.matches_at(shapes.STOCKHOLM, text, starts):
        sure = luhn(match["year"][2:] + match["end"]) and int(match["year"]) <= today.year
        yield _finding(LOCAL_RESERVE, match, sure=sure)


def interim_numbers(text: str, starts: list[int], *, today: date) -> Iterator[Finding]:
    """Numbers with a letter in place of the first of the last four digits, as T-numbers."""
    for match in shapes.matches_at(shapes.INTERIM, text, starts):
        if born_without_century(match["date"], plus=False, today=today):
            yield _finding(INTERIM_NUMBER, match, sure=False)


def _finding(kind: str, match: re.Match[str], *, sure: bool) -> Finding:
    confidence: Confidence = CERTAIN if sure else POSSIBLE
    return Finding(kind, confidence, match.start(), match.end())
