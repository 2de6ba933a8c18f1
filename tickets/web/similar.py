"""Known errors, and open cases that may be about the same fault, as the registration shows them while one writes.

Those that other regions have not shared are counted, never shown. What the reader may open can be joined at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from engine.explain import state_of
from regions import directory
from tickets import articles, selectors
from tickets.models import Article, Ticket
from tickets.processes.known_error import matching
from tickets.processes.known_error.matching import Match
from tickets.search import hints
from tickets.search.asked import terms_of

MOST_SHOWN = 4


@dataclass(frozen=True)
class Known:
    """One case that the reader may open; `joins` where the reader's region can say "We too"."""

    number: str
    title: str
    state: str
    holder: str
    age: timedelta
    joins: bool


@dataclass(frozen=True)
class Similar:
    """What the reader may see, and how many more there are that only count."""

    tickets: list[Known]
    hidden: int = 0
    oldest_hidden: timedelta | None = None
    articles: tuple[Article, ...] = ()
    known_errors: tuple[Match, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tickets or self.hidden or self.articles or self.known_errors)


NOTHING = Similar([])


def similar_to(
    title: str, actor, *, process: str = "incident", service_id: int | None = None, version: str = ""
) -> Similar:
    """Known errors, open cases of the process, and articles, with words in common; at most five queries.

    None for a title without words of weight, or one that may hold a personal number: it is not looked for.
    """
    if not (words := hints.words_asked(title)):
        return NOTHING
    terms = terms_of(words) or []
    alike = hints.similar(title, service_id, actor, MOST_SHOWN, process=process, terms=terms)
    age = timezone.now() - alike.oldest_hidden if alike.hidden else None
    found = [selectors.as_process(row) for row in alike.found]
    selectors.with_legs(found, actor)
    known = tuple(articles.titled(words, service_id, actor))
    errors = tuple(matching.fitting(terms, service_id, actor, version=version))
    return Similar([_known(row, actor) for row in found], alike.hidden, age, known, errors)


def _known(ticket: Ticket, actor) -> Known:
    ticket.know_legs(ticket.shown_legs)
    holder = directory.organisation(ticket.holder_id)
    age = timezone.now() - ticket.registered_at
    joins = state_of(ticket, "join", actor)
    return Known(
        ticket.number,
        ticket.title,
        ticket.state_label(),
        holder.name if holder else "",
        age,
        joins=joins is not None and joins.allowed,
    )
