"""Open cases that may be about the same fault, as the registration shows them while a title is written.

Those that other regions have not shared are counted, never shown. What the reader may open can be joined at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from engine.explain import state_of
from regions import directory
from tickets import selectors
from tickets.models import Ticket
from tickets.search import hints

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

    def __bool__(self) -> bool:
        return bool(self.tickets or self.hidden)


NOTHING = Similar([])


def similar_to(title: str, actor, *, process: str = "incident", service_id: int | None = None) -> Similar:
    """Open cases of the process with words in common; three queries, none where the title has no words of weight.

    A title that may hold a personal number is not looked for.
    """
    alike = hints.similar(title, service_id, actor, MOST_SHOWN, process=process)
    age = timezone.now() - alike.oldest_hidden if alike.hidden else None
    found = [selectors.as_process(row) for row in alike.found]
    selectors.with_legs(found, actor)
    return Similar([_known(row, actor) for row in found], alike.hidden, age)


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
