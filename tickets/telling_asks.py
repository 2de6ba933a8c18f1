"""What a mail asks its reader to do after a step, and until when: only what that reader can do just then.

Whether somebody can is asked as the case's own page asks it, so that a mail never asks for what is already done. A
function mailbox can do nothing itself: it is told what its organisation can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from engine.explain import state_of
from engine.step import steps
from roles.actor import Actor
from sla import wording
from tickets.models import Event, Ticket

# The last moment for what is asked, aware, or None where nothing sets one.
Until = Callable[[Ticket, Event], datetime | None]


@dataclass(frozen=True)
class Ask:
    """`words` are for whom `when` holds."""

    when: Callable[[Ticket, Actor], bool]
    words: Callable[[Ticket, Event], str]


EVERY = "every process"
# By what the step is about (`about`) and step; the first that is for the reader is said.
ASKS: dict[str, dict[str, tuple[Ask, ...]]] = {}


def about(ticket: Ticket, event: Event) -> str:
    """The process where the event is the case's own, else the kind of part: "incident", "handoff"."""
    return ticket.process if event.subject_type == ticket.kind else event.subject_type


def lines(ticket: Ticket, event: Event, actor: Actor) -> list[str]:
    """What is asked of the reader, none or one; `ticket` is as its workflow."""
    own = ASKS.get(about(ticket, event), {}).get(event.step)
    asks = ASKS.get(EVERY, {}).get(event.step, ()) if own is None else own
    return next(([one.words(ticket, event)] for one in asks if one.when(ticket, actor)), [])


def to(when: Callable[[Ticket, Actor], bool], words, *, until: Until | None = None) -> Ask:
    """Said to whom `when` holds, with the last moment for it where there is one."""
    return Ask(when, _sentence(words, until))


def do(step: str, words, *, until: Until | None = None) -> Ask:
    """As `to`, whoever can take the step on the case."""
    return to(can(step), words, until=until)


def do_any(names: Iterable[str], words, *, until: Until | None = None) -> Ask:
    """As `do`, one of several steps."""
    each = [can(name) for name in names]
    return to(lambda ticket, actor: any(one(ticket, actor) for one in each), words, until=until)


def do_in(part, step: str, words, *, until: Until | None = None) -> Ask:
    """As `do`, on one of the case's parts of this kind: a hand-off, a region's row."""
    return to(can_in(part, step), words, until=until)


def _sentence(words, until: Until | None) -> Callable[[Ticket, Event], str]:
    def said(ticket: Ticket, event: Event) -> str:
        at = until(ticket, event) if until is not None else None
        if at is None or at <= timezone.now():
            return str(words)
        return f"{words} " + _("Do it no later than %(time)s.") % {"time": wording.long_time(at)}

    return said


def can(step: str) -> Callable[[Ticket, Actor], bool]:
    """Whether the reader can take this step now."""

    def when(ticket: Ticket, actor: Actor) -> bool:
        if actor.user is None:
            return _can_be_done_there(ticket, step, actor)
        found = state_of(ticket, step, actor)
        return found is not None and found.allowed

    return when


def can_in(part, step: str) -> Callable[[Ticket, Actor], bool]:
    """Whether the reader can take this step now on a part of the case, of this kind."""

    def when(ticket: Ticket, actor: Actor) -> bool:
        rows = list(part.objects.visible_to(actor).filter(ticket_id=ticket.pk))
        for row in rows:
            row.ticket = ticket
        if actor.user is None:
            return any(_can_be_done_there(row, step, actor) for row in rows)
        found = [state_of(row, step, actor) for row in rows]
        return any(one is not None and one.allowed for one in found)

    return when


def _can_be_done_there(subject, name: str, actor: Actor) -> bool:
    declared = steps(type(subject)).get(name)
    return (
        declared is not None
        and subject.state in declared.sources
        and any(
            (not who.tiers or hat.tier in who.tiers) and subject.stands(who.where, hat=hat, actor=actor)
            for who in declared.rule.by
            for hat in actor.hats
        )
    )


def is_of_region(ticket: Ticket, actor: Actor) -> bool:
    """Whether the reader works at a region, or reads for one."""
    return any(hat.tier == "region" for hat in actor.hats)


def has_reported(ticket: Ticket, actor: Actor) -> bool:
    """Whether the case is the reader's own."""
    return actor.person_id is not None and ticket.reporter_id == actor.person_id


def is_offered(ticket: Ticket, actor: Actor) -> bool:
    """Whether the case is offered to an organisation of the reader's, which has not answered yet."""
    return ticket.offered_to_id in actor.organisation_ids
