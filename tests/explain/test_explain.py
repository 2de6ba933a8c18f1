"""“Who sees this?” and “Why can I not?”: the rule and the persons, for each reader as much as it may know."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engine.explain import add_who
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


def shared_case():
    """A case at the vendor that the customers have shared among themselves: an organisation, a role, a person."""
    expert = actor("region-objektspecialist-utbildning", parties.NEIGHBOUR)
    data = {"share_level": "view_ticket", "reason": "Hemlig delning"}
    ticket = cases.at_vendor()
    for more in (
        {"to_organisation": "vasterbotten"},
        {"to_organisation": "blekinge", "to_role": "region-objektledare"},
        {"to_person": expert.user.email},
    ):
        ticket = step(ticket, "share", parties.object_leader(), **data, **more)
    return ticket


def test_the_vendor_learns_nothing_of_what_the_customers_share_and_counts_no_programs_of_theirs():
    ticket, who, places_of_others = shared_case(), parties.vendor(), ("vasterbotten", "blekinge", parties.NEIGHBOUR)
    program = region()  # a program of the region's desk
    rows = explaining.access_to(ticket, who)
    assert {one.rule for one in rows} == {"owner", "support", "vendor"}
    assert not any(one.level or one.reason or one.given_by or one.until or one.person for one in rows)
    theirs = [worn for one in rows if one.organisation.slug != parties.VENDOR_ORG for worn in one.worn]
    assert theirs
    assert not any(worn.programs or worn.people for worn in theirs)
    said = vendor().get(f"tickets/{ticket.number}/readers").json()["results"]
    assert not {one["organisation"] for one in said} & set(places_of_others)
    assert {one["level"] for one in said} == {None}
    assert {role["programs"] for one in said if one["organisation"] != parties.VENDOR_ORG for role in one["roles"]} == {
        0
    }
    for path in ("vem-ser/", ""):
        page = Visitor(who.user).see(f"/arenden/{ticket.number}/{path}").content.decode()
        for word in ("Västerbotten", "Blekinge", "Halland", "Hemlig delning"):
            assert word not in page, (path, word)
    full = program.get(f"tickets/{ticket.number}/readers").json()["results"]
    assert set(places_of_others) <= {one["organisation"] for one in full}
    assert any(role["programs"] for one in full for role in one["roles"])


def test_a_case_merged_into_the_vendors_is_not_betrayed_by_its_readers():
    ticket, old = cases.at_vendor(), places.incident(who=parties.desk(parties.NEIGHBOUR))
    step(old, "mark_duplicate", parties.support_manager(), master_ticket=ticket.number)
    ticket = cases.fresh(ticket.pk)
    assert "merged" in rules(ticket, parties.support())
    assert "merged" not in rules(ticket, parties.vendor())


def test_a_person_who_is_not_named_stands_as_a_person_and_not_as_the_whole_organisation():
    expert = actor("region-objektspecialist-utbildning", parties.NEIGHBOUR).user
    data = {"share_level": "view_ticket", "reason": "Expert", "to_person": expert.email}
    ticket = step(places.incident(), "share", parties.object_leader(), **data)
    expert.home_organisation = parties.vendor().user.home_organisation
    expert.save()
    (share,) = [one for one in explaining.access_to(ticket, parties.desk()) if one.rule == "share"]
    assert (share.person, share.is_person) == ("", True)
    assert "En person hos Cambio" in Visitor(parties.desk().user).text(f"/arenden/{ticket.number}/vem-ser/")
    said = region().get(f"tickets/{ticket.number}/readers").json()["results"]
    assert [one["is_person"] for one in said if one["rule"] == "share"] == [True]


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
    add_who(ticket, [resolve], desk)
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
