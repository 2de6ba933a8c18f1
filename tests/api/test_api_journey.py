"""The main road over REST: the vendor takes a hand-off, works, reports a solution; the support organisation goes on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api.calling import region, support, vendor
from tests.cases import INCIDENT, SOLUTION, TO_SUPPORT, TO_VENDOR, team
from tickets.models import Event

pytestmark = pytest.mark.django_db


def test_an_incident_travels_to_the_vendor_and_back_over_the_api():
    desk, sussa, cambio = region(), support(), vendor()
    fields = INCIDENT | {"started_at": (timezone.now() - timedelta(hours=1)).isoformat()}
    made = desk.register("incident", fields)
    assert made.status_code == 201, made.json()
    number = made.json()["number"]
    assert made.headers["Location"] == f"/api/v1/tickets/{number}"
    done = [desk.step(number, "triage"), desk.step(number, "prioritise", impact=3, urgency=2)]
    done += [desk.step(number, "escalate_tier", **TO_SUPPORT)]
    assert cambio.get(f"tickets/{number}").status_code == 404
    done += [accept(sussa, number, "sussa-vardstod")]
    done += [sussa.step(number, "escalate_vendor", **TO_VENDOR)]
    done += [accept(cambio, number, "cambio")]
    done += [cambio.step(number, "assign", team=team("cambio").slug, category_open="programfel")]
    done += [cambio.step(number, "take")]
    done += [cambio.post(f"tickets/{number}/notes", {"text": "Vi ser felet.", "audience": "all"})]
    done += [cambio.step(number, "link_vendor_reference", vendor_reference="CAM-77")]
    done += [cambio.step(number, "set_planned_dates", expected_at="2027-01-15T08:00:00+01:00", planned_version="4.2.1")]
    done += [cambio.step(number, "report_solution", solution="Rättad i 4.2.1.", handoff_letter="Prövad i test.")]
    done += [accept(sussa, number, "sussa-vardstod")]
    done += [sussa.step(number, "assign", team=team("sussa-vardstod").slug, category_open="programfel", assignee="me")]
    done += [sussa.step(number, "take"), sussa.step(number, "resolve", **SOLUTION)]
    legs = desk.get(f"tickets/{number}/steps").json()["legs"]
    done += [desk.post(f"tickets/{number}/legs/dalarna/steps/region_confirm", version=legs[0]["version"])]
    done += [desk.step(number, "close")]
    assert [answer.json() for answer in done if answer.status_code not in (200, 201)] == []
    assert done[-1].json()["ticket"]["state"] == "closed"
    acted = Event.objects.unscoped("test").filter(organisation__slug="cambio", acting_person__isnull=False)
    assert {one.acting_person.email for one in acted} == {"vera.holm@vendor.example"}
    assert {one.via for one in acted} == {"api"}


def accept(program, number: str, organisation: str):
    """Accept the open hand-off as the steps list shows it."""
    waiting = program.get(f"tickets/{number}/steps").json()["handoffs"][0]
    body = {"fields": {"team": team(organisation).slug}}
    return program.post(f"tickets/{number}/handoffs/{waiting['id']}/steps/accept", body, version=waiting["version"])
