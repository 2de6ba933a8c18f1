"""Finds numbers that identify a person in free text (GDPR art. 5.1 c; patientdatalagen).

The detector reports places, kinds and confidence. It keeps and returns no number.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils import timezone

from engine.personal_data import shapes
from engine.personal_data.context import Context
from engine.personal_data.findings import CERTAIN, HINT, NAMED_PATIENT, RANK, Finding
from engine.personal_data.normalise import normalise
from engine.personal_data.personal import personal_numbers, written_apart
from engine.personal_data.reserve import interim_numbers, local_reserve_ids, national_reserve_ids

_FEWEST_DIGITS = 8  # no identifier has fewer


def detect_identifiers(text: str, *, today: date | None = None) -> list[Finding]:
    """The identifiers in the text, in order and without overlap; offsets are those of `text`.

    `today` is the date after which nobody is born yet; without it, today in the current time zone.
    """
    if not text:
        return []
    read = normalise(text)
    found = list(_named_patients(read.text))
    if sum(map(read.text.count, "0123456789")) >= _FEWEST_DIGITS:
        found += _numbers(read.text, today=today or timezone.localdate())
    return [Finding(one.kind, one.confidence, *read.span(one.start, one.end)) for one in _apart(found)]


def has_certain(text: str, *, today: date | None = None) -> bool:
    """Whether the text must be refused."""
    return any(one.confidence == CERTAIN for one in detect_identifiers(text, today=today))


def certain(findings: Iterable[Finding]) -> list[Finding]:
    """Those of the findings for which a text is refused."""
    return [one for one in findings if one.confidence == CERTAIN]


def possible(findings: Iterable[Finding]) -> list[Finding]:
    """Those of the findings that a person must look at and answer for."""
    return [one for one in findings if one.confidence == "possible"]


def _numbers(text: str, *, today: date) -> Iterator[Finding]:
    others = [match.span() for match in shapes.OTHER_THINGS.finditer(text)]
    starts = shapes.starts_of_numbers(text)
    context = Context(text)
    yield from _outside(personal_numbers(text, starts, context=context, today=today), others)
    yield from _outside(written_apart(text, context=context, today=today), others)
    yield from _outside(national_reserve_ids(text, starts, today=today), others)
    yield from _outside(local_reserve_ids(text, starts, today=today), others)
    yield from _outside(interim_numbers(text, starts, today=today), others)


def _outside(found: Iterator[Finding], others: list[tuple[int, int]]) -> Iterator[Finding]:
    """Leaves out what stands inside a thing that is known to be no person."""
    place = 0
    for one in sorted(found, key=lambda finding: finding.start):
        while place < len(others) and others[place][1] <= one.start:
            place += 1
        if place == len(others) or not (others[place][0] <= one.start and one.end <= others[place][1]):
            yield one


def _apart(found: list[Finding]) -> list[Finding]:
    """The surest and longest of those that overlap, in the order of the text."""
    kept: list[Finding] = []
    for one in sorted(found, key=lambda one: (one.start, RANK[one.confidence], -one.end)):
        if not kept or kept[-1].end <= one.start:
            kept.append(one)
        elif RANK[one.confidence] < RANK[kept[-1].confidence]:
            kept[-1] = one
    return kept


def _named_patients(text: str) -> Iterator[Finding]:
    for match in shapes.NAMED_PATIENT.finditer(text):
        yield Finding(NAMED_PATIENT, HINT, match.start(), match.end())
