"""The pages of changes: submitting, the panel, forms with their proposals, what an incident offers, how they went."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import parties
from tests.pages import browser
from tests.processes.change import places as at
from tests.tickets import places
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def page_of(ticket, who) -> str:
    answer = browser(who).get(f"/arenden/{ticket.number}/")
    assert answer.status_code == 200
    return text(answer)


def sent(**more) -> dict:
    day = timezone.localdate().isoformat()
    return {
        "title": "Byte av tjänst",
        "change_type": "normal_major",
        "change_reason": "Den stöds inte.",
        "consequence_if_not": "Svar uteblir.",
        "services": ["provsvar"],
        "affected_regions": [parties.REGION],
        "wanted_start_0": day,
        "wanted_start_1": "21:00",
        "wanted_end_0": day,
        "wanted_end_1": "23:00",
        "initiator": "me",
        "go": "register",
    } | more


def test_a_change_is_submitted_from_its_form():
    client = browser(at.requester())
    form = client.get(reverse("tickets:register_change"))
    assert form.status_code == 200
    assert "Skicka in ändring" in text(form)
    answer = client.post(reverse("tickets:register_change"), sent(touches_data="no"))
    assert answer.status_code == 302, text(answer)[-3000:]
    made = Ticket.all_objects.get(process="change")
    assert made.number in answer["Location"]
    assert made.state == "submitted"


def test_the_form_says_what_is_missing_and_keeps_what_was_typed():
    client = browser(at.requester())
    answer = client.post(reverse("tickets:register_change"), sent(wanted_end_1="20:00"))
    assert answer.status_code == 422
    assert "Slutet måste ligga efter starten." in text(answer)
    assert "Byte av tjänst" in text(answer)


def test_the_page_shows_plan_assessments_regions_and_how_it_went():
    shown = page_of(at.change("closed", own_infrastructure=[parties.REGION]), at.lead())
    for words in ("Ändringen", "Kommunikationsplan", "Utan anmärkning", "Godkänt", "Lyckad"):
        assert words in shown
    assert "Töm kön före bytet." in shown
    assert "Normal ändring, större" in shown


def test_the_page_says_what_is_still_to_be_assessed_and_documented():
    assert "inte bedömt än" in page_of(at.assessing(), at.lead())
    assert "Återstår att dokumentera" in page_of(at.emergency("review"), at.lead())


def test_a_region_without_part_in_it_sees_no_cost_and_the_vendor_no_decision():
    ticket = at.change("authorised", vendor_works=True, cost_estimate=0)
    assert "§ 1" in page_of(ticket, at.lead())
    assert "sussa-cambio-cab 2026" not in page_of(ticket, at.vendor_lead())


@pytest.mark.parametrize(
    ("state", "name", "who"),
    [
        ("submitted", "write_plan", at.lead),
        ("submitted", "edit", at.lead),
        ("submitted", "accept_assess", at.lead),
        ("authorised", "schedule", at.deployer),
        ("scheduled", "reschedule", at.deployer),
        ("review", "review_done", at.lead),
    ],
)
def test_the_form_of_a_step_shows_what_stands(state, name, who):
    ticket = at.change(state)
    answer = browser(who()).get(f"/arenden/{ticket.number}/steg/{name}/")
    assert answer.status_code == 200


def test_an_incident_suggests_changes_done_lately_in_its_region():
    ticket = at.change("validating")
    incident = places.incident()
    shown = page_of(incident, parties.desk())
    assert "Nyligen gjorda ändringar" in shown
    assert ticket.number in shown
    elsewhere = places.incident(who=parties.desk(parties.NEIGHBOUR), service="lakemedel")
    assert "Nyligen gjorda ändringar" not in page_of(elsewhere, parties.desk(parties.NEIGHBOUR))


def test_the_figures_of_how_changes_went_lead_to_their_lists():
    ticket = at.change("closed")
    client = browser(at.lead())
    shown = text(client.get(reverse("tickets:change_results")))
    assert "100" in shown
    support = ticket.detail().implementing_organisation_id
    listed = text(client.get(reverse("tickets:change_results"), {"genomforare": support, "utfall": "lyckad"}))
    assert ticket.number in listed
    none = text(client.get(reverse("tickets:change_results"), {"genomforare": support, "utfall": "misslyckad"}))
    assert ticket.number not in none
    assert browser(at.device_specialist()).get(reverse("tickets:change_results")).status_code == 403


def test_a_change_waits_for_those_whose_turn_it_is():
    new = at.submitted()
    for who in (at.region_lead(), at.lead()):
        assert new.number in text(browser(who).get("/"))
    assert new.number not in text(browser(at.region_lead(parties.NEIGHBOUR)).get("/"))
    ticket = at.change("validating")
    assert "Verifiera för regionen" in text(browser(at.region_deployer()).get("/"))
    at.take(ticket, "verify_region", at.region_deployer(), at=timezone.now(), region_result="ok")
    assert "Verifiera för regionen" not in text(browser(at.region_deployer()).get("/"))
