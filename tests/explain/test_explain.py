"""“Who sees this?” and “Why can I not?”: the rule and the persons, for each reader as much as it may know."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import cases, parties
from tests.api.calling import region, vendor
from tests.cases import step
from tests.people import actor, person
from tests.tickets import places
from tests.web.tickets.door import Visitor, words
from tickets import explaining
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def rules(ticket, who) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in explaining.access_to(ticket, who):
        found.setdefault(one.rule, []).append(one.organisation.slug)
    return found


def test_each_reader_stands_with_its_rule():
    ticket = step(places.incident(), "widen", parties.support(), reason="Rör fler")
    found = rules(ticket, parties.desk())
    assert found["owner"] == [parties.REGION]
    assert found["support"] == [parties.SUPPORT_ORG]
    assert parties.NEIGHBOUR in found["joint"]
    assert "vendor" not in found


def test_every_organisation_named_reads_and_every_other_does_not():
    for ticket in (
        places.incident(),
        cases.at_vendor(),
        step(places.incident(), "widen", parties.support(), reason="x"),
    ):
        named = {one.organisation.slug for one in explaining.access_to(ticket, parties.support())}
        for who in (
            parties.desk(),
            parties.desk(parties.NEIGHBOUR),
            parties.support(),
            parties.vendor(),
            parties.region_it(),
        ):
            here = who.hats[0].organisation.slug
            reads = Ticket.objects.visible_to(who).filter(pk=ticket.pk).exists()
            assert reads == (here in named), (ticket.number, here)


def test_a_share_stands_with_level_reason_end_and_giver():
    until = timezone.now() + timedelta(days=3)
    leader = parties.object_leader()
    data = {"share_level": "view_ticket", "reason": "Samma fel hos dem", "to_organisation": parties.NEIGHBOUR}
    ticket = step(places.incident(), "share", leader, expires_at=until, **data)
    (share,) = [one for one in explaining.access_to(ticket, parties.desk()) if one.rule == "share"]
    assert (share.organisation.slug, share.level, share.until) == (parties.NEIGHBOUR, "view_ticket", until)
    assert share.reason == "Samma fel hos dem"
    assert leader.hats[0].label in share.given_by


def test_a_confidential_case_names_its_readers_alone():
    named = {"reason": "Känsligt", "named_readers": [parties.object_leader().user.email]}
    ticket = step(places.incident(), "make_confidential", parties.region_security(), **named)
    assert set(rules(ticket, parties.object_leader())) == {"confidential"}


def test_the_vendor_reads_roles_and_organisations_and_no_name_of_the_other_side():
    ticket, who = cases.at_vendor(), parties.vendor()
    desk = person(parties.DESK_ROLE, parties.REGION)
    for one in explaining.access_to(ticket, who):
        if one.organisation.slug != parties.VENDOR_ORG:
            assert one.person == ""
            assert all(not worn.people for worn in one.worn)
    body = Visitor(who.user).see(f"/arenden/{ticket.number}/vem-ser/").content.decode()
    assert "Region Dalarna" in body
    assert desk.given_name not in body


def test_the_pages_are_one_click_from_the_ticket_and_closed_to_others():
    ticket, desk = places.incident(), parties.desk()
    page = Visitor(desk.user).see(f"/arenden/{ticket.number}/").content.decode()
    for name in ("vem-ser", "varfor"):
        assert f"/arenden/{ticket.number}/{name}/" in page
        assert Visitor(desk.user).see(f"/arenden/{ticket.number}/{name}/").status_code == 200
        assert Visitor(parties.vendor().user).see(f"/arenden/{ticket.number}/{name}/").status_code == 404


def test_why_not_names_the_rule_and_those_who_can():
    ticket = cases.at_support()
    desk, support = parties.desk(), parties.support()
    text = words(Visitor(desk.user).see(f"/arenden/{ticket.number}/varfor/"))
    resolve = next(one for one in explaining.every_step(ticket, desk) if one.name == "take")
    assert not resolve.allowed
    assert str(resolve.reasons[0].text) in text
    assert any(support.user.short_name in able.people for able in resolve.who) or resolve.who == []


def test_every_step_of_the_case_stands_there_also_those_no_role_of_mine_takes():
    ticket, desk = places.incident(), parties.desk()
    names = {one.name for one in explaining.every_step(ticket, desk)}
    assert {"triage", "escalate_vendor", "make_confidential"} <= names
    blocked = [one for one in explaining.every_step(ticket, desk) if not one.allowed]
    assert all(one.reasons and explaining.rules_of(ticket, one.name) for one in blocked)


def test_the_api_says_readers_and_rules():
    ticket = cases.at_vendor()
    answer = region().get(f"tickets/{ticket.number}/readers")
    assert answer.status_code == 200
    assert {one["rule"] for one in answer.json()["results"]} >= {"owner", "support", "vendor"}
    said = vendor().get(f"tickets/{ticket.number}/readers").json()["results"]
    assert all(not role["people"] for one in said if one["organisation"] != "cambio" for role in one["roles"])
    few = vendor().get(f"tickets/{ticket.number}/steps").json()["steps"]
    every = vendor().get(f"tickets/{ticket.number}/steps", every="true").json()["steps"]
    assert len(every) > len(few)
    assert all(one["rules"] for one in every)
    assert region("halland").get(f"tickets/{ticket.number}/readers").status_code == 404


def test_the_reporter_of_another_organisation_stands_as_reporter():
    it = parties.region_it()
    ticket = cases.incident(it)
    assert actor(parties.DESK_ROLE, parties.REGION_IT).person_id == ticket.reporter_id
    found = rules(ticket, it)
    assert parties.REGION_IT in {slug for slugs in found.values() for slug in slugs}
