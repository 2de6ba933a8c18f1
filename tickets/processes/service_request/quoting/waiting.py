"""The rows of the start page: a quote to give, and one that waits for one's yes."""

from __future__ import annotations

from functools import partial, reduce
from operator import or_

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat, Trim
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from engine.step import steps
from regions import directory
from roles.kept import AnyOf
from roles.models import GroupMembership, OrderGroup
from tickets import signing
from tickets.models import OrderSign, Quote, QuoteAllocation, QuoteShare, ServiceRequestDetail, Ticket
from tickets.processes.service_request.catalogue.models import Fulfiller
from tickets.processes.service_request.codes import Purpose
from tickets.processes.service_request.quoting.parties import APPROVER, CONTROLLER, MANAGER, REGION_MANAGER
from tickets.processes.service_request.workflow import ServiceRequest
from tickets.web import addresses, start, turns

NARROWS = "only narrows what the reader reads"
OURS = Q(process=ServiceRequest.slug)
ORIGIN = "origin"  # where a party of the ordering region is worn; the others are of the support organisation
# By the turn's name: the step whose form the row leads to, and why it waits.
ROWS = {
    "give_quote": ("quote", gettext_lazy("A quote is asked for.")),
    "accept_quote": ("sign_quote", gettext_lazy("A quote waits for your yes.")),
}


def _turns(actor) -> list:
    found = []
    if wanted := _accepting(actor):
        found.append(turns.Turn("accept_quote", OURS & Q(state="order_approval") & reduce(or_, wanted)))
    quotes = turns.places(actor, "request.quote")
    if quotes:
        waiting = ServiceRequestDetail.objects.filter(ticket__state="quoting")
        of_vendor = waiting.filter(fulfiller=Fulfiller.VENDOR)
        asked = Q(AnyOf("pk", ArraySubquery(of_vendor.values("ticket_id")))) & Q(vendor_id__in=quotes)
        if any(hat.tier == "support" and "request.quote" in hat.capabilities for hat in actor.hats):
            own = waiting.exclude(fulfiller=Fulfiller.VENDOR)
            asked |= Q(AnyOf("pk", ArraySubquery(own.values("ticket_id"))))
        found.append(turns.Turn("give_quote", OURS & Q(state="quoting") & asked, moves_on=True))
    return found


def _accepting(actor) -> list[Q]:
    """Orders whose latest quote still takes a yes that a hat of the actor can give."""
    joint, within = _joint(), _within()
    mine = ~Q(reporter_id=actor.person_id) & _within(user_id=actor.person_id)
    return [
        *_unsigned(actor, APPROVER, mine & ~joint),
        *_unsigned(actor, CONTROLLER, joint | ~within),
        *_unsigned(actor, MANAGER, joint),
        *_unsigned(actor, REGION_MANAGER, ~joint & ~within),
    ]


def _latest():
    return Quote.objects.unscoped(NARROWS).order_by("-number")


def _joint() -> Q:
    """Other regions than the ordering one bear some of it, as it is divided now; or the order is of no region."""
    divided = QuoteAllocation.objects.unscoped(NARROWS).filter(ticket_id=OuterRef(OuterRef("pk"))).order_by("-pk")
    others = QuoteShare.objects.unscoped(NARROWS).filter(
        allocation_id=Subquery(divided.values("pk")[:1]), allocation__quote__number=Subquery(_number())
    )
    return Q(Exists(others.exclude(region_id=OuterRef("origin_id")))) | ~Q(origin_id__in=_of_regions())


def _of_regions() -> list[int]:
    """Every organisation of the region side: a condition of the start page has no join."""
    return [one.pk for one in directory.organisations() if one.tier == "region"]


def _number():
    return _latest().filter(ticket_id=OuterRef(OuterRef("pk"))).values("number")[:1]


def _within(**whose) -> Q:
    """An approver of the region, whose own order it is not, reaches the price."""
    day = timezone.localdate()
    price = Subquery(_latest().filter(ticket_id=OuterRef(OuterRef("pk"))).values("price")[:1])
    rows = GroupMembership.objects.valid_on(day).filter(group=OrderGroup.GODKANNARE, **whose)
    rows = rows.filter(organisation_id=OuterRef("origin_id")).exclude(user_id=OuterRef("reporter_id"))
    detail = ServiceRequestDetail.objects.filter(ticket_id=OuterRef(OuterRef("pk")))
    rows = rows.annotate(said=Subquery(detail.values("ordered_for")[:1]))
    rows = rows.exclude(said__icontains=Trim(Concat("user__given_name", Value(" "), "user__family_name")))
    return Q(Exists(rows.filter(Q(amount_limit=None) | Q(amount_limit__gte=price))))


def _unsigned(actor, party, which: Q) -> list[Q]:
    """Of these orders, those whose quote a hat of the actor can still sign for the party."""
    given = OrderSign.objects.unscoped(NARROWS).filter(ticket_id=OuterRef("pk"), purpose=Purpose.QUOTE, void_at=None)
    found = []
    for people, hats in signing.hats_by_people(actor, partial(_is_of, party)).items():
        here = Q(origin_id__in=[hat.organisation.pk for hat in hats]) if party.where == ORIGIN else Q()
        found.append(which & here & ~Q(Exists(signing.settling(given, Q(party=party.key), people))))
    return found


def _is_of(party, hat) -> bool:
    tier = "region" if party.where == ORIGIN else "support"
    return party.capability in hat.capabilities and party.without not in hat.capabilities and hat.tier == tier


def _row_of(name: str, why):
    def row(ticket: Ticket):
        label = str(steps(ServiceRequest)[name].rule.label)
        act = start.Act(label, addresses.step_of(ticket, name))
        url = reverse("tickets:detail", args=[ticket.number])
        return start.Row(ticket, url, start.titled(label, ticket), str(why), ticket.updated_at, [act])

    return row


def add() -> None:
    turns.MORE_TURNS.append(_turns)
    start.MORE_ROWS.update({turn: _row_of(step, why) for turn, (step, why) in ROWS.items()})
