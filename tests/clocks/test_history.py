"""What the events of real steps say of who was asked when, and of what each clock does."""

import pytest

from regions import directory
from sla.models import Agreement
from tests import cases, parties
from tests.cases import answer, step
from tests.tickets import places
from tickets.clocks import history

pytestmark = pytest.mark.django_db


def moments(ticket, slug: str) -> list[str]:
    found = history.of([ticket.pk])[ticket.pk]
    return [str(moment) for _at, moment in found.story.moments[directory.by_slug(slug).pk]]


def agreement(slug: str) -> Agreement:
    return Agreement.objects.get(slug=slug)


def clocks(ticket) -> set[tuple[str, str]]:
    found = history.of([ticket.pk])[ticket.pk]
    return {(one.slug, metric) for one in Agreement.objects.all() for _provider, metric in found.clocks(one)}


def test_a_region_that_keeps_its_own_case_asks_nobody():
    ticket = step(places.incident("in_progress"), "resolve", parties.desk(), **cases.SOLUTION)
    assert clocks(ticket) == set()


def test_the_way_to_the_vendor_and_back():
    ticket = cases.at_vendor()
    assert moments(ticket, parties.SUPPORT_ORG)[:3] == ["asked", "on", "received"]
    assert moments(ticket, parties.VENDOR_ORG) == ["asked", "on", "received"]
    ticket = step(ticket, "report_solution", parties.vendor(), solution="Rättad", handoff_letter="Klart")
    assert moments(ticket, parties.VENDOR_ORG)[3:] == ["updated", "forwarded", "off"]
    ticket = answer(ticket, "return", parties.support_manager(), return_reason="saknar_underlag", reason="Nej")
    assert moments(ticket, parties.VENDOR_ORG)[6:] == ["on"]
