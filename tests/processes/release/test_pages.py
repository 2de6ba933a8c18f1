"""The pages of releases: registering, the panel for each side, and whose turn it is on the start page."""

import pytest
from django.urls import reverse

from tests import parties
from tests.processes.change.test_pages import browser, page_of, text
from tests.processes.release import places as at
from tests.tickets import places
from tickets.models import Ticket
from tickets.web.turns import count_waiting, waiting_for

pytestmark = pytest.mark.django_db
SENT = {name: value for name, value in at.PLANNING.items()} | {"go": "register"}


def start_of(who) -> str:
    return text(browser(who).get(reverse("tickets:start")))


def test_a_release_is_registered_from_its_form():
    client = browser(at.lead())
    form = client.get(reverse("tickets:register_release"))
    assert form.status_code == 200 and "Registrera releasen" in text(form)
    answer = client.post(reverse("tickets:register_release"), SENT)
    assert answer.status_code == 302, text(answer)[-3000:]
    made = Ticket.all_objects.get(process="release")
    assert made.number in answer["Location"] and made.state == "planning"


def test_a_region_is_not_offered_to_register_one():
    assert browser(at.region_lead()).get(reverse("tickets:register_release")).status_code == 403


def test_the_panel_names_the_cases_that_the_reader_reads_and_counts_the_others():
    hidden = places.incident()
    item = at.an_item()
    ticket = at.take(at.planning(), "fix_scope", at.chair(), cause=at.CAUSE, **at.scope(item))
    assert item.number in page_of(ticket, at.region_lead(parties.NEIGHBOUR))
    seen = page_of(ticket, at.vendor_lead())
    assert item.number not in seen and "Och 1 ärende som du inte får läsa" in seen
    assert hidden.number not in seen


def test_the_panel_says_who_has_signed_and_who_has_not_to_the_customer_side_only():
    ticket = at.signed(at.made_ready(at.release("acceptance")), at.lead())
    shown = page_of(ticket, at.object_leader())
    assert "Den driftsättningsansvariga" in shown and "har inte skrivit under än" in shown
    assert "har inte skrivit under än" not in page_of(ticket, at.vendor_lead())


def test_the_panel_names_what_a_proposal_and_the_last_decision_change():
    first, second = at.an_item(), at.an_item()
    ticket = at.take(at.planning(), "fix_scope", at.chair(), cause=at.CAUSE, **at.scope(first))
    ticket = at.take(ticket, "propose_scope", at.lead(), **at.scope(second))
    shown = page_of(ticket, at.lead())
    assert "Utvecklingsforum beslutar" in shown and "Tillkommer" in shown and "Tas bort" in shown
    assert "Utvecklingsforum beslutar" not in page_of(ticket, at.vendor_lead())
    ticket = at.take(ticket, "rescope", at.chair(), cause=at.CAUSE, reason="Ett annat fel.")
    shown = page_of(ticket, at.lead())
    assert "Innehåll nummer 2" in shown and "Togs bort" in shown
    assert first.number in shown.split("Togs bort")[1] and second.number in shown.split("Togs bort")[0]


def test_a_halt_stands_first_with_its_ground_and_reason():
    shown = page_of(at.release("halted"), at.region_lead(parties.NEIGHBOUR))
    assert "Utrullningen är stoppad: Patientsäkerhet" in shown and at.HALT["reason"] in shown


def test_the_chair_finds_a_proposed_scope_on_her_start_page_and_decides_there():
    ticket = at.proposed()
    address = reverse("forums:decide_step", args=["sussa-region-utvecklingsforum", ticket.number, "fix_scope"])
    assert address in start_of(at.chair())
    assert count_waiting(at.chair()) == waiting_for(at.chair()).count()
    assert ticket.number not in start_of(at.trainer())
    form = browser(at.chair()).get(address)
    assert form.status_code == 200
    answer = browser(at.chair()).post(
        address,
        {"read_version": ticket.version, "decision_text": "Så blir det.", "once": "0123456789"}
        | {name: value if isinstance(value, str) else ", ".join(value) for name, value in at.scope().items()},
    )
    assert answer.status_code == 303, text(answer)[-3000:]
    assert Ticket.all_objects.get(pk=ticket.pk).state == "scoped"


@pytest.mark.parametrize(
    ("place", "who", "step"),
    [
        (lambda: at.release("scoped"), at.vendor_lead, "deliver"),
        (lambda: at.release("delivered"), at.lead, "start_acceptance"),
        (lambda: at.release("acceptance"), at.region_lead, "report_test"),
        (lambda: at.release("acceptance"), at.trainer, "confirm_training"),
        (lambda: at.made_ready(at.release("acceptance")), at.region_lead, "sign_approval"),
        (lambda: at.made_ready(at.release("acceptance")), at.it_leader, "sign_approval"),
        (lambda: at.row_ready(at.release("approved")), at.lead, "start_rollout"),
        (lambda: at.release("halted"), at.lead, "sign_lift"),
        (lambda: at.release("halted"), at.region_object_leader, "sign_lift"),
        (lambda: at.release("completed"), at.lead, "close"),
        (
            lambda: at.take(at.planning(), "sign_cancel", at.object_leader(), reason="Slås ihop."),
            at.it_leader,
            "sign_cancel",
        ),
    ],
)
def test_whoever_must_act_finds_it_on_the_start_page(place, who, step):
    """The count that every page shows is asked by a query that is kept for all who have the same hats."""
    ticket = place()
    assert reverse("tickets:step", args=[ticket.number, step]) in start_of(who())
    assert count_waiting(who()) == waiting_for(who()).count()


def test_whoever_has_signed_is_not_asked_again():
    ticket = at.signed(at.made_ready(at.release("acceptance")), at.it_leader())
    assert reverse("tickets:step", args=[ticket.number, "sign_approval"]) not in start_of(at.it_leader())
    assert reverse("tickets:step", args=[ticket.number, "sign_approval"]) in start_of(at.lead())


@pytest.mark.parametrize("name", ["propose_scope", "edit", "name_change"])
def test_the_forms_of_the_plan_open(name):
    ticket = at.proposed()
    answer = browser(at.lead()).get(reverse("tickets:step", args=[ticket.number, name]))
    assert answer.status_code == 200
