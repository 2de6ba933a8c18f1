"""What the numbers look like, as patterns over normalised (upper case) text.

Every pattern is linear by construction: repetitions are bounded, except in CHAIN and in the run of digits,
whose parts exclude each other, so that no text can make the matcher go back and forth.
"""

import re
from collections.abc import Iterable, Iterator

_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12][0-9]|3[01])"
_ANY_DAY = r"(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"  # coordination numbers: day + 60
_RUN = re.compile(r"[0-9]{6,}")
_NRID_END = r"-?[A-HJ-NPR-UX-Z]{2}[0-9A-Z][0-9](?![0-9A-Z])"

# 19811218-9876, 811218-9876, 8112189876, 811218+9876, 19811218 9876; the sign may be wrapped or spaced.
# What touches it is judged in personal.py: a letter, a digit or a hyphen there changes the meaning.
PERSONAL = re.compile(
    rf"(?<![0-9])(?P<century>18|19|20)?(?P<date>[0-9]{{2}}{_MONTH}{_ANY_DAY})"
    r"(?P<sign>[-+ ]?|\s{0,3}[-+]\s{1,3}|\s{1,3}[-+]|\s{1,3})(?P<end>[0-9]{4})(?![0-9])"
)
NRID_KNOWN = re.compile(rf"(?<![0-9A-Z])(?P<period>2[2-9]|[3-9][0-9])(?P<date>[0-9]{{2}}{_MONTH}{_DAY}){_NRID_END}")
NRID_UNKNOWN = re.compile(rf"(?<![0-9A-Z])00[0-9]{{2}}[2-9][0-9][45][0-9]{_NRID_END}")
LOCAL_WITH_LETTER = re.compile(
    rf"(?<![0-9A-Z])(?P<century>19|20)(?P<date>[0-9]{{2}}{_MONTH}{_DAY})(?P<gap>[- ]?)"
    r"(?=[0-9A-Z]{0,3}[A-Z])(?P<end>[0-9A-Z]{4})(?![0-9A-Z])"
)
LOCAL_DAY_32 = re.compile(
    rf"(?<![0-9A-Z-])(?P<century>19|20)(?P<ten>[0-9]{{2}}{_MONTH}(?:3[2-9]|[45][0-9])[- ]?[0-9]{{4}})(?![0-9A-Z])"
)
STOCKHOLM = re.compile(r"(?<![0-9])99(?P<year>(?:19|20|21|22)[0-9]{2})(?P<end>[0-9]{6})(?![0-9])")
INTERIM = re.compile(rf"(?<![0-9A-Z-])(?P<date>[0-9]{{2}}{_MONTH}{_DAY})-?[A-Z][0-9]{{3}}(?![0-9A-Z])")

# Digits with at most one separator between two of them: 1981-12-18-9876, 81 12 18 98 76.
CHAIN = re.compile(r"[0-9](?:[-+/\s]?[0-9])*")
DATE_CHAIN = re.compile(rf"(?:18|19|20)?[0-9]{{2}}{_MONTH}{_ANY_DAY}[0-9]{{4}}")

# Things that hold digits and are never a person: HSA-id, UUID, case number, ISO time.
OTHER_THINGS = re.compile(
    r"(?<![0-9A-Z])(?:"
    r"SE[0-9]{10,12}-[0-9A-Z]{1,20}"
    r"|[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}"
    r"|[A-Z]{2,5}-20[0-9]{2}-[0-9]{6}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}[:.][0-9]{2}(?:[:.][0-9]{2})?"
    r")(?![0-9A-Z])"
)
NAMED_PATIENT = re.compile(r"(?<![A-Z])PATIENT(?:EN)?S?(?: NAMN)? (?:HETER|ÄR) ?:?")


def starts_of_numbers(text: str) -> list[int]:
    """Where six digits or more in a row begin: every number in one piece begins there."""
    return [run.start() for run in _RUN.finditer(text)]


def matches_at(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """The matches of a pattern that begin at one of the places."""
    for start in starts:
        match = pattern.match(text, start)
        if match:
            yield match
