"""Needs that may be the same one: shown while a need is written, and while it is prepared. Cut to the reader."""

from __future__ import annotations

from dataclasses import dataclass

from regions import directory
from tickets.search import hints
from tickets.selectors import as_process

MOST_SHOWN = 5


@dataclass(frozen=True)
class Alike:
    """A need that the reader may open."""

    number: str
    title: str
    region: str
    state: str


@dataclass(frozen=True)
class Found:
    """What the reader may see, and how many more there are that only count."""

    needs: list[Alike]
    hidden: int = 0

    def __bool__(self) -> bool:
        return bool(self.needs or self.hidden)


NOTHING = Found([])


def to_title(title: str, actor, *, but: int = 0) -> Found:
    """Open needs with words in common, without the one whose id is `but`; two queries at most.

    None for a title without words of weight, or one that may hold a personal number: it is not looked for.
    """
    if not hints.words_asked(title):
        return NOTHING
    alike = hints.similar(title, None, actor, MOST_SHOWN + 1, process="need")
    found = [as_process(one) for one in alike.found if one.pk != but][:MOST_SHOWN]
    return Found([_alike(one) for one in found], alike.hidden)


def _alike(need) -> Alike:
    place = directory.organisation(need.origin_id)
    return Alike(need.number, need.title, (place.short_name or place.name) if place else "", need.state_label())
