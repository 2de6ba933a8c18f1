"""A vote is about exactly what was frozen: whoever changes that voids it, in the same transaction."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason, Refused
from engine.inputs import INPUTS
from tickets import codes
from tickets.balloting import freezing, waiting
from tickets.balloting.codes import BallotState


def void_what_changed(context: Context) -> None:
    """Called after the effects of every step: voids the ballots in force whose content is another now."""
    ticket = context.subject
    if context.step.rule.quiet or ticket._state.adding:
        return
    in_force = ticket.ballots_in_force()
    used = [one for one in ticket.ballots() if one.used_seq == context.root.event_seq + 1]
    if not in_force and not used:
        return
    now = freezing.content(ticket, context)
    if any(one.frozen != now for one in used):
        text = _("This step carries out what was voted on. It cannot change it as well.")
        raise Refused(Reason("content_changed", text))
    voided = [one for one in in_force if one.frozen != now]
    if voided:
        void(context, voided, changed=changed(voided[0].frozen, now))
    state = context.step.target or ticket.state
    if past := [one for one in in_force if one.state == BallotState.PENDING and ticket.is_past(one, state)]:
        void(context, past)


def void_ballots(context: Context) -> None:
    """Effect: whatever is in force is voided, as where the ticket is sent back."""
    if in_force := context.subject.ballots_in_force():
        void(context, in_force)


def changed(before: dict, now: dict) -> list[str]:
    """The names of the deciding fields that differ, in the order of the form."""
    return [name for name in {**before, **now} if before.get(name) != now.get(name)]


def void(context: Context, ballots: list, *, changed: list[str] = ()) -> None:
    """Take the step `void` on each along with the step at hand; who voted is told."""
    votes = 0
    for one in ballots:
        if one.state == "voided" or any(part is one for part, _step in context.parts):
            continue
        votes += len(one.standing_votes())
        one.ticket = context.root
        one.remember()
        one.closed_at = context.at
        context.move(one, "void")
        waiting.ended(context, one)
        for step in ("remind", "settle"):
            context.call_off(step, subject=one)
    context.notes["ballots_voided"] = {
        "ballots": [one.pk for one in ballots],
        "votes": votes,
        "fields": [name for name in changed],
        "for": _circle(context, ballots),
    }
    context.tell("ballot_voters", kind="ballot_voided")


def _circle(context: Context, ballots: list) -> str:
    """Who reads that they are void: as what else happens in them."""
    told = {one.event_audience(context) for one in ballots}
    return codes.Audience.ALL if codes.Audience.ALL in told else codes.Audience.CUSTOMER


def at_stake(context: Context) -> tuple[int, list[str]]:
    """How many votes the step as typed would void, and which deciding fields it changes; before anything is filled."""
    ticket, typed = context.subject, context.data
    names = [name for name in type(ticket).frozen if name in typed]
    in_force = ticket.ballots_in_force() if names else []
    differing = [name for name in names if _differs(ticket, name, typed[name])]
    votes = sum(len(one.standing_votes()) for one in in_force) if differing else 0
    return votes, differing


def _differs(ticket, name: str, value) -> bool:
    one = INPUTS[name]
    if one.stored == "ticket":
        return freezing.plain(getattr(ticket, one.target)) != freezing.plain(value)
    if one.stored == "detail":
        return freezing.plain(getattr(ticket.detail(), one.target)) != freezing.plain(value)
    if one.is_text:
        return freezing.current_words(ticket, name) != value
    return freezing.plain(ticket.frozen_value(name)) != freezing.plain(value)
