"""Personal numbers and coordination numbers: shape, date of birth, check digit, and what stands around."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from engine.personal_data import shapes
from engine.personal_data.birth import born_with_century, born_without_century, is_clock_time, is_coordination
from engine.personal_data.checksums import luhn
from engine.personal_data.context import Context
from engine.personal_data.findings import (
    CERTAIN,
    COORDINATION_NUMBER,
    PERSONAL_NUMBER,
    POSSIBLE,
    Confidence,
    Finding,
)

_CLOCK_YEARS_FROM = 2000  # a date from this year on, followed by an hour and a minute, may be a time stamp
_STAMPS_IN_A_LOG = 2  # so many stamps of the same month that are no personal number tell that a text is a log
_MOBILE = ("070", "072", "073", "076", "079")
_NOT_A_DIGIT = re.compile(r"[^0-9]+")
_SHORTEST_CHAIN = 10 + 1  # ten digits and one separator
_LONGEST_CHAIN = 12 + 11  # twelve digits, a separator between each two

Match = re.Match[str]


def personal_numbers(text: str, starts: list[int], *, context: Context, today: date) -> Iterator[Finding]:
    """The numbers written in one piece, with or without a sign, or broken before the last four."""
    matches = list(shapes.matches_at(shapes.PERSONAL, text, starts))
    stamps = _stamps(matches)
    for match in matches:
        confidence = _confidence(match, context, today, stamps)
        if confidence:
            yield Finding(_kind(match["date"]), confidence, match.start(), match.end())


def written_apart(text: str, *, context: Context, today: date) -> Iterator[Finding]:
    """The numbers with separators inside the date: 1981-12-18-9876, 81 12 18 98 76."""
    for chain in shapes.CHAIN.finditer(text):
        if not _SHORTEST_CHAIN <= chain.end() - chain.start() <= _LONGEST_CHAIN:
            continue
        digits = _NOT_A_DIGIT.sub("", chain.group())
        if len(digits) == len(chain.group()) or not shapes.DATE_CHAIN.fullmatch(digits):
            continue
        confidence = _chain_confidence(digits, chain, context, today)
        if confidence:
            yield Finding(_kind(digits[-10:-4]), confidence, chain.start(), chain.end())


def _kind(yymmdd: str) -> str:
    return COORDINATION_NUMBER if is_coordination(yymmdd) else PERSONAL_NUMBER


def _confidence(match: Match, context: Context, today: date, stamps: Counter[str]) -> Confidence | None:
    touching = _touching(match, context)
    written_as_one = bool(match["century"]) or match["sign"] in {"-", "+"}
    if touching == "other" and not (written_as_one and _check_is_right(match)):
        return None
    confidence = _of_twelve(match, context, today, stamps) if match["century"] else _of_ten(match, context, today)
    return POSSIBLE if confidence and touching == "other" else confidence


def _touching(match: Match, context: Context) -> str:
    """What the number is glued to: "nothing", a "label" such as pnr, or something "other"."""
    text, start, end = match.string, match.start(), match.end()
    after = text[end : end + 1]
    before = text[start - 1 : start] if start else ""
    if before == "-":
        before = text[start - 2 : start - 1] if start > 1 else ""
    elif before == "." and not match["century"] and start > 1 and text[start - 2].isdigit():
        return "other"  # the decimals of a number
    if after.isascii() and after.isalpha():
        return "other"
    if before.isascii() and before.isalnum():
        return "label" if context.is_glued_label(start) else "other"
    return "nothing"


def _check_is_right(match: Match) -> bool:
    return match["end"][:3] != "000" and luhn(match["date"] + match["end"])


def _may_be_time_stamp(match: Match) -> bool:
    year = int(match["century"] + match["date"][:2])
    return year >= _CLOCK_YEARS_FROM and not is_coordination(match["date"]) and is_clock_time(match["end"])


def _stamps(matches: list[Match]) -> Counter[str]:
    """How many bare time stamps of each month (YYYYMM) cannot be personal numbers."""
    return Counter(
        match["century"] + match["date"][:4]
        for match in matches
        if match["century"] and not match["sign"] and _may_be_time_stamp(match) and not _check_is_right(match)
    )


def _of_twelve(match: Match, context: Context, today: date, stamps: Counter[str]) -> Confidence | None:
    """Twelve digits are certain in one piece or with a sign; with a gap a date may be just a date."""
    right, sign = _check_is_right(match), match["sign"]
    born = born_with_century(match["century"], match["date"], today=today)
    if born is None:  # not born yet: a slip of the century when the other ten digits are right
        slip = right and born_without_century(match["date"], plus=False, today=today)
        return POSSIBLE if slip else None
    if not right:
        return None if _is_far(sign) else POSSIBLE
    if _has_sign(sign) or context.is_labelled(match.start()):
        return CERTAIN
    if _may_be_time_stamp(match) and (sign or _stands_in_a_log(match, stamps)):
        return None if _is_far(sign) else POSSIBLE
    if not sign or context.is_near(match.start(), match.end()):
        return CERTAIN
    # A date and an amount stand like this as well; those of a hundred years and more would write a plus.
    return CERTAIN if sign.strip() or (sign == " " and today.year - born.year < 100) else POSSIBLE


def _stands_in_a_log(match: Match, stamps: Counter[str]) -> bool:
    return stamps[match["century"] + match["date"][:4]] >= _STAMPS_IN_A_LOG


def _has_sign(sign: str) -> bool:
    """Whether the sign touches the date, as it does when a line is broken after it."""
    return sign in {"-", "+"} or (sign[:1] in {"-", "+"} and "\n" in sign)


def _is_far(sign: str) -> bool:
    """Whether more than a sign or one space stands before the last four digits."""
    return sign not in {"", " "} and not _has_sign(sign)


def _of_ten(match: Match, context: Context, today: date) -> Confidence | None:
    """Ten digits: certain with a sign, or bare beside a word that says what they are."""
    sign = match["sign"]
    if born_without_century(match["date"], plus="+" in sign, today=today) is None:
        return None
    if not _check_is_right(match):
        return None if _is_far(sign) else POSSIBLE
    if _has_sign(sign):
        return CERTAIN
    return CERTAIN if _is_told(match.group(), match, context) else POSSIBLE


def _is_told(number: str, match: Match, context: Context) -> bool:
    """Whether the words around bare digits make them a personal number."""
    if context.is_labelled(match.start()) or context.is_glued_label(match.start()):
        return True
    if number.startswith(_MOBILE) or context.is_other_number(match.start()):
        return False
    return context.is_near(match.start(), match.end())


def _chain_confidence(digits: str, chain: Match, context: Context, today: date) -> Confidence | None:
    """Only with a right check digit: certain after a label, possible with century or near a word for a person."""
    yymmdd, end = digits[-10:-4], digits[-4:]
    if end[:3] == "000" or not luhn(yymmdd + end):
        return None
    labelled = context.is_labelled(chain.start())
    if len(digits) == 12:
        born = born_with_century(digits[:2], yymmdd, today=today)
        stamp = born is not None and born.year >= _CLOCK_YEARS_FROM and is_clock_time(end)
        if born is None or (stamp and not labelled):
            return None
        return CERTAIN if labelled else POSSIBLE
    if born_without_century(yymmdd, plus="+" in chain.group(), today=today) is None:
        return None
    if labelled:
        return CERTAIN
    return POSSIBLE if _is_told(digits, chain, context) else None
