"""What a mail asks its reader to do after a step, and until when: only what that reader can do just then.

Whether somebody can is asked as the case's own page asks it, so that a mail never asks for what is already done. A
function mailbox can do nothing itself: it is told what its organisation can.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.explain import state_of
from engine.step import steps
from roles.actor import Actor
from tickets.models import Event, Ticket


@dataclass(frozen=True)
class Ask:
    """`words` are for whom `when` holds."""

    when: Callable[[Ticket, Actor], bool]
    words: Callable[[Ticket, Event], str]


# By process and step; the first that is for the reader is said.
ASKS: dict[str, dict[str, tuple[Ask, ...]]] = {}


def lines(ticket: Ticket, event: Event, actor: Actor) -> list[str]:
    """One of `telling.MORE_LINES`; `ticket` is as its workflow."""
    asks = ASKS.get(ticket.process, {}).get(event.step, ()) if event.subject_type == ticket.kind else ()
    return next(([one.words(ticket, event)] for one in asks if one.when(ticket, actor)), [])


def can(step: str) -> Callable[[Ticket, Actor], bool]:
    """Whether the reader can take this step now."""

    def when(ticket: Ticket, actor: Actor) -> bool:
        if actor.user is None:
            return _can_be_done_there(ticket, step, actor)
        found = state_of(ticket, step, actor)
        return found is not None and found.allowed

    return when


def _can_be_done_there(ticket: Ticket, name: str, actor: Actor) -> bool:
    declared = steps(type(ticket))[name]
    return ticket.state in declared.sources and any(
        (not who.tiers or hat.tier in who.tiers) and ticket.stands(who.where, hat=hat, actor=actor)
        for who in declared.rule.by
        for hat in actor.hats
    )


def has_reported(ticket: Ticket, actor: Actor) -> bool:
    """Whether the case is the reader's own."""
    return actor.person_id is not None and ticket.reporter_id == actor.person_id


def is_offered(ticket: Ticket, actor: Actor) -> bool:
    """Whether the case is offered to an organisation of the reader's, which has not answered yet."""
    return ticket.offered_to_id in actor.organisation_ids
