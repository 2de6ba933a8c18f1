"""What a call costs the database: the budgets, and that thirty rows cost what one costs."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from tests import query_counts
from tests.api.calling import program, region, vendor
from tests.cases import INCIDENT, SOLUTION, TO_VENDOR, at_support, at_vendor, incident, prioritised, team

pytestmark = pytest.mark.django_db


def fields() -> dict:
    return INCIDENT | {"started_at": (timezone.now() - timedelta(hours=1)).isoformat()}


def test_registering_costs_at_most_fourteen():
    desk = region()
    desk.register("incident", fields())  # warms the directory
    made = query_counts.check("api: register incident", lambda: desk.register("incident", fields()), at_most=14)
    assert made.status_code == 201


def test_a_step_costs_at_most_twelve():
    desk = region()
    number = prioritised().number
    version = desk.get(f"tickets/{number}").json()["version"]
    body = {"fields": {"team": team("dalarna").slug, "category_open": "programfel"}}
    call = partial(desk.post, f"tickets/{number}/steps/assign", body, version=version)
    assert query_counts.check("api: assign", call, at_most=12).status_code == 200
    call = partial(desk.post, f"tickets/{number}/steps/take", version=version + 1)
    assert query_counts.check("api: take", call, at_most=12).status_code == 200


def test_the_steps_that_move_most_cost_at_most_their_own_number():
    """A hand-over with its answer and a solution for every leg write several rows; the number stays what it is.

    Sending to the vendor reads, beyond the twelve of any step, every word that the vendor will read (law.md 3.2).
    """
    desk, sussa, cambio = region(), program("sussa-supportspecialist", "sussa-vardstod"), vendor()
    ticket = at_support()
    for caller, name, said in (
        (sussa, "escalate_vendor", TO_VENDOR),
        (cambio, "accept", {"team": team("cambio").slug}),
        (cambio, "assign", {"team": team("cambio").slug, "category_open": "programfel"}),
        (cambio, "take", {}),
        (cambio, "report_solution", {"solution": "Rättad", "handoff_letter": "Klart"}),
        (sussa, "accept", {"team": team("sussa-vardstod").slug}),
        (sussa, "assign", {"team": team("sussa-vardstod").slug, "category_open": "programfel", "assignee": "me"}),
        (sussa, "take", {}),
        (sussa, "resolve", SOLUTION),
        (desk, "region_confirm", {}),
    ):
        path, version = _address(caller, ticket.number, name)
        call = partial(caller.post, path, {"fields": said}, version=version)
        organisation = caller.get("me").json()["hats"][0]["organisation"]
        most = 13 if name == "escalate_vendor" else 12
        assert query_counts.check(f"api: {organisation} {name}", call, at_most=most).status_code == 200


def _address(caller, number: str, name: str) -> tuple[str, int]:
    """Where a step is taken and which version it wants: on the ticket, its hand-off or its leg."""
    listed = caller.get(f"tickets/{number}/steps").json()
    if name == "accept":
        return f"tickets/{number}/handoffs/{listed['handoffs'][0]['id']}/steps/accept", listed["handoffs"][0]["version"]
    if name == "region_confirm":
        return f"tickets/{number}/legs/dalarna/steps/region_confirm", listed["legs"][0]["version"]
    return f"tickets/{number}/steps/{name}", listed["version"]


def test_reading_a_ticket_costs_at_most_six():
    number = at_vendor().number
    for reader in (region(), vendor()):
        reader.get("codes")
        found = query_counts.check("api: read ticket", lambda who=reader: who.get(f"tickets/{number}"), at_most=6)
        assert found.status_code == 200


def test_the_list_costs_at_most_six_with_one_row_and_with_thirty():
    desk = region()
    for more in (1, 29):
        for _number in range(more):
            incident()
        found = query_counts.check("api: list", lambda: desk.get("tickets", count="true"), at_most=6)
        assert len(found.json()["results"]) in (1, 30)


def test_notes_events_files_and_hand_offs_cost_the_same_for_one_and_for_many():
    ticket = at_vendor()
    desk, cambio = region(), program("cambio-service-desk", "cambio")
    for more in (1, 9):
        for number in range(more):
            body = {"text": f"Anteckning {number}", "audience": "all"}
            assert cambio.post(f"tickets/{ticket.number}/notes", body).status_code == 201
        for what in ("notes", "events", "attachments", "handoffs"):
            found = query_counts.check(f"api: {what}", lambda what=what: desk.get(f"tickets/{ticket.number}/{what}"))
            assert found.status_code == 200
    body = {"text": "Sista", "audience": "all"}
    made = query_counts.check("api: write note", lambda: desk.post(f"tickets/{ticket.number}/notes", body), at_most=12)
    assert made.status_code == 201
    assert query_counts.check("api: steps", lambda: desk.get(f"tickets/{ticket.number}/steps")).status_code == 200
