"""What orders add to the shared pages: what forms propose, steps that are shown in turn, whose signature waits."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.formats import date_format
from django.utils.timezone import localtime

from engine import due
from tests import parties
from tests.cases import step
from tests.pages import browser, plain
from tests.people import actor
from tests.processes.service_request import places as at
from tickets.models import Link

pytestmark = pytest.mark.django_db
SIGN = "Skriv under på att den görs om till ändring"


def page(who, address: str) -> str:
    answer = browser(who).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_form_of_the_assessment_proposes_what_the_catalogue_says():
    html = page(at.reviewer(), f"/arenden/{at.reviewed(at.PRICED).number}/steg/review_to_fulfilment/")
    chosen = re.findall(r"<input[^>]*checked[^>]*>", html)
    assert any('value="vendor"' in one for one in chosen)
    assert any('value="yes"' in one for one in chosen)


def test_the_other_party_finds_on_its_start_page_that_its_signature_is_missing():
    ticket = at.reviewed()
    assert SIGN not in plain(page(at.change_manager(), "/"))
    step(ticket, "sign_convert", at.reviewer(), reason="Delad konfiguration.")
    assert SIGN in plain(page(at.change_manager(), "/"))
    assert SIGN not in plain(page(at.reviewer(), "/"))


def test_agreeing_to_a_withdrawal_is_offered_once_it_is_asked_for():
    said = plain(page(parties.support(), f"/arenden/{at.fulfilled_by_support().number}/"))
    assert "Godta återkallelsen" not in said
    said = plain(page(parties.support(), f"/arenden/{at.withdrawal_asked().number}/"))
    assert "Godta återkallelsen" in said


def test_the_timeline_says_what_the_program_did_and_who_signed():
    ticket = step(at.reviewed(), "sign_convert", at.reviewer(), reason="Delad konfiguration.")
    said = plain(page(at.reviewer(), f"/arenden/{ticket.number}/"))
    for words in ("skickade den vidare till godkännarna", "godkände beställningen", "skrev under på att den görs om"):
        assert words in said, words


def test_what_was_turned_down_promises_no_day_and_no_doer():
    promises = ("Utlovad senast den", "Det avgörs när beställningen bedöms")
    ticket = at.reviewed()
    address = f"/arenden/{ticket.number}/"
    assert all(words in plain(page(at.orderer(), address)) for words in promises)
    step(ticket, "review_reject", at.reviewer(), **at.REJECTING)
    assert not any(words in plain(page(at.orderer(), address)) for words in promises)


def test_the_order_that_became_a_change_leads_its_drafter_to_the_draft_and_shows_it_to_nobody_else():
    ticket = step(at.reviewed(), "sign_convert", at.reviewer(), reason="Delad konfiguration.")
    ticket = step(ticket, "sign_convert", at.change_manager(), reason="Jag tar den.")
    draft = Link.all_objects.get(other=ticket).ticket_id
    address, there = f"/arenden/{ticket.number}/", f"/arenden/ny/andring/?draft={draft}"
    said = page(at.change_manager(), address)
    assert there in said and "Utkast är en följd av det här ärendet" in plain(said)
    assert there in page(at.change_manager(), "/")
    assert ticket.title in page(at.change_manager(), there)
    for who in (at.orderer(), at.reviewer()):
        said = page(who, address)
        assert there not in said and "gjorde ett utkast till ändring av den. Beställningen är avslutad." in plain(said)
    read = browser(at.change_manager()).get(f"/api/v1/tickets/{ticket.number}")
    assert (read.status_code, read.json()["links"]) == (200, []), "what has no number is no case for programs"


def test_a_returned_order_says_whom_it_waits_for():
    ticket = step(at.reviewed(), "return", at.reviewer(), question="Vilken enhet?")
    said = plain(page(at.orderer(), f"/arenden/{ticket.number}/"))
    assert "Har skickats tillbaka med en fråga och väntar på beställaren" in said


def test_whoever_ordered_reads_who_can_approve_and_when_it_lapses():
    at.in_group("godkannare", "region-kliniker", limit=Decimal(2000))
    at.in_group("godkannare", parties.DESK_ROLE)
    large, ticket = at.approver(), at.placed(at.PRICED)
    said = plain(page(at.orderer(), f"/arenden/{ticket.number}/"))
    day = date_format(localtime(at.row_of(ticket).expires_at))
    assert f"Den kan godkännas av {large.user}. Den förfaller den {day} om ingen har svarat." in said


def test_where_nobody_can_approve_the_page_says_whom_to_turn_to():
    said = plain(page(at.orderer(), f"/arenden/{at.placed(at.PRICED).number}/"))
    assert "Ingen i Region Dalarna kan godkänna den. Vänd dig till den som tilldelar roller där." in said


def test_where_the_limit_is_too_low_only_those_are_named_whose_limit_reaches():
    """Neither herself nor whoever ordered it, who is an approver, too."""
    at.in_group("godkannare", parties.DESK_ROLE)
    small, large = at.in_group("godkannare", "region-kliniker", limit=Decimal(2000)), at.approver()
    ticket = at.placed(at.PRICED)
    for address in ("", "varfor/"):
        said = plain(page(small, f"/arenden/{ticket.number}/{address}"))
        step = said.split("är över din gräns", 1)[1].split("steg som inte går nu")[0].split("Återkalla")[0]
        assert f"Den kan godkännas av {large.user}." in step
        assert "Det kan göras av" not in step and str(at.orderer().user) not in step, step


def test_an_order_that_was_ordered_again_leads_to_the_one_before_for_those_who_read_that():
    old = step(at.placed(), "cancel", at.orderer(), reason="Fel enhet.")
    again = at.placed(copied_from=old.number)
    link = f'href="/arenden/{old.number}/"'
    assert link in page(at.approver(), f"/arenden/{again.number}/")
    expert = actor("region-objektspecialist-utbildning", parties.NEIGHBOUR)
    shared = {"share_level": "view_ticket", "reason": "Expert", "to_person": expert.user.email}
    step(again, "share", parties.object_leader(), **shared)
    assert old.number not in page(expert, f"/arenden/{again.number}/")


def test_what_lapsed_does_not_look_like_what_was_done():
    ticket = at.placed()
    due.fire(now=at.row_of(ticket).expires_at + timedelta(minutes=1))
    said = page(at.orderer(), f"/arenden/{ticket.number}/")
    assert "Förfallen" in said and 'href="#i-st-closed"' not in said.split("<main", 1)[1].split("Vad som har hänt")[0]


@pytest.mark.parametrize("name", ["approve", "reject"])
def test_the_page_of_an_answer_shows_what_is_answered(name):
    """It is opened from Start as well, past the page of the order."""
    said = plain(page(at.approver(), f"/arenden/{at.placed(at.PRICED).number}/steg/{name}/"))
    for words in ("Etikettskrivare", "2 400 kr utan moms", "41230", at.FOR, "F12-204"):
        assert words in said, words


def test_a_hand_over_to_accept_and_a_delivery_to_accept_are_told_apart_on_the_page():
    """Both steps are called accept; each form opens where its own button stands."""
    ticket = step(at.reviewed(at.PRICED), "review_to_fulfilment", at.reviewer(), fulfiller="vendor", in_contract="yes")
    found = re.findall(r'id="(step-[a-z_-]+)"', page(parties.vendor(), f"/arenden/{ticket.number}/"))
    assert "step-handoff-accept" in found and sorted(found) == sorted(set(found))


def test_whoever_carries_orders_out_finds_on_start_what_nobody_has_and_what_is_complained_of():
    ticket = at.fulfilled_by_support()
    assert "Effektuera beställning" in plain(page(parties.support(), "/"))
    ticket = step(ticket, "deliver", parties.support(), delivery_note="Klart.")
    assert ticket.number not in page(parties.support(), "/")
    step(ticket, "complain", at.orderer(), **at.COMPLAINT)
    assert "Reklamerad beställning" in plain(page(parties.support(), "/"))
    assert ticket.number not in page(parties.vendor(), "/") and ticket.number not in page(at.approver(), "/")


def test_the_vendor_reports_from_start_what_it_has_done():
    ticket = at.at_vendor()
    said = page(parties.vendor(), "/")
    assert f"/arenden/{ticket.number}/steg/report_solution/" in said and "steg/deliver/" not in said
