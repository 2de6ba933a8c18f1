"""The rows of an order, and the register of templates, as programs read them."""

import pytest

from tests import parties
from tests.api import calling
from tests.processes.service_request import places as at
from tests.processes.service_request.bulk import places as bulk

pytestmark = pytest.mark.django_db


def test_rows_are_read_by_state_in_pages_and_settled_by_a_step():
    ticket = bulk.settled(bulk.in_fulfilment(3), "2", "failed", row_reason="not_found")
    program = calling.program(parties.SUPPORT_ROLE, parties.SUPPORT_ORG)
    found = program.get(f"tickets/{ticket.number}/rows", page_size=2).json()
    assert (found["total"], found["delivered"], found["failed"], found["hidden"]) == (3, 0, 1, False)
    assert found["results"][0] == {"row": 1, "state": "pending", "reason": None, "answers": bulk.row(1)}
    assert found["next"]
    failed = program.get(f"tickets/{ticket.number}/rows", state="failed").json()
    assert [(one["row"], one["reason"]) for one in failed["results"]] == [(2, "not_found")]
    results = [{"row": 1, "result": "delivered"}, {"row": 3, "result": "delivered"}]
    assert program.step(ticket.number, "settle_rows", bulk_results=results).status_code == 200
    assert program.get(f"tickets/{ticket.number}/rows").json()["delivered"] == 2


def test_a_program_is_told_every_broken_row():
    program = calling.program(parties.SUPPORT_ROLE, parties.SUPPORT_ORG)
    ticket = bulk.in_fulfilment(2)
    refused = program.step(ticket.number, "settle_rows", bulk_results=[{"row": "x", "result": "y"}])
    assert refused.status_code == 422
    assert {one["field"] for one in refused.json()["errors"]} == {"bulk_results.1.row", "bulk_results.1.result"}


def test_a_row_state_that_is_none_is_refused_and_an_order_without_rows_has_none():
    program = calling.program(parties.SUPPORT_ROLE, parties.SUPPORT_ORG)
    assert program.get(f"tickets/{bulk.placed(1).number}/rows", state="lost").status_code == 422
    assert program.get(f"tickets/{at.placed().number}/rows").status_code == 404


def test_the_register_is_read_by_the_customers_side_and_empty_for_the_vendor():
    program = calling.program(parties.DESK_ROLE, parties.NEIGHBOUR)
    found = program.get("templates", kind="record", q="omvårdnad").json()
    assert [one["template"] for one in found["results"]] == ["jm-omvardnadsanamnes"]
    assert found["results"][0]["forum"] == "sussa-region-halsoinformatik"
    assert calling.vendor().get("templates").json()["total"] == 0
