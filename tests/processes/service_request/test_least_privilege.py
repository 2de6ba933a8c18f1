"""Who reads what an order costs and who pays; and that nobody assesses what she has ordered herself."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from engine.errors import Refused
from engine.perform import perform
from roles.actor import actor_for
from roles.credentials import make_token
from tests import parties
from tests.api.calling import Program
from tests.cases import fresh, step
from tests.groups.giving import member
from tests.people import person, wear
from tests.processes.service_request import places as at
from tests.processes.service_request.experts import places as experts
from tests.processes.service_request.quoting import places as quoting
from tests.web.tickets.door import Visitor
from tickets.models import Event, Quote, TextVersion, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]
CENTRE, COST = "KST-987654", "2400"


def program(who) -> Program:
    token, _row = make_token(user=who.user, name="test", expires_at=timezone.now() + timedelta(days=1))
    return Program(token)


def with_experts():
    """A priced order before the forum for medication templates."""
    ticket = step(at.placed(at.PRICED, cost_centre=CENTRE), "approve", at.approver())
    return step(ticket, "review_to_expert", at.reviewer(), **experts.ASKED)


def everything_read_by(who, ticket) -> str:
    """Each page and answer in which an order stands, without the spaces of amounts."""
    visitor, caller, number = Visitor(who.user), program(who), ticket.number
    pages = [
        visitor.see(path) for path in (f"/arenden/{number}/", f"/arenden/{number}/?visning=alla", "/", "/arenden/")
    ]
    pages.append(visitor.see(f"/arenden/{number}/varfor/"))
    found = [page.content.decode() for page in pages]
    found += ["found by its cost centre"] if number in visitor.text("/sok/", q=CENTRE) else []
    for path in (f"tickets/{number}", f"tickets/{number}/events", f"tickets/{number}/steps", "tickets"):
        found.append(json.dumps(caller.get(path).json(), ensure_ascii=False))
    return "".join("".join(found).replace("\\xa0", "").replace("&nbsp;", "").split())


@pytest.mark.parametrize("who", [experts.expert, experts.informatician], ids=["of the forum", "of none"])
def test_experts_of_other_regions_read_neither_the_cost_centre_nor_the_amount(who):
    ticket, reader = with_experts(), who()
    if not Ticket.objects.visible_to(reader).filter(pk=ticket.pk).exists():
        shared = {"share_level": "view_ticket", "reason": "Expert", "to_person": reader.user.email}
        step(ticket, "share", parties.object_leader(), **shared)
    said = everything_read_by(reader, ticket)
    assert ticket.number in said and at.FOR.replace(" ", "") in said
    assert CENTRE not in said and COST not in said and "cost_centre" not in said and '"amount"' not in said
    assert "foundbyitscostcentre" not in said
    assert not TextVersion.objects.visible_to(reader).filter(ticket_id=ticket.pk, field="cost_centre").exists()


@pytest.mark.parametrize("who", [at.orderer, at.approver, at.reviewer, quoting.controller, experts.coordinator])
def test_those_who_order_approve_assess_and_pay_read_both(who):
    said = everything_read_by(who(), with_experts())
    assert re.findall(r'"amount":"?([\d.]+)', said) == ["2400.0"]
    for expected in (CENTRE, COST, "foundbyitscostcentre"):
        assert expected in said, expected


def test_an_order_of_the_support_organisation_tells_no_region_what_it_costs():
    ticket = at.placed(at.PRICED, who=at.support_orderer(), cost_centre=CENTRE)
    ticket = step(ticket, "review_to_expert", at.reviewer(), **experts.ASKED)
    assert CENTRE not in everything_read_by(experts.expert(), ticket)
    assert CENTRE in everything_read_by(at.reviewer(), ticket)


def test_experts_do_not_read_what_was_quoted_before_they_were_asked():
    ticket = step(at.quoted_at_vendor(), "quote", at.quoter(), **quoting.quote("77 123"))
    shared = {"share_level": "view_ticket", "reason": "Expert", "to_person": experts.expert().user.email}
    ticket = step(ticket, "share", parties.object_leader(), **shared)
    said = everything_read_by(experts.expert(), ticket)
    assert ticket.number in said and "77123" not in said
    assert "77123" in everything_read_by(at.reviewer(), ticket)
    assert "77123" in everything_read_by(at.quoter(), ticket)
    assert not Quote.objects.visible_to(experts.expert()).filter(ticket_id=ticket.pk).exists()


def test_a_region_that_bears_a_share_reads_the_quote_where_the_order_is_shared_with_it():
    ticket = quoting.joint()
    shared = {"share_level": "view_ticket", "reason": "Betalar", "to_organisation": parties.NEIGHBOUR}
    step(ticket, "share", parties.object_leader(), **shared)
    payer = quoting.region_manager(parties.NEIGHBOUR)
    assert Quote.objects.visible_to(payer).filter(ticket_id=ticket.pk).exists()


# --- Nobody assesses what she has ordered ---


def ordered_by(person_, item: str = at.ITEM):
    """In the region's name, approved by another."""
    wear(person_, parties.DESK_ROLE, parties.REGION)
    member("bestallare", who=person_)
    return step(at.placed(item, who=actor_for(person_)), "approve", at.approver())


