"""What a mail of an order or of a need says: what has happened, and to whoever can act what to do and until when."""

import pytest
from django.utils import translation

from engine.step import steps
from regions import directory
from roles.actor import actor_of_place
from sla import wording
from sla.workdays import after_working_days
from tests import parties
from tests.cases import step
from tests.processes.mailed import in_words, lines, mail
from tests.processes.need import places as needs
from tests.processes.service_request import places as at
from tests.processes.service_request.quoting import places as quoting
from tickets import telling, telling_asks
from tickets.models import Event
from tickets.processes.service_request import figures
from tickets.workflows import Need, ServiceRequest

pytestmark = pytest.mark.django_db
TELL_NOBODY = {"open", "save", "order", "settle_rows", "record_decision", "result_linked", "result_unlinked"}


@pytest.mark.parametrize("workflow", [ServiceRequest, Need])
def test_every_step_of_its_own_has_words_of_what_happened_in_both_languages(workflow):
    own = set(steps(workflow)) - set(steps(ServiceRequest)) & set(steps(Need))
    said = {name for process, name in telling.HAPPENED if process == workflow.slug}
    assert own - TELL_NOBODY <= said
    assert said <= set(steps(workflow))
    assert set(telling_asks.ASKS[workflow.slug]) <= said
    for name in said:
        words = telling.HAPPENED[workflow.slug, name]
        with translation.override("en"):
            english = str(words)
        with translation.override("sv"):
            assert str(words) != english
        assert not english.endswith(".")


def test_an_approver_reads_what_to_do_and_until_when_and_the_orderer_what_has_happened():
    ticket = at.placed()
    until = ticket.detail().expires_at
    subject, said = (
        mail(ticket, "route_to_approval", at.approver()).subject,
        lines(ticket, "route_to_approval", at.approver()),
    )
    assert subject == f"{ticket.number}: En beställning väntar på godkännande"
    assert said[1] == f"Godkänn eller avslå den senast {in_words(until)}. Efter det förfaller den."
    assert said[2].endswith(f"/arenden/{ticket.number}/")
    english = lines(ticket, "route_to_approval", at.approver(), "en")
    assert english[1] == f"Approve it or turn it down no later than {in_words(until, 'en')}. After that it lapses."
    ticket = step(ticket, "approve", at.approver())
    assert len(lines(ticket, "route_to_approval", at.approver())) == 2, "it is done already"
    assert mail(ticket, "approve", at.orderer()).subject == (
        f"{ticket.number}: Beställningen är godkänd och väntar på bedömning"
    )
    assert len(lines(ticket, "approve", at.orderer())) == 2, "she has nothing to do"
    assert lines(ticket, "approve", at.reviewer())[1].startswith("Bedöm den: godkänn för effektuering")


def test_a_quote_asks_those_who_accept_it_and_tells_the_vendor_by_when_to_give_it():
    asked = at.quoted_at_vendor()
    event = Event.all_objects.filter(ticket_id=asked.pk, step="review_to_quote").latest("seq")
    day = in_words(after_working_days(event.at, figures.of("quote_days")), how=wording.long_day)
    assert f"Lämna en offert senast {day}." in lines(asked, "review_to_quote", at.quoter())
    ticket = quoting.quoted()
    last = in_words(ticket.latest_quote().valid_until, how=wording.long_day)
    assert lines(ticket, "quote", at.approver())[1].startswith(f"Godkänn eller avböj den senast {last}.")
    above = quoting.above()
    assert lines(above, "quote", at.approver())[1].startswith("Se över hur kostnaden"), "the price is above the limit"
    assert lines(above, "quote", quoting.controller())[1].startswith("Godkänn eller avböj den senast")
    text = mail(above, "quote", quoting.controller()).body_text
    assert "125" not in text and "skrivare" not in text, "price and words stay behind the log-in"


def test_a_delivery_asks_the_orderer_until_her_silence_counts():
    ticket = at.delivered()
    event = Event.all_objects.filter(ticket_id=ticket.pk, step="deliver").latest("seq")
    until = in_words(after_working_days(event.at, figures.of("accept_days")))
    asked = f"Godkänn leveransen eller reklamera den senast {until}. Efter det räknas den som godkänd."
    assert lines(ticket, "deliver", at.orderer())[1] == asked


def test_an_order_that_came_back_says_until_when_and_one_that_was_turned_down_that_it_can_be_ordered_again():
    ticket = step(at.reviewed(), "return", at.reviewer(), question="Vilken enhet gäller det?")
    until = in_words(ticket.detail().expires_at)
    said = lines(ticket, "return", at.orderer())
    assert said[0].endswith("Beställningen har kommit tillbaka med en fråga")
    assert said[1] == f"Läs frågan, komplettera beställningen och beställ senast {until}. Efter det förfaller den."
    assert "Vilken enhet" not in "".join(said)
    ended = step(at.placed(), "reject", at.approver(), **at.REJECTING)
    assert lines(ended, "reject", at.orderer())[1].startswith("Läs varför. Du kan beställa igen")


def test_whoever_carries_it_out_reads_by_when_it_is_promised():
    ticket = at.fulfilled_by_support()
    day = in_words(ticket.detail().fulfil_by, how=wording.long_day)
    said = lines(ticket, "review_to_fulfilment", parties.support())
    assert said[1] == f"Effektuera och leverera den. Leveransen är utlovad senast {day}."
    assert len(lines(ticket, "review_to_fulfilment", at.orderer())) == 2


def test_a_need_asks_its_region_first_then_the_coordinator_then_every_other_region():
    ticket = needs.submitted()
    assert mail(ticket, "submit", needs.leader()).subject == f"{ticket.number}: Ett behov har lämnats in"
    assert lines(ticket, "submit", needs.leader())[1].startswith("Bered det för din region")
    assert lines(ticket, "submit", needs.leader(), "en")[1].startswith("Prepare it for your region")
    assert lines(ticket, "submit", needs.clinician())[1].startswith("Ditt behov kom in")
    ticket = step(ticket, "prepare", needs.leader(), **needs.PREPARING)
    assert lines(ticket, "prepare", needs.coordinator())[1].startswith("Jämför det med andra regioners behov")
    ticket = step(ticket, "start_joint_review", needs.coordinator(), **needs.CHECKED)
    neighbour = needs.leader(parties.NEIGHBOUR)
    assert lines(ticket, "start_joint_review", neighbour)[1].startswith("Behöver din region det också?")
    assert len(lines(ticket, "start_joint_review", needs.leader())) == 2, "it is her region's already"
    assert len(lines(ticket, "start_joint_review", needs.clinician())) == 3, "the sentence, and nothing to do"


def test_a_mailbox_of_the_region_reads_what_the_region_can_do_and_no_other_and_not_afterwards():
    ticket = at.placed()
    event = Event.all_objects.filter(ticket_id=ticket.pk, step="route_to_approval").latest("seq")
    own, other = (actor_of_place(directory.by_slug(one).pk) for one in (parties.REGION, parties.NEIGHBOUR))
    (said,) = telling_asks.lines(ticket, event, own)
    assert "lapses" in said or "förfaller" in said
    assert telling_asks.lines(ticket, event, other) == []
    assert telling_asks.lines(step(ticket, "approve", at.approver()), event, own) == []
