"""A patient that must be known is asked about elsewhere: the case says how, and whose the personal data in it is."""

import pytest

from tests.cases import at_vendor, incident, opened, step
from tests.parties import desk, support, vendor
from tests.web.tickets.door import Visitor
from tickets.models import TextVersion

pytestmark = pytest.mark.django_db
WAY = "Ring sjuksköterskan i ledning på avdelning 4."


def page(who, ticket) -> str:
    return Visitor(who.user).text(f"/arenden/{ticket.number}/")


@pytest.mark.parametrize("process", ["incident", "general-case"])
def test_the_page_says_how_the_patient_is_asked_about(process):
    ticket = opened(process, desk(), patient_contact=WAY)
    assert "Om patienten behöver identifieras" in page(desk(), ticket) and WAY in page(desk(), ticket)


def test_where_nothing_is_said_nothing_stands_there():
    assert "Om patienten behöver identifieras" not in page(desk(), incident())


def test_the_vendor_does_not_read_it():
    ticket = at_vendor(patient_contact=WAY)
    assert WAY in page(support(), ticket)
    assert WAY not in page(vendor(), ticket)


def test_it_goes_on_with_a_reclassified_case():
    old = step(opened("general-case", desk(), patient_contact=WAY), "start_triage", desk())
    old = step(old, "reclassify", desk(), new_kind="incident", reason="Ett fel")
    (new,) = TextVersion.objects.unscoped("test").filter(field="patient_contact").exclude(ticket=old)
    assert new.body == WAY


def test_the_page_names_the_controller_of_the_personal_data():
    assert "Region Dalarna Personuppgiftsansvarig" in page(desk(), incident())
