"""Takes the numbers out of texts that are written where nobody can correct them, such as logs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.personal_data.detector import detect_identifiers
from engine.personal_data.findings import CERTAIN, RANK, Confidence

_DEEPEST = 8  # levels of nested values that are looked through


def mark(kind: str) -> str:
    """What stands in the place of a number that was taken out: the same words in every language."""
    return f"[BORTTAGET: {kind}]"


# What stands in the place of a whole text or file: put away for a decision, or gone for good.
HIDDEN = "[DOLT: personuppgift]"
REMOVED = mark("personuppgift")


def scrub(text: str, *, lowest: Confidence = CERTAIN, today: date | None = None) -> str:
    """The text with a mark in place of each finding that is at least as sure as `lowest`."""
    parts: list[str] = []
    place = 0
    for finding in detect_identifiers(text, today=today):
        if RANK[finding.confidence] <= RANK[lowest]:
            parts += [text[place : finding.start], mark(finding.kind)]
            place = finding.end
    return "".join([*parts, text[place:]]) if parts else text


def scrubbed(value: Any, *, depth: int = 0) -> Any:
    """A copy of a log value with every text and whole number in it scrubbed; other things as they are."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, int) and not isinstance(value, bool):
        text = scrub(str(value))
        return value if text == str(value) else text
    if isinstance(value, bytes):
        text = value.decode("utf-8", "replace")
        clean = scrub(text)
        return value if clean == text else clean.encode()
    if depth >= _DEEPEST:
        return value
    if isinstance(value, Mapping):
        return {scrubbed(key, depth=depth + 1): scrubbed(item, depth=depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple) and type(value) in {list, tuple}:
        return type(value)(scrubbed(item, depth=depth + 1) for item in value)
    return value
