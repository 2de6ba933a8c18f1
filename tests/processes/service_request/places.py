"""Orders in every state, led there by real steps of the people whose work it is."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from engine.perform import create
from regions import directory
from roles.actor import Actor, actor_for
from roles.models import GroupMembership, User
from tests import parties
from tests.cases import answer, fresh, step, team
from tests.groups.giving import member
from tests.people import actor, person
from tickets.models import ServiceRequestDetail, Ticket
from tickets.workflows import ServiceRequest

ITEM, PRICED, PREAPPROVED, REGIONAL = "authorisation-change", "label-printer", "new-user", "dalarna-local-form"
TEMPLATE = "medication-template-new"
APPROVER_ROLE = "region-objektspecialist"
LIMIT = Decimal(50_000)  # of the approver, in kronor
ANSWERS = {
    ITEM: {"hsa_id": "SE2321000180-1A2B", "kind": "add", "what": "Signera remisser", "first_day": "2026-12-07"},
    PRICED: {"kind": "sample", "unit": "Kemilab Falun", "place": "Hus 12, plan 2", "network": "F12-204"},
    PREAPPROVED: {
        "hsa_id": "SE2321000180-1A2C",
        "unit": "Avdelning 12",
        "role": "nurse",
        "first_day": "2026-12-07",
        "prescribes": True,
    },
    TEMPLATE: {
        "template_name": "Kaliumklorid infusion, medicin",
        "purpose": "Samma spädning på alla medicinavdelningar.",
        "substance": "Kaliumklorid",
        "specialties": ["medicine"],
        "route": "infusion",
        "high_risk": True,
        "source": "Läkemedelskommitténs riktlinje",
        "responsible": "Läkemedelsansvarig läkare, medicinkliniken",
    },
    REGIONAL: {
        "template_name": "Permission",
        "purpose": "Lokala rutiner vid permission",
        "content": "Namn, tid ut, tid in",
    },
}
FOR = "Avdelning 12, Falu lasarett"
REVIEWED = {"fulfiller": "support", "in_contract": "yes"}
QUOTING = {"fulfiller": "vendor", "in_contract": "no", "quote_request": "En skrivare, ansluten och provad."}
REJECTING = {"request_reject_code": "ej_behov", "reason": "Avdelningen har redan behörigheten."}
COMPLAINT = {"reason": "Behörigheten gäller fel enhet."}
COST = {"cost_note": "Två timmars arbete."}


def in_group(group: str, role: str, organisation: str = parties.REGION, *, limit: Decimal | None = None) -> Actor:
    """Whoever wears the role there, as a member of the group."""
    who = person(role, organisation)
    _join(who, group, organisation, limit)
    return actor_for(who)


def _join(who: User, group: str, organisation: str, limit: Decimal | None = None) -> None:
    place = directory.by_slug(organisation)
    if GroupMembership.objects.filter(user=who, organisation=place, group=group).exists():
        return
    giver = "sussa-objektledare" if organisation == parties.SUPPORT_ORG else "region-objektledare"
    facts = {"amount_limit": limit} if limit is not None else {}
    member(group, who=who, organisation=organisation, by=actor(giver, organisation), **facts)


def orderer(region: str = parties.REGION) -> Actor:
    """First line of a region, who may order for it."""
    return in_group("bestallare", parties.DESK_ROLE, region)


def support_orderer() -> Actor:
    return in_group("bestallare", parties.SUPPORT_ROLE, parties.SUPPORT_ORG)


def approver(region: str = parties.REGION) -> Actor:
    """Approves up to a limit."""
    return in_group("godkannare", APPROVER_ROLE, region, limit=LIMIT)


def reviewer() -> Actor:
    """The joint service request manager."""
    return actor("sussa-tjansteforfragningsansvarig", parties.SUPPORT_ORG)


def region_reviewer(region: str = parties.REGION) -> Actor:
    return actor("region-tjansteforfragningsansvarig", region)


def change_manager() -> Actor:
    return actor("sussa-andringsansvarig", parties.SUPPORT_ORG)


def quoter() -> Actor:
    """The vendor's service delivery manager."""
    return actor("cambio-service-delivery-manager", parties.VENDOR_ORG)


def ordering(item: str = ITEM, **more) -> dict:
    return {"catalogue_item": item, "answers": ANSWERS[item], "ordered_for": FOR} | more


def draft(who: Actor | None = None, item: str = ITEM, **more) -> Ticket:
    given = {"catalogue_item": item} | more
    event = create(
        ServiceRequest, ("open",), actor=who or orderer(), via="test", data=given, process=ServiceRequest.slug
    )
    return fresh(event.ticket_id)


def placed(item: str = ITEM, *, who: Actor | None = None, **more) -> Ticket:
    """An order of the region that has found its way: to an approver, unless its item or its orderer says otherwise."""
    given = ({"cost_centre": "41230"} if item == PRICED else {}) | ordering(item, **more)
    event = create(
        ServiceRequest,
        ServiceRequest.birth,
        actor=who or orderer(),
        via="test",
        data=given,
        process=ServiceRequest.slug,
    )
    return fresh(event.ticket_id)


def reviewed(item: str = ITEM) -> Ticket:
    """Approved by the region, and to be assessed."""
    return step(placed(item), "approve", approver())


def fulfilled_by_support(item: str = ITEM) -> Ticket:
    return step(reviewed(item), "review_to_fulfilment", reviewer(), **REVIEWED)


def quoted_at_vendor() -> Ticket:
    """The vendor is asked for a quote, and has taken the question."""
    ticket = step(reviewed(PRICED), "review_to_quote", reviewer(), **QUOTING)
    return answer(ticket, "accept", parties.vendor(), team=team(parties.VENDOR_ORG).slug)


def at_vendor() -> Ticket:
    """The vendor carries it out."""
    given = {"fulfiller": "vendor", "in_contract": "yes"}
    ticket = step(reviewed(PRICED), "review_to_fulfilment", reviewer(), **given)
    return answer(ticket, "accept", parties.vendor(), team=team(parties.VENDOR_ORG).slug)


def resting(days: int = 7, **more) -> dict:
    until = timezone.now() + timedelta(days=days)
    return {"hold_reason": "await_reporter", "hold_question": "Vilken enhet?", "resume_at": until} | more


def held() -> Ticket:
    return step(fulfilled_by_support(), "hold", parties.support(), **resting())


def delivered() -> Ticket:
    return step(fulfilled_by_support(), "deliver", parties.support(), delivery_note="Behörigheten är på plats.")


def withdrawal_asked() -> Ticket:
    return step(fulfilled_by_support(), "ask_withdrawal", orderer(), reason="Avdelningen stänger.")


def withdrawal_agreed() -> Ticket:
    return step(withdrawal_asked(), "agree_withdrawal", parties.support(), **COST)


def row_of(ticket) -> ServiceRequestDetail:
    return ServiceRequestDetail.objects.get(ticket_id=ticket.pk)
