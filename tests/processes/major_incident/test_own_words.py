"""A region's own incident becomes part of a joint record: its words stay in the region."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from engine import due
from tests import cases, parties
from tests.processes.major_incident import places as at
from tests.tickets import places
from tickets.models import Event, TextVersion, Ticket

pytestmark = pytest.mark.django_db
SECRET, TOLD = "Zinkgrodan på avdelning 77", "Kopparormen syns i listan"


def own(**data):
    return places.incident(title=SECRET, symptom=TOLD, **data)


def by_rule() -> Ticket:
    """Proposed by the program: the incident is P1."""
    incident = cases.step(own(), "triage", parties.desk())
    cases.step(incident, "prioritise", parties.desk(), impact=1, urgency=1)
    while due.fire(now=timezone.now()):
        pass
    return Ticket.objects.unscoped("test").get(process="major-incident")


def by_hand() -> Ticket:
    return at.candidate(own())


def from_the_incident() -> Ticket:
    cases.step(own(), "propose_mi", parties.desk(), **at.MOTIVATION)
    return Ticket.objects.unscoped("test").get(process="major-incident")


@pytest.mark.parametrize("born", [by_rule, by_hand, from_the_incident])
def test_no_word_of_a_regions_own_incident_reaches_another_region(born):
    ticket = born()
    reader = parties.desk(parties.NEIGHBOUR)
    assert Ticket.objects.visible_to(reader).filter(pk=ticket.pk).exists(), "the record itself is joint"
    number = ticket.number
    own_number = Ticket.objects.unscoped("test").get(process="incident").number
    client = Client()
    client.force_login(reader.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for path in (
        f"/arenden/{number}/", "/storningar/", f"/storningar/{number}/lagesbild/", f"/storningar/{number}/efteranalys/",
        f"/api/v1/tickets/{number}", f"/api/v1/tickets/{number}/events", "/arenden/",
    ):  # fmt: skip
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, path
        seen = answer.content.decode()
        assert not [one for one in ("Zinkgrodan", "Kopparormen", own_number) if one in seen], path
    kept = [*TextVersion.objects.unscoped("test").filter(ticket=ticket).values_list("body", flat=True)]
    kept += [json.dumps(one) for one in Event.all_objects.filter(ticket=ticket).values_list("changed", flat=True)]
    assert not [one for one in kept if "Zinkgrodan" in one or "Kopparormen" in one]


def test_the_title_names_service_regions_and_time():
    incident = own()
    ticket = at.candidate(incident)
    assert ticket.title.startswith(f"{incident.service.name}: Dalarna")
    assert timezone.localtime(ticket.registered_at).strftime("%H.%M") in ticket.title


def test_an_incident_that_all_regions_read_gives_its_title():
    joint = cases.step(places.joint_incident(title="Listan är tom"), "widen", parties.support(), reason="Rör alla")
    ticket = at.candidate(own(), joint)
    assert ticket.title == "Listan är tom"


def test_whoever_declares_may_name_it():
    ticket = cases.step(at.candidate(own()), "declare", at.manager(), **at.declaring(title="Läkemedelslistan nere"))
    assert ticket.title == "Läkemedelslistan nere"
