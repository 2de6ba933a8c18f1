"""Sending a case on to the vendor: what may be a personal number is shown, and its sender states that it is none."""

import re

import pytest

from tests import cases, parties
from tests.cases import fresh
from tests.tickets.test_personal_numbers import POSSIBLE, STATED
from tests.web.tickets.door import visitor, words

pytestmark = pytest.mark.django_db
ASKED = "Det här kan innehålla ett person- eller reservnummer."
SUPPORT = ("sussa-supportspecialist", parties.SUPPORT_ORG)


def test_the_page_shows_where_and_asks_for_the_statement_from_the_start():
    ticket = cases.at_support(symptom=f"{'Början. ' * 20} Gäller order {POSSIBLE}.", **STATED)
    answer = visitor(*SUPPORT).client.get(f"/arenden/{ticket.number}/steg/escalate_vendor/")
    assert ASKED in words(answer)
    assert re.search(rf"Symptom: … .{{20,80}}Gäller order {POSSIBLE}\.", words(answer))
    assert 'name="not_personal_data_reason"' in answer.content.decode()


def test_it_is_sent_when_the_sender_has_stated_what_it_is_and_nothing_written_is_lost_before():
    ticket = cases.at_support(symptom=f"Gäller order {POSSIBLE}.", **STATED)
    support = visitor(*SUPPORT)
    answer = support.take(ticket, "escalate_vendor", **cases.TO_VENDOR)
    assert (answer.status_code, cases.TO_VENDOR["wanted_outcome"] in words(answer)) == (422, True)
    (said,) = re.findall(r"Det som Cambio Healthcare Systems AB får läsa .*? skriv vad det är\.", words(answer))
    assert ("Symptom" in said, POSSIBLE in said) == (True, False)
    stated = {"not_personal_data": "on", "not_personal_data_reason": "Ett ordernummer."}
    assert support.take(ticket, "escalate_vendor", **cases.TO_VENDOR, **stated).status_code == 303
    assert fresh(ticket.pk).vendor is not None


def test_nothing_is_asked_where_nothing_looks_like_a_number():
    ticket = cases.at_support()
    answer = visitor(*SUPPORT).client.get(f"/arenden/{ticket.number}/steg/escalate_vendor/")
    assert ASKED not in words(answer)
    assert "not_personal_data" not in answer.content.decode()