REVIEWS = {
    "review_to_fulfilment": at.REVIEWED,
    "review_to_quote": at.QUOTING,
    "review_to_expert": experts.ASKED,
    "review_reject": at.REJECTING,
    "sign_convert": {"reason": "Delad konfiguration."},
}


@pytest.mark.parametrize("name", list(REVIEWS))
def test_nobody_assesses_her_own_order_under_another_hat(name):
    who = person("sussa-tjansteforfragningsansvarig", parties.SUPPORT_ORG)
    ticket = ordered_by(who)
    with pytest.raises(Refused) as refused:
        step(ticket, name, actor_for(who), **REVIEWS[name])
    assert {one.code for one in refused.value.reasons} == {"own_order"}


def test_a_deputy_of_whoever_ordered_does_not_assess_in_her_stead():
    who, deputy = (
        person("sussa-tjansteforfragningsansvarig", parties.SUPPORT_ORG),
        person("sussa-jurist", parties.SUPPORT_ORG),
    )
    wear(deputy, "sussa-tjansteforfragningsansvarig", parties.SUPPORT_ORG, deputy_for=who)
    ticket = ordered_by(who)
    with pytest.raises(Refused) as refused:
        step(ticket, "review_to_fulfilment", actor_for(deputy), **at.REVIEWED)
    assert {one.code for one in refused.value.reasons} == {"own_order"}


def test_another_of_the_same_role_assesses_it():
    ticket = ordered_by(person("sussa-tjansteforfragningsansvarig", parties.SUPPORT_ORG))
    other = person("sussa-tjansteforfragningsansvarig", parties.SUPPORT_ORG, name="annan")
    assert step(ticket, "review_to_fulfilment", actor_for(other), **at.REVIEWED).state == "fulfilment"


@pytest.mark.parametrize("name", ["expert_to_fulfilment", "expert_to_quote", "expert_no"])
def test_a_coordinator_does_not_take_the_forums_decision_on_her_own_order(name):
    who = experts.coordinator().user
    ticket = step(ordered_by(who, experts.ITEM), "review_to_expert", at.reviewer(), **experts.ASKED)
    given = {"expert_no": {"reason": "Nej."}, "expert_to_quote": experts.QUOTED}.get(name, experts.NEW)
    with pytest.raises(Refused) as refused:
        perform(
            Ticket, ticket.pk, name, actor=actor_for(who), via="test", data=given, cause=experts.CAUSE,
            hat=next(one.assignment_id for one in actor_for(who).hats if one.tier == "support"),
        )  # fmt: skip
    assert "own_order" in {one.code for one in refused.value.reasons}


def test_her_own_order_does_not_wait_for_her_on_start():
    who = person("sussa-tjansteforfragningsansvarig", parties.SUPPORT_ORG)
    ticket = ordered_by(who)
    assert "Bedöm beställning" not in Visitor(who).text("/")
    other = person("sussa-tjansteforfragningsansvarig", parties.SUPPORT_ORG, name="annan")
    assert ticket.number in Visitor(other).text("/")
    assert Event.all_objects.filter(ticket=ticket, step="approve").exists() and fresh(ticket.pk).state == "joint_review"
