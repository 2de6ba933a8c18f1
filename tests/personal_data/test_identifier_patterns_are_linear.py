"""No text makes the detector slow: shown by how the patterns are built, and tried with long ugly texts."""

import re
from datetime import date
from re import _constants as codes
from re import _parser as parser

import pytest

from engine.personal_data import context, detect_identifiers, shapes

TODAY = date(2026, 11, 25)
PATTERNS = {
    f"{module.__name__}.{name}": pattern
    for module in (shapes, context)
    for name, pattern in vars(module).items()
    if isinstance(pattern, re.Pattern)
}
UNBOUNDED = {"engine.personal_data.shapes._RUN", "engine.personal_data.shapes.CHAIN"}


def repeats(parsed, depth=0):
    """(largest count, depth inside other unbounded repeats) of every repeat in a parsed pattern."""
    for operation, argument in parsed:
        if operation in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            _, most, inner = argument
            yield most, depth
            yield from repeats(inner, depth + (most == codes.MAXREPEAT))
        elif operation is codes.SUBPATTERN:
            yield from repeats(argument[-1], depth)
        elif operation is codes.BRANCH:
            for branch in argument[1]:
                yield from repeats(branch, depth)
        elif operation in (codes.ASSERT, codes.ASSERT_NOT):
            yield from repeats(argument[1], depth)


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_pattern_repeats_nothing_without_bound(name):
    found = list(repeats(parser.parse(PATTERNS[name].pattern)))
    unbounded = [depth for most, depth in found if most == codes.MAXREPEAT]
    assert unbounded == ([0] if name in UNBOUNDED else [])
    assert all(most <= 40 for most, _ in found if most != codes.MAXREPEAT)


@pytest.mark.parametrize(
    ("piece", "count"),
    [
        ("1", 0),
        ("1 ", 0),
        ("1-", 0),
        ("20000101", 0),
        ("811218-", 0),
        ("19811218 \n", 0),
        ("&", 0),
        ("&#", 0),
        ("PATIENT ", 0),
        ("pnr", 0),
        ("SE2321000016-", 0),
        ("2026-04-03 ", 0),
        ("ORDER. ", 0),
        ("\u00ad\u200b1", 0),
        ("811218-9876 ", 20_000),
    ],
)
def test_long_ugly_text_is_read_to_its_end(piece, count):
    assert len(detect_identifiers(piece * 20_000, today=TODAY)) == count
