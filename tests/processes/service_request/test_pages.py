"""What orders add to the shared pages: what forms propose, steps that are shown in turn, whose signature waits."""

import re

import pytest
from django.test import Client

from tests import parties
from tests.cases import step
from tests.processes.service_request import places as at

pytestmark = pytest.mark.django_db
SIGN = "Skriv under på att den görs om till ändring"


def page(who, address: str) -> str:
    visitor = Client()
    visitor.force_login(who.user)
    answer = visitor.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


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


def test_a_returned_order_says_whom_it_waits_for():
    ticket = step(at.reviewed(), "return", at.reviewer(), question="Vilken enhet?")
    said = plain(page(at.orderer(), f"/arenden/{ticket.number}/"))
    assert "Har skickats tillbaka med en fråga och väntar på beställaren" in said
