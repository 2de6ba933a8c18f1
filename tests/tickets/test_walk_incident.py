"""The main road: a region's incident goes to the support organisation, to the vendor, and back."""

import pytest

from tests.cases import SOLUTION, answer, at_vendor, fresh, step, team
from tests.people import actor
from tickets.models import Event, LedgerRow, RegionLeg

pytestmark = pytest.mark.django_db


def test_an_incident_travels_to_the_vendor_and_back_and_is_confirmed():
    ticket = at_vendor()
    desk, support = (
        actor("region-objektspecialist-support", "dalarna"),
        actor("sussa-supportspecialist", "sussa-vardstod"),
    )
    vendor = actor("cambio-service-desk", "cambio")
    ticket = step(ticket, "assign", vendor, team=team("cambio").slug, category_open="programfel")
    ticket = step(ticket, "take", vendor)
    ticket = step(ticket, "report_solution", vendor, solution="Rättad", handoff_letter="Klart")
    ticket = answer(ticket, "accept", support, team=team("sussa-vardstod").slug)
    ticket = step(
        ticket, "assign", support, team=team("sussa-vardstod").slug, category_open="programfel", assignee="me"
    )
    ticket = step(ticket, "take", support)
    ticket = step(ticket, "resolve", support, **SOLUTION)
    leg = RegionLeg.objects.unscoped("test").get(ticket=ticket)
    assert leg.state == "resolved"
    from engine.perform import perform

    perform(RegionLeg, leg.pk, "region_confirm", actor=desk, via="test")
    ticket = step(ticket, "close", desk)
    assert ticket.state == "closed"
    rows = LedgerRow.objects.unscoped("test").filter(ticket=ticket).order_by("span")
    holders = [row.organisation.slug for row in rows]
    assert holders == ["dalarna", "sussa-vardstod", "cambio", "sussa-vardstod"]
    assert rows[0].span.lower == ticket.registered_at
    assert list(rows)[-1].span.upper == ticket.closed_at
    steps = list(Event.objects.unscoped("test").filter(ticket=ticket).values_list("step", flat=True))
    assert steps[:3] == ["open", "register", "create"]
    assert fresh(ticket.pk).event_seq == len(steps)
