"""The row of the start page for whoever has yet to sign that an order becomes a change."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from engine.step import steps
from roles.kept import AnyOf
from tickets import signing
from tickets.models import OrderSign
from tickets.processes.service_request.codes import Purpose
from tickets.processes.service_request.signing import OF_CHANGES, OF_ORDERS
from tickets.processes.service_request.states import S
from tickets.processes.service_request.workflow import ServiceRequest
from tickets.web import addresses, start, turns

NARROWS = "only narrows what the reader reads"
STEP = "sign_convert"


def _turns(actor) -> list:
    """Where the other party has signed, and a hat of the actor can still sign for its own."""
    if not turns.places(actor, "request.convert"):
        return []
    signs = OrderSign.objects.unscoped(NARROWS).filter(purpose=Purpose.CONVERT, void_at=None)
    of_case = signs.filter(ticket_id=OuterRef("pk"))
    waits = [
        ~Q(Exists(signing.settling(of_case, Q(party=party.key), people)))
        for party in (OF_ORDERS, OF_CHANGES)
        for people in signing.hats_by_people(actor, lambda hat, party=party: party.capability in hat.capabilities)
    ]
    if not waits:
        return []
    begun = Q(AnyOf("pk", ArraySubquery(signs.order_by().values("ticket_id"))))
    here, not_hers = Q(process=ServiceRequest.slug, state=S.JOINT_REVIEW), ~Q(reporter_id=actor.person_id)
    return [turns.Turn("convert_order", here & begun & not_hers & reduce(or_, waits))]


def _row(ticket):
    label = str(steps(ServiceRequest)[STEP].rule.label)
    url = reverse("tickets:detail", args=[ticket.number])
    why = _("The other has signed that it becomes a change. Your signature is missing.")
    act = start.Act(label, addresses.step_of(ticket, STEP))
    return start.Row(ticket, url, start.titled(label, ticket), why, ticket.updated_at, [act])


def add() -> None:
    turns.MORE_TURNS.append(_turns)
    start.MORE_ROWS["convert_order"] = _row
