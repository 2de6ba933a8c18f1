"""Start: what waits for whom, in which order, and numbers that open exactly their lists."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from engine import due
from tests import query_counts
from tests.cases import (
    SOLUTION,
    TO_SUPPORT,
    TO_VENDOR,
    answer,
    at_support,
    at_vendor,
    incident,
    opened,
    prioritised,
    step,
    team,
)
from tests.parties import NEIGHBOUR, REGION, SUPPORT_ORG, desk, object_leader, support, support_manager, vendor
from tests.people import actor, person, wear
from tickets.models import RegionLeg
from tickets.web import turns

pytestmark = pytest.mark.django_db


def turn_of(ticket, who) -> str:
    """Why the ticket stands on this actor's start page; empty when it does not."""
    return next((row.turn for row in turns.waiting_for(who) if row.pk == ticket.pk), "")


def start_of(client, who) -> str:
    client.force_login(who.user)
    return client.get("/").content.decode()


def test_a_hand_off_waits_for_its_receiver_and_for_nobody_else(client):
    ticket = step(prioritised(), "escalate_tier", desk(), **TO_SUPPORT)
    assert turn_of(ticket, support()) == "handoff"
    assert [turn_of(ticket, one) for one in (desk(), desk(NEIGHBOUR), vendor())] == ["", "", ""]
    page = start_of(client, support())
    assert f"/arenden/{ticket.number}/overlamning/" in page
    assert "vill lämna över ärendet" in page


def test_a_returned_hand_off_waits_for_its_sender_until_something_is_done(client):
    ticket = step(prioritised(), "escalate_tier", desk(), **TO_SUPPORT)
    ticket = answer(ticket, "return", support_manager(), return_reason="saknar_underlag", reason="Vilken version?")
    assert turn_of(ticket, desk()) == "returned"
    page = start_of(client, desk())
    assert "Kom tillbaka" in page and "Vilken version?" not in page
    step(ticket, "add_note", desk(), note_text="4.2", note_audience="customer")
    assert turn_of(ticket, desk()) == ""


def test_a_question_waits_for_those_who_are_asked(client):
    ticket = step(at_support(), "ask", support(), question="Vilka enheter?", awaited_party=REGION)
    assert turn_of(ticket, desk()) == "question"
    assert turn_of(ticket, support()) == ""
    assert f"/arenden/{ticket.number}/steg/answer/" in start_of(client, desk())
    step(ticket, "answer", desk(), note_text="Två.")
    assert turn_of(ticket, desk()) == ""


def solved():
    ticket = at_support()
    place = team(SUPPORT_ORG).slug
    ticket = step(ticket, "assign", support(), team=place, category_open="programfel", assignee="me")
    return step(step(ticket, "take", support()), "resolve", support(), **SOLUTION)


def test_a_solved_part_waits_for_its_region_and_the_button_confirms_it(client):
    ticket = solved()
    assert turn_of(ticket, desk()) == "confirm"
    assert turn_of(ticket, desk(NEIGHBOUR)) == ""
    page = start_of(client, desk())
    action = f"/arenden/{ticket.number}/region/{REGION}/region_confirm/"
    form = page[page.index(f'action="{action}"') :]
    fields = dict(re.findall(r'name="(once|version)" value="([^"]*)"', form)[:2])
    client.post(action, fields)
    assert RegionLeg.objects.unscoped("test").get(ticket=ticket).state == "confirmed"
    assert turn_of(ticket, desk()) == ""


def test_an_answered_case_waits_for_its_reporter():
    case = opened("general-case", actor("region-kliniker", REGION))
    case = step(case, "start_triage", desk())
    facts = {"team": team(REGION).slug, "impact": 4, "urgency": 4, "category_open": "handhavande"}
    case = step(case, "assign", desk(), assignee="me", **facts)
    case = step(case, "start", desk())
    step(case, "resolve", desk(), answer="Så här.", category_close="handhavande", case_resolution="besvarad")
    assert turn_of(case, actor("region-kliniker", REGION)) == "confirm"
    assert turn_of(case, desk()) == ""


def test_a_case_comes_back_from_hold_to_whom_it_is_assigned_and_rests_when_touched():
    ticket = at_support()
    ticket = step(ticket, "assign", support(), team=team(SUPPORT_ORG).slug, category_open="programfel", assignee="me")
    ticket = step(ticket, "take", support())
    until = timezone.now() + timedelta(days=1)
    hold = {"hold_reason": "await_third_party", "supplier": "inera", "supplier_reference": "I-1"}
    ticket = step(ticket, "hold", support(), resume_at=until, hold_question="Rättning", **hold)
    assert turn_of(ticket, support()) == ""
    due.fire(now=until + timedelta(minutes=1))
    assert turn_of(ticket, support()) == "back"
    step(ticket, "add_note", support(), note_text="Tar upp den.", note_audience="customer")
    assert turn_of(ticket, support()) == ""


