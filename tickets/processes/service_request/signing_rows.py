"""The row of the start page for whoever has yet to sign that an order becomes a change."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from engine.step import steps
from roles.kept import AnyOf
from tickets.models import OrderSign
from tickets.processes.service_request.codes import Purpose
from tickets.processes.service_request.signing import OF_CHANGES, OF_ORDERS
from tickets.processes.service_request.states import S
from tickets.processes.service_request.workflow import ServiceRequest
from tickets.web import addresses, start, turns

NARROWS = "only narrows what the reader reads"
STEP = "sign_convert"


def _signed(**which) -> Q:
    rows = OrderSign.objects.unscoped(NARROWS).filter(purpose=Purpose.CONVERT, void_at=None, **which)
    return Q(AnyOf("pk", ArraySubquery(rows.order_by().values("ticket_id"))))


def _turns(actor) -> list:
    """Where the other party has signed, and neither the own one nor the person."""
    own = [one for one in (OF_ORDERS, OF_CHANGES) if turns.places(actor, one.capability)]
    if not own or not turns.places(actor, "request.convert"):
        return []
    waits = reduce(or_, (~_signed(party=one.key) for one in own))
    here, not_hers = Q(process=ServiceRequest.slug, state=S.JOINT_REVIEW) & _signed(), ~Q(reporter_id=actor.person_id)
    return [turns.Turn("convert_order", here & waits & ~_signed(person_id=actor.person_id) & not_hers)]


def _row(ticket):
    label = str(steps(ServiceRequest)[STEP].rule.label)
    url = reverse("tickets:detail", args=[ticket.number])
    why = _("The other has signed that it becomes a change. Your signature is missing.")
    act = start.Act(label, addresses.step_of(ticket, STEP))
    return start.Row(ticket, url, start.titled(label, ticket), why, ticket.updated_at, [act])


def add() -> None:
    turns.MORE_TURNS.append(_turns)
    start.MORE_ROWS["convert_order"] = _row
