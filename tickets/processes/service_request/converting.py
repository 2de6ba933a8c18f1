"""An order that alters what is shared becomes a change: signed by two persons, drafted for the one of changes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason, Refused
from engine.perform import create_within
from roles.actor import Actor, actor_for
from tickets import codes as ticket_codes
from tickets.models import Link
from tickets.processes import PROCESSES
from tickets.processes.service_request import signing
from tickets.processes.service_request.codes import Purpose
from tickets.processes.service_request.effects import ended
from tickets.signing import CAUSE

SLUG, STEP, CAPABILITY = "change", "open", "change.submit"


def to_change(context: Context) -> None:
    """The draft is linked with the order; it is read by others once it has been submitted."""
    given = {one.party: one.person for one in signing.signs(context.subject, Purpose.CONVERT)}
    actor, hat = _drafter([given[party.key] for party in (signing.OF_CHANGES, signing.OF_ORDERS)], context)
    ended(context)
    context.then.append(lambda finished: _draft(finished, actor, hat))


def _drafter(signers: list, context: Context) -> tuple[Actor, int]:
    """The first of those who have signed who may begin a change today, and the hat for it."""
    for person in signers:
        actor = actor_for(person, at=context.at)
        hat = next((one for one in actor.hats if one.tier == "support" and CAPABILITY in one.capabilities), None)
        if hat is not None:
            return actor, hat.assignment_id
    raise Refused(Reason("nobody_drafts", _("Nobody who has signed may begin a change any more. Sign anew.")))


def _draft(finished: Context, actor: Actor, hat: int) -> None:
    order = finished.root
    event = create_within(
        PROCESSES[SLUG],
        (STEP,),
        actor=actor,
        via=finished.via,
        hat=hat,
        at=finished.at,
        cause=f"{CAUSE}{Purpose.CONVERT}",
        process=SLUG,
        title=order.title,
        service=order.service,
    )
    kind = ticket_codes.LinkKind.FOLLOWS
    Link.objects.create(ticket_id=event.ticket_id, other=order, kind=kind, created_at=finished.at)
