"""The main road in the browser: a region's incident goes to the support organisation, to the vendor, and back."""

import pytest

from tests.cases import SOLUTION, TO_SUPPORT, TO_VENDOR, fresh, prioritised, team
from tests.web.tickets.door import leg_of, offer_of, visitor, words
from tickets.models import LedgerRow

pytestmark = pytest.mark.django_db


def done(response, ticket):
    """The step was taken: back to the ticket. Gives it as it is now."""
    assert response.status_code == 303, words(response)[:1500]
    assert response.url == f"/arenden/{ticket.number}/"
    return fresh(ticket.pk)


def accepted(who, ticket, **data):
    return done(who.take(offer_of(ticket), "accept", **data), ticket)


def test_an_incident_goes_from_a_region_to_the_vendor_and_back_and_is_closed_all_by_forms():
    desk = visitor("region-objektspecialist-support", "dalarna")
    support = visitor("sussa-supportspecialist", "sussa-vardstod")
    vendor = visitor("cambio-service-desk", "cambio")
    ticket = prioritised()
    assert vendor.see(f"/arenden/{ticket.number}/").status_code == 404

    ticket = done(desk.take(ticket, "escalate_tier", **ticks(TO_SUPPORT)), ticket)
    assert "Ta emot" in support.text(f"/arenden/{ticket.number}/")
    ticket = accepted(support, ticket, team=team("sussa-vardstod").pk)
    assert ticket.holder.slug == "sussa-vardstod"

    ticket = done(support.take(ticket, "escalate_vendor", **ticks(TO_VENDOR)), ticket)
    page = vendor.text(f"/arenden/{ticket.number}/")
    assert "är överlämnat till er" in page
    ticket = accepted(vendor, ticket, team=team("cambio").pk)
    ticket = done(vendor.take(ticket, "assign", team=team("cambio").pk, category_open="programfel"), ticket)
    ticket = done(vendor.take(ticket, "take"), ticket)
    ticket = done(vendor.take(ticket, "report_solution", solution="Rättad", handoff_letter="Känt: rättad"), ticket)
    ticket = accepted(support, ticket, team=team("sussa-vardstod").pk)

    me = support.user.pk
    ticket = done(
        support.take(ticket, "assign", team=team("sussa-vardstod").pk, category_open="programfel", assignee=me), ticket
    )
    ticket = done(support.take(ticket, "take"), ticket)
    ticket = done(support.take(ticket, "resolve", **SOLUTION), ticket)
    assert "väntar på att Region Dalarna bekräftar" in desk.text(f"/arenden/{ticket.number}/")
    ticket = done(desk.take(leg_of(ticket, "dalarna"), "region_confirm"), ticket)
    ticket = done(desk.take(ticket, "close"), ticket)

    assert ticket.state == "closed"
    rows = LedgerRow.objects.unscoped("test").filter(ticket=ticket).order_by("span")
    assert [row.organisation.slug for row in rows] == ["dalarna", "sussa-vardstod", "cambio", "sussa-vardstod"]
    assert "Avslutades" in desk.text(f"/arenden/{ticket.number}/")


def ticks(data):
    """Form data as a browser sends it: a ticked box is "on"."""
    return {name: "on" if value is True else value for name, value in data.items()}


def test_the_vendors_people_find_what_they_shall_accept_in_their_list():
    from tests.cases import at_support, step
    from tests.people import actor

    ticket = step(at_support(), "escalate_vendor", actor("sussa-supportspecialist", "sussa-vardstod"), **TO_VENDOR)
    vendor = visitor("cambio-service-desk", "cambio")
    page = vendor.text("/arenden/", offered="me", state="open")
    assert ticket.number in page
    assert "Överlämnat till oss" in page