def test_new_cases_wait_for_the_desk_that_holds_them(client):
    ticket = incident(desk())
    assert turn_of(ticket, desk()) == "new"
    assert [turn_of(ticket, one) for one in (object_leader(), desk(NEIGHBOUR), support())] == ["", "", ""]
    assert "Ingen har börjat bedöma det." in start_of(client, desk())


def test_what_is_assigned_waits_for_the_person_or_the_team():
    ticket = prioritised()
    ticket = step(ticket, "assign", desk(), team=team(REGION).slug, category_open="programfel", assignee="me")
    assert turn_of(ticket, desk()) == "take"
    assert turn_of(ticket, object_leader()) == ""
    ticket = step(ticket, "take", desk())
    assert turn_of(ticket, desk()) == ""
    assert [row.pk for row in turns.mine(desk())] == [ticket.pk]


def test_the_most_urgent_comes_first_whatever_it_waits_for():
    later = step(prioritised(impact=4, urgency=4), "escalate_tier", desk(), **TO_SUPPORT)
    first = step(prioritised(impact=1, urgency=1), "escalate_tier", desk(), **TO_SUPPORT)
    assert [row.pk for row in turns.waiting_for(support())] == [first.pk, later.pk]


def test_the_menu_counts_what_the_page_shows(client):
    for _number in range(3):
        incident(desk())
    page = start_of(client, desk())
    assert turns.count_waiting(desk()) == 3
    assert re.search(r'<span class="count count--now">3<span class="sr-only"> som behöver dig', page)


FIGURE = re.compile(r'<dd><a href="(/arenden/\?[^"]+)">(\d+) ärenden?</a>')


@pytest.mark.parametrize("who", [desk, object_leader, support, vendor], ids=lambda one: one.__name__)
def test_every_number_opens_exactly_its_list(client, who):
    some_of_everything()
    page = start_of(client, who())
    found = FIGURE.findall(page)
    assert len(found) >= 5
    for address, number in found:
        listed = client.get(unescape(address))
        assert listed.status_code == 200, address
        assert listed.content.decode().count("data-row-link") == int(number), address
    assert any(int(number) for _address, number in found)


def some_of_everything():
    at_vendor()
    step(at_support(), "ask", support(), question="Vilka?", awaited_party=REGION)
    solved()
    incident(desk(), patient_safety="risk")
    incident(desk(NEIGHBOUR))
    prioritised(impact=1, urgency=1)
    step(prioritised(), "escalate_tier", desk(), **TO_SUPPORT)
    step(at_support(), "watch", desk())


def test_who_does_not_work_on_cases_is_led_to_the_overview(client):
    page = start_of(client, actor("region-styrgruppsmedlem", NEIGHBOUR))
    assert "/oversikt/" in page and "Du arbetar inte själv i ärenden" in page


def test_one_without_any_role_is_told_whom_to_ask(client):
    client.force_login(person("region-kliniker", REGION))
    person("region-kliniker", REGION).assignments.update(valid_to="2021-01-01")
    page = client.get("/").content.decode()
    assert "Du har ingen roll i dag" in page and "/roller/" in page


def test_an_administrator_without_a_role_is_led_to_what_she_looks_after(client):
    who = person("region-kliniker", REGION)
    who.assignments.update(valid_to="2021-01-01")
    who.is_administrator = True
    who.save()
    client.force_login(who)
    page = client.get("/").content.decode()
    assert "/roller/personer/" in page and "/laslage/" in page and "Du har ingen roll i dag" not in page


def test_an_empty_page_is_kind(client):
    assert "Inget väntar på dig" in start_of(client, desk())


def test_the_other_region_sees_nothing_of_it(client):
    some_of_everything()
    page = start_of(client, actor("region-objektledare", "blekinge"))
    assert "Läkemedelslistan" not in page
    assert {number for _address, number in FIGURE.findall(page)} == {"0"}


def test_the_vendor_reads_no_names_of_the_other_side(client):
    sent = step(at_support(), "escalate_vendor", support(), **TO_VENDOR)
    page = start_of(client, vendor())
    assert sent.title in page
    assert support().user.given_name not in page


def test_the_page_costs_the_same_however_much_there_is(client):
    who = person("region-objektledare", REGION)
    wear(who, "region-objektspecialist-support", REGION)
    client.force_login(who)

    def measure():
        client.get("/")
        query_counts.check("web: start", lambda: client.get("/"), at_most=16)

    some_of_everything()
    measure()
    for _number in range(4):
        some_of_everything()
    measure()
