"""What one process alone shows on the page of its tickets: each has a panel here, made by its own pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tickets import selectors
from tickets.web.possible import Actions

# By process: of what was read for the page (`tickets.web.detail.Read`) and what the reader can do, the panel's facts,
# `template` among them, or None where there is nothing to show.
PANELS: dict[str, list[Callable]] = {}
# By process: what its pages read of the ticket before its steps are looked at, so that nothing is read twice.
BEFORE: dict[str, Callable] = {}
# By process: the template of its page, where that is laid out in another way than every ticket's.
TEMPLATES: dict[str, str] = {}
# By process and step: the panels that say what the step is about, above its form on a page of its own.
WITH_STEP: dict[tuple[str, str], tuple[Callable, ...]] = {}


@dataclass
class AtHand:
    """What panels beside a step's form are made of: the ticket and its words, cut to the reader."""

    ticket: object
    actor: object
    now: datetime

    def __post_init__(self):
        self.words = {text.field: text for text in selectors.all_texts(self.ticket, self.actor)}


def add(process: str, make: Callable) -> None:
    PANELS.setdefault(process, []).append(make)


def read_before(read) -> None:
    BEFORE.get(read.ticket.process, lambda _read: None)(read)


def template_of(ticket) -> str:
    return TEMPLATES.get(ticket.process, "tickets/detail.html")


def of(read, actions) -> list[dict]:
    """The panels of the ticket's process, in order."""
    made = (make(read, actions) for make in PANELS.get(read.ticket.process, ()))
    return [panel for panel in made if panel]


def beside(subject, step: str, actor, *, at: datetime) -> list[dict]:
    """The panels that stand above the form of a step: whoever opens it from elsewhere reads what it is about."""
    makers = WITH_STEP.get((subject.root.process, step), ())
    if subject.kind != "ticket" or not makers:
        return []
    read, actions = AtHand(subject, actor, at), Actions(names=frozenset({step}))
    read_before(read)
    return [panel for make in makers if (panel := make(read, actions))]
