"""What others changed since the caller read a subject: shown with the answer 412."""

from __future__ import annotations

from engine.errors import Stale
from engine.step import steps
from tickets import selectors
from tickets.api import present
from tickets.models import Ticket

LOOKED_THROUGH = 50


def what_changed(number: str, stale: Stale, model, actor) -> list[dict]:
    """The events since the version the caller gave, as far as it may know of them, newest first.

    An event does not store the version; each step that is not quiet moved it by one at most, so the newest
    of them are taken, as many as the version moved.
    """
    ticket = selectors.ticket_called(number, actor)
    kind = "ticket" if model is Ticket else model.kind
    quiet = {name for name, declared in steps(type(ticket)).items() if declared.rule.quiet}
    found = []
    for one in selectors.events(ticket, actor, size=LOOKED_THROUGH):
        if len(found) >= max(stale.current - stale.given, 1):
            break
        if (one.subject_type == "ticket" and one.step in quiet) or kind not in ("ticket", one.subject_type):
            continue
        said = present.event(one, ticket, actor)
        found.append({name: said[name] for name in ("id", "at", "step", "step_label", "organisation", "changed")})
    return found
