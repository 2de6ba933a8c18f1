"""Quotes on the pages: the panel, the form with shares in per cent, and who is reminded of one on Start."""

import pytest

from tests import parties
from tests.cases import fresh, step
from tests.notices import told
from tests.processes.service_request import places as at
from tests.processes.service_request.quoting import places
from tests.web.tickets.door import Visitor, words
from tickets.models import Handoff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]
PANEL = "Offert och kostnad"


def seen(who, ticket) -> str:
    return Visitor(who.user).text(f"/arenden/{ticket.number}/")


def test_the_panel_shows_the_latest_version_first_and_the_earlier_ones_folded():
    ticket = step(places.above(), "quote", at.quoter(), **places.quote("110 000"))
    page = seen(at.reviewer(), ticket)
    assert PANEL in page and "110 000 kr" in page and "Version 1: 125 000,50 kr, av Cambio" in page
    assert "ersatt av en senare" in page and "Vad varje nyckel skulle ge" in page
    assert "Regionens objektledare: har inte godkänt än" in page


def test_the_panel_shows_what_each_region_pays_with_the_figures_behind_it():
    ticket = step(places.above(), "allocate", at.reviewer(), allocation_key="population")
    page = seen(places.controller(), ticket)
    assert "Efter invånare" in page and "SCB" in page and "100,00 %" in page and "125 000,50 kr" in page


def test_the_vendor_sees_its_own_quote_and_not_who_pays():
    ticket = places.accepted()
    page = seen(at.quoter(), ticket)
    assert PANEL in page and "40 000 kr" in page and "INK-2026-0412" in page
    assert "Vad varje region betalar" not in page and "Den beställande regionen" not in page
    assert "Vad varje region betalar" in seen(at.approver(), ticket)


def test_an_order_without_a_quote_has_no_panel():
    assert PANEL not in seen(at.reviewer(), at.reviewed())


def test_the_form_proposes_the_ordering_region_and_accepts_in_one_go():
    ticket, visitor = places.quoted(), Visitor(at.approver().user)
    form = visitor.see(f"/arenden/{ticket.number}/steg/sign_quote/").content.decode()
    assert form.count("data-share>") == 9 and 'value="orderer" checked' in form
    answer = visitor.take(ticket, "sign_quote", purchase_reference="INK-1", allocation_key="orderer")
    assert answer.status_code == 303 and fresh(ticket.pk).state == "fulfilment"


def test_shares_that_are_not_the_whole_are_refused_and_stay_in_the_form():
    ticket, visitor = places.above(), Visitor(at.reviewer().user)
    shares = {"allocation_shares-dalarna": "60", "allocation_shares-halland": "39,98"}
    answer = visitor.take(ticket, "allocate", allocation_key="custom", **shares)
    assert answer.status_code == 422 and "Det saknas 0,02 % till 100,00 %." in words(answer)
    assert 'value="39,98"' in answer.content.decode()
    shares["allocation_shares-halland"] = "40"
    assert visitor.take(ticket, "allocate", allocation_key="custom", **shares).status_code == 303
    again = visitor.see(f"/arenden/{ticket.number}/steg/allocate/").content.decode()
    assert 'value="60,00"' in again and 'value="custom" checked' in again


PEOPLE = {
    "approver": at.approver,
    "region_manager": places.region_manager,
    "controller": places.controller,
    "manager": places.manager,
    "orderer": at.orderer,
    "reviewer": at.reviewer,
    "neighbour": lambda: places.region_manager(parties.NEIGHBOUR),
}


@pytest.mark.parametrize(
    ("make", "waits_for"),
    [
        (places.quoted, {"approver"}),
        (places.above, {"region_manager", "controller"}),
        (places.joint, {"manager", "controller"}),
        (lambda: step(places.joint(), "sign_quote", places.manager(), **places.REFERENCE), {"controller"}),
        (lambda: step(places.above(), "sign_quote", places.controller(), **places.ALONE), {"region_manager"}),
        (places.accepted, set()),
    ],
    ids=["within a limit", "above", "joint", "half signed", "half signed above", "accepted"],
)
def test_start_shows_a_quote_to_those_whose_yes_it_takes(make, waits_for):
    ticket = make()
    found = {name for name, who in PEOPLE.items() if "En offert väntar på ditt godkännande" in _row(who(), ticket)}
    assert found == waits_for


def _row(who, ticket) -> str:
    page = Visitor(who.user).text("/")
    place = page.find(ticket.number)
    return page[max(0, place - 200) : place + 200] if place >= 0 else ""


def test_start_shows_the_vendor_what_it_is_asked_to_quote():
    ticket = at.quoted_at_vendor()
    assert "En offert har begärts" in Visitor(at.quoter().user).text("/")
    assert "En offert har begärts" not in Visitor(at.reviewer().user).text("/")
    step(ticket, "quote", at.quoter(), **places.quote())
    assert "En offert har begärts" not in Visitor(at.quoter().user).text("/")


def test_the_timeline_says_what_was_quoted_and_divided():
    ticket = step(places.above(), "allocate", at.reviewer(), allocation_key="equal")
    page = seen(at.reviewer(), ticket)
    assert "lämnade en offert." in page and "fördelade kostnaden." in page


def test_whoever_asked_for_the_quote_is_told_that_it_has_come():
    ticket = at.quoted_at_vendor()
    told.open_all()
    step(ticket, "quote", at.quoter(), **places.quote())
    told.open_all()
    assert told.notices_of(at.reviewer(), ticket=ticket, event__step="quote")


@pytest.mark.parametrize("name", ["sign_quote", "decline_quote"])
def test_the_page_of_a_yes_shows_the_price_and_what_each_region_pays(name):
    ticket = places.joint()
    page = Visitor(places.controller().user).text(f"/arenden/{ticket.number}/steg/{name}/")
    for said in (PANEL, "125 000,50 kr", "11,11 %", "En skrivare, ansluten och provad på plats."):
        assert said in page, said


def test_the_page_where_the_cost_is_divided_shows_what_each_key_would_give():
    page = Visitor(at.reviewer().user).text(f"/arenden/{places.above().number}/steg/allocate/")
    assert "Vad varje nyckel skulle ge" in page and "11,11 %" in page


def test_the_hand_over_of_an_accepted_quote_is_not_for_a_wrong_level():
    (row,) = Handoff.objects.unscoped("test").filter(ticket_id=places.accepted().pk, state="proposed")
    assert row.reason == "kompetens"


def test_once_there_is_a_quote_the_price_of_the_catalogue_is_called_that():
    assert "Katalogens pris. Offerten säger vad det kostar." in seen(at.reviewer(), places.above())
    assert "Katalogens pris" not in seen(at.reviewer(), at.quoted_at_vendor())
