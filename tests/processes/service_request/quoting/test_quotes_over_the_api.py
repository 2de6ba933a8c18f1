"""The quotes of an order as programs read them: each as it was given, and what each region bears of it."""

import pytest

from tests import parties, query_counts
from tests.api import calling
from tests.processes.service_request import places as at
from tests.processes.service_request.quoting import places
from tickets.processes.service_request.quoting.details import Quote

pytestmark = pytest.mark.django_db


def quotes(program, ticket) -> list[dict]:
    answer = program.get(f"tickets/{ticket.number}/quotes")
    assert answer.status_code == 200
    return answer.json()["results"]


def support():
    return calling.program(parties.SUPPORT_ROLE, parties.SUPPORT_ORG)


def test_a_quote_is_read_with_its_words_and_its_division():
    ticket = places.accepted()
    row = Quote.objects.unscoped("test").get(ticket_id=ticket.pk)
    (found,) = quotes(support(), ticket)
    division = found.pop("division")
    assert found == {
        "number": 1,
        "status": "accepted",
        "price": "40000.00",
        "currency": "SEK",
        "lead_days": 15,
        "valid_until": row.valid_until.isoformat(),
        "text": "En skrivare, ansluten och provad på plats.",
        "given_by": parties.VENDOR_ORG,
        "received_outside": False,
        "at": found["at"],
    }
    assert division.pop("accepted_at")
    assert division == {
        "key": "orderer",
        "shares": [{"region": parties.REGION, "per_cent": "100.00", "amount": "40000.00"}],
    }


def test_a_later_quote_replaces_the_first_and_an_order_that_ended_has_none_open():
    ticket = places.step(places.quoted(), "quote", at.quoter(), **places.quote("38 000"))
    found = quotes(support(), ticket)
    assert [(one["number"], one["status"], one["price"]) for one in found] == [
        (2, "open", "38000.00"),
        (1, "replaced", "40000.00"),
    ]
    ticket = places.step(ticket, "decline_quote", at.approver(), **places.DECLINING)
    assert [one["status"] for one in quotes(support(), ticket)] == ["ended", "replaced"]


def test_the_vendor_reads_its_own_quote_and_no_division_and_another_region_nothing():
    ticket = places.joint()
    (found,) = quotes(calling.vendor(), ticket)
    assert (found["price"], found["division"]) == ("125000.50", None)
    (found,) = quotes(support(), ticket)
    assert len(found["division"]["shares"]) == 9
    assert found["division"]["accepted_at"] is None
    neighbour = calling.program(parties.DESK_ROLE, parties.NEIGHBOUR)
    assert neighbour.get(f"tickets/{ticket.number}/quotes").status_code == 404
    own = calling.program(parties.DESK_ROLE, parties.REGION)
    assert quotes(own, ticket)[0]["price"] == "125000.50"


def test_an_order_without_quotes_has_none_and_another_case_is_no_order():
    from tests.cases import at_support

    assert quotes(support(), at.reviewed()) == []
    assert support().get(f"tickets/{at_support().number}/quotes").status_code == 404


def test_reading_them_costs_at_most_six():
    ticket, program = places.joint(), support()
    program.get("codes")
    answer = query_counts.check("api: quotes of an order", lambda: quotes(program, ticket), at_most=6)
    assert len(answer) == 1
