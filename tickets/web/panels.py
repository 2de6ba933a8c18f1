"""What one process alone shows on the page of its tickets: each has a panel here, made by its own pages."""

from __future__ import annotations

from collections.abc import Callable

# By process: of what was read for the page (`tickets.web.detail.Read`) and what the reader can do, the panel's facts,
# `template` among them, or None where there is nothing to show.
PANELS: dict[str, list[Callable]] = {}
# By process: what its pages read of the ticket before its steps are looked at, so that nothing is read twice.
BEFORE: dict[str, Callable] = {}
# By process: the template of its page, where that is laid out in another way than every ticket's.
TEMPLATES: dict[str, str] = {}


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
