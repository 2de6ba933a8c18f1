"""Which kinds of numbers were refused while something was done: the kinds alone, for whoever counts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from engine.personal_data.findings import Finding

_noted: ContextVar[set[tuple[str, str]] | None] = ContextVar("refused numbers", default=None)


@contextmanager
def tally() -> Iterator[set[tuple[str, str]]]:
    """(field, kind) of each refusal within, once however often the same field is judged."""
    seen: set[tuple[str, str]] = set()
    token = _noted.set(seen)
    try:
        yield seen
    finally:
        _noted.reset(token)


def note_refusal(field: str, findings: Iterable[Finding]) -> None:
    """A field is refused for these. Neither the number nor anything made of it is kept."""
    seen = _noted.get()
    if seen is not None:
        seen.update((field, finding.kind) for finding in findings)
