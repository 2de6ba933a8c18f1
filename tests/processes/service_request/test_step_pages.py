"""The forms of an order's steps: what is decided stands above them, the likely step comes first, names are unique."""

import re

import pytest

from tests import parties
from tests.cases import step
from tests.people import actor
from tests.processes.service_request import places as at
from tests.processes.service_request.bulk import places as bulk
from tests.processes.service_request.experts import places as experts
from tests.processes.service_request.quoting import places as quoting
from tests.web.tickets.door import Visitor, words
from tickets.models import Handoff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]
NOTE = "Behörigheten är på plats."


def html(who, path: str) -> str:
    answer = Visitor(who.user).see(path)
    assert answer.status_code == 200
    return answer.content.decode()


def steps_on(page: str) -> list[str]:
    return re.findall(r'id="step-([a-z_-]+)"', page)


# --- Names ---


def test_a_hand_over_to_return_and_an_order_to_return_have_names_of_their_own():
    """The support organisation assesses, and has been offered the case."""
    ticket = at.reviewed()
    ticket = step(ticket, "hand_back", at.reviewer(), handoff_reason="annat", reason="Er fråga.",
                  handoff_letter="Känt: allt. Prövat: allt. Önskat: svar.", audience_reviewed=True)  # fmt: skip
    both = actor("region-tjansteforfragningsansvarig", parties.REGION)
    page = html(both, f"/arenden/{ticket.number}/")
    assert "handoff-return" in steps_on(page) and "handoff-accept" in steps_on(page)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))
    waiting = Handoff.objects.unscoped("test").get(ticket=ticket, state="proposed")
    form = html(both, f"/arenden/{ticket.number}/overlamning/{waiting.pk}/return/")
    assert 'id="id_handoff-return_reason"' in form


# --- The likely step comes first ---


def first_step(who, ticket) -> str:
    return steps_on(html(who, f"/arenden/{ticket.number}/"))[0]


def test_what_needs_no_experts_is_carried_out_or_quoted_first():
    assert first_step(at.reviewer(), at.reviewed()) == "review_to_fulfilment"


def test_what_lies_outside_the_contract_is_quoted_first(monkeypatch):
    ticket = at.reviewed()
    monkeypatch.setattr(ticket.ordered(), "in_contract", False)
    from tickets.processes.service_request import likely

    assert likely.first(ticket)[0] == "review_to_quote"


def test_what_experts_judge_goes_to_them_first_until_they_have_decided():
    assert first_step(at.reviewer(), experts.reviewed()) == "review_to_expert"
    ticket, _decision = experts.decided(experts.with_experts(), "expert_to_quote", **experts.QUOTED)
    ticket = step(ticket, "quote_returned", at.reviewer(), reason="Ingen offert kom.")
    assert first_step(at.reviewer(), ticket) == "review_to_fulfilment"


def test_start_shows_the_vendor_the_quote_to_give_before_the_hand_over_to_accept():
    ticket = step(at.reviewed(at.PRICED), "review_to_quote", at.reviewer(), **at.QUOTING)
    page = html(at.quoter(), "/")
    place = page.find(ticket.number)
    row = page[max(0, place - 1500) : place + 1500]
    assert f"/arenden/{ticket.number}/steg/quote/" in row and "overlamning" not in row


# --- What is decided stands above the form ---


@pytest.mark.parametrize("name", ["accept", "complain"])
def test_the_page_of_an_acceptance_shows_what_was_delivered_when_and_by_whom(name):
    ticket = at.delivered()
    said = words(Visitor(at.orderer().user).see(f"/arenden/{ticket.number}/steg/{name}/"))
    for expected in (NOTE, str(parties.support().user), "Sussa", "Ändrad behörighet"):
        assert expected in said, expected


@pytest.mark.parametrize("name", ["accept", "complain"])
def test_the_page_of_an_acceptance_says_how_many_rows_were_delivered_and_which_failed(name):
    ticket = bulk.settled(bulk.in_fulfilment(3), "1-2")
    ticket = bulk.settled(ticket, "3", "failed", row_reason="not_found")
    ticket = step(ticket, "deliver", parties.support(), delivery_note="Två av tre.")
    said = words(Visitor(at.orderer().user).see(f"/arenden/{ticket.number}/steg/{name}/"))
    for expected in (
        "Två av tre.",
        "Det som raden avser hittades inte",
        "Levererade rader 1-2",
        "Rader som misslyckades 3",
    ):
        assert expected in said, expected


def test_the_order_itself_says_what_was_delivered_last():
    ticket = step(at.delivered(), "complain", at.orderer(), **at.COMPLAINT)
    ticket = step(ticket, "deliver", parties.support(), delivery_note="Nu på rätt enhet.")
    panel = html(at.orderer(), f"/arenden/{ticket.number}/").split('id="leverans"', 1)[1].split("</section>", 1)[0]
    assert "Nu på rätt enhet." in panel and NOTE not in panel


def test_the_page_of_a_yes_to_a_quote_shows_all_that_is_accepted():
    ticket = quoting.quoted()
    said = words(Visitor(at.approver().user).see(f"/arenden/{ticket.number}/steg/sign_quote/"))
    for expected in ("40 000 kr", "15 arbetsdagar", "En skrivare, ansluten och provad", "Etikettskrivare", "F12-204"):
        assert expected in said.replace("\xa0", " "), expected


def test_whoever_approves_reads_her_limit_beside_the_price():
    ticket = at.placed(at.PRICED)
    said = words(Visitor(at.approver().user).see(f"/arenden/{ticket.number}/steg/approve/")).replace("\xa0", " ")
    assert "Du godkänner upp till 50 000 kr." in said
    free = at.in_group("godkannare", "region-kliniker")
    assert "Du godkänner utan beloppsgräns." in words(Visitor(free.user).see(f"/arenden/{ticket.number}/steg/approve/"))
