"""Signatures: each party says yes under one hat, each is another person, and the last one takes the step itself.

A purpose names its parties and what they sign (`PARTIES`, `SIGNED`); those of a quote are added by `quoting`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.context import Context
from engine.errors import Reason
from engine.perform import take
from engine.step import steps
from roles.actor import SYSTEM
from tickets.codes import Audience
from tickets.processes.service_request.codes import Purpose
from tickets.processes.service_request.details import OrderSign

WHY = "a rule of the order itself"
MISSING = "order_signers"  # those whose signature is missing
CAUSE = "signatures:"
CUSTOMER = Audience.CUSTOMER


@dataclass(frozen=True)
class Party:
    """One yes that is needed: of a hat with `capability` and not the one `without`, worn at `where`."""

    key: str
    capability: str
    where: str
    label: object
    without: str = ""

    def fits(self, hat, ticket, actor) -> bool:
        is_of_it = self.capability in hat.capabilities and self.without not in hat.capabilities
        return is_of_it and ticket.stands(self.where, hat=hat, actor=actor)


OF_ORDERS = Party("orders", "request.manage", "support", gettext_lazy("the service request manager"))
OF_CHANGES = Party("changes", "change.manage", "support", gettext_lazy("the change manager"))
PARTIES: dict[str, Callable] = {Purpose.CONVERT: lambda ticket: (OF_ORDERS, OF_CHANGES)}
# What is signed, as words that change with it; the item and its answers always are.
SIGNED: dict[str, Callable] = {Purpose.CONVERT: lambda ticket: ()}


# --- What stands ---


def signs(ticket, purpose: str) -> list[OrderSign]:
    """The signatures that hold, of what is to be signed as it is now."""
    digest = digest_of(ticket, purpose)
    return [one for one in ticket.signs() if one.purpose == purpose and one.digest == digest]


def missing(ticket, purpose: str) -> list[Party]:
    """The parties whose yes is still needed."""
    given = {one.party for one in signs(ticket, purpose)}
    return [party for party in PARTIES[purpose](ticket) if party.key not in given]


def sentence(ticket, purpose: str) -> str:
    """Who has not signed, in words; "" where all have."""
    left = [str(party.label) for party in missing(ticket, purpose)]
    if not left:
        return ""
    named = left[0] if len(left) == 1 else _("%(some)s and %(last)s") % {"some": ", ".join(left[:-1]), "last": left[-1]}
    return _("Still to sign: %(who)s.") % {"who": named}


def digest_of(ticket, purpose: str) -> str:
    said = [str(ticket.detail().version_id), ticket.said().get("answers", ""), *map(str, SIGNED[purpose](ticket))]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


# --- Guards ---


def may_sign(purpose: str):
    """Guard: the party of the hat has not signed, nor has the person for any of them, herself or by a deputy."""

    def guard(context: Context) -> Reason | None:
        hats = [context.hat] if context.hat is not None else context.actor.hats
        own = {context.actor.person_id, *(hat.deputy_for_id for hat in hats)} - {None}
        if any(own & {one.person_id, one.in_stead_of} for one in signs(context.subject, purpose)):
            text = _("You have signed already; each party signs by another person. %(left)s")
            return Reason("signed_already", text % {"left": sentence(context.subject, purpose)})
        if free(context, purpose) is None:
            text = _("Your party has signed already, or has no say in this. %(left)s")
            return Reason("party_signed", text % {"left": sentence(context.subject, purpose)})
        return None

    guard.__name__ = f"may_sign_{purpose}"
    return guard


def all_signed(purpose: str):
    """Guard of the step that follows by itself."""

    def guard(context: Context) -> Reason | None:
        left = sentence(context.subject, purpose)
        return Reason("not_signed", left) if left else None

    guard.__name__ = "all_signed"
    return guard


def free(context: Context, purpose: str) -> Party | None:
    """The party that the actor signs for; a step looked at without a hat is looked at under each."""
    hats = [context.hat] if context.hat is not None else context.actor.hats
    left = missing(context.subject, purpose)
    return next((one for one in left for hat in hats if one.fits(hat, context.subject, context.actor)), None)


# --- Effects ---


def sign(purpose: str, then: str):
    """Effect: the hat's signature; with the last one the program takes `then` in the same transaction."""

    def signed(context: Context) -> None:
        ticket, party = context.subject, free(context, purpose)
        made = _new(context, purpose, party)
        context.add(lambda event, texts: _of_event(made, event))
        ticket.signs().append(made)
        left = [one.key for one in missing(ticket, purpose)]
        context.notes["order_signature"] = {
            "purpose": purpose,
            "party": party.key,
            "for": CUSTOMER,
        }
        if not left:
            context.then.append(lambda finished: _follow(finished, purpose, then))
            return
        context.notes["order_signatures_missing"] = {
            "purpose": purpose,
            "parties": left,
            "for": CUSTOMER,
        }
        context.tell(MISSING)

    return signed


def _new(context: Context, purpose: str, party: Party) -> OrderSign:
    hat = context.hat
    return OrderSign(
        ticket_id=context.root.pk,
        purpose=purpose,
        party=party.key,
        role=hat.role,
        role_label=hat.label,
        person=context.actor.person,
        organisation=hat.organisation,
        digest=digest_of(context.subject, purpose),
        at=context.at,
    )


def _of_event(made: OrderSign, event) -> OrderSign:
    made.event_seq = event.seq
    return made


def _follow(finished: Context, purpose: str, then: str) -> None:
    ticket = finished.subject
    asked = {one.name for one in steps(type(ticket))[then].rule.inputs}
    data = {name: value for name, value in finished.data.items() if name in asked}
    how = {"actor": SYSTEM, "via": finished.via, "cause": f"{CAUSE}{purpose}", "at": finished.at}
    take(ticket, then, data=data, version=ticket.version, **how)


def void(context: Context, *purposes: str) -> None:
    """Effect's part: what was signed is another now, and is signed anew."""
    gone = [one for one in context.root.signs() if one.purpose in purposes]
    if not gone:
        return
    context.root.__dict__["_signs"] = [one for one in context.root.signs() if one not in gone]
    rows = OrderSign.objects.unscoped(WHY).filter(pk__in=[one.pk for one in gone])
    context.then.append(lambda finished: rows.update(void_at=finished.at))
    context.notes["order_signatures_voided"] = {"count": len(gone), "for": CUSTOMER}
