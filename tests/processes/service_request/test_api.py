"""Orders over REST: answers go in and come out as an object, and each call costs what any case's does."""

from datetime import date

import pytest

from regions import directory
from roles.models import GroupMembership
from tests import parties, query_counts
from tests.api import calling
from tests.processes.service_request import places as at

pytestmark = pytest.mark.django_db


def ordering_program() -> calling.Program:
    """A system of the region that orders for it."""
    user, _assignment = calling.service_account(parties.DESK_ROLE, parties.REGION)
    place = directory.by_slug(parties.REGION)
    GroupMembership.objects.create(
        user=user, organisation=place, group="bestallare", valid_from=date(2026, 1, 1), given_by=None
    )
    return calling.region()


def test_an_order_is_placed_with_an_object_of_answers_at_the_usual_cost():
    caller, fields = ordering_program(), at.ordering()
    caller.register("service-request", fields)  # warms what is kept
    made = query_counts.check("api: register order", lambda: caller.register("service-request", fields), at_most=14)
    assert made.status_code == 201, made.json()
    assert made.json()["state"] == "regional_approval"
    wrong = caller.register("service-request", fields | {"answers": {"kind": "burn"}})
    assert wrong.status_code == 422
    assert {field for field, _code in calling.codes(wrong)} >= {"answers.kind", "answers.what", "answers.hsa_id"}


def test_an_order_is_read_with_its_answers_as_an_object():
    ticket = at.placed(at.PRICED)
    said = calling.region().get(f"tickets/{ticket.number}").json()
    assert said["facts"]["answers"] == at.ANSWERS[at.PRICED]
    assert said["facts"]["version"].startswith(f"{at.PRICED}:")
    assert (said["facts"]["cost_centre"], said["facts"]["amount"]) == ("41230", 2400.0)
    assert said["texts"]["ordered_for"]["text"] == at.FOR


def test_the_vendor_reads_neither_cost_centre_nor_amount():
    said = calling.vendor().get(f"tickets/{at.at_vendor().number}").json()["facts"]
    assert said["answers"] == at.ANSWERS[at.PRICED]
    assert not said.keys() & {"cost_centre", "amount", "approved_by", "approved_by_rule"}


def test_reading_an_order_costs_at_most_six():
    number = at.fulfilled_by_support().number
    reader = calling.region()
    reader.get("codes")
    found = query_counts.check("api: read order", lambda: reader.get(f"tickets/{number}"), at_most=6)
    assert found.status_code == 200
