"""The list of faults that come back: each with its reason, counted among what the reader reads."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from engine.perform import create
from tests import cases, parties
from tests.processes.change import places as changes
from tests.processes.problem import places as at
from tests.tickets import places
from tickets.models import Ticket
from tickets.processes.problem import trends
from tickets.workflows import Incident

pytestmark = pytest.mark.django_db


def found(who, *, now=None):
    with translation.override("sv"):
        return [(one, one.reason) for one in trends.trends(who, now=now or timezone.now())]


def of_regions(*slugs, **data) -> list[Ticket]:
    return [places.incident(who=parties.desk(slug), **data) for slug in slugs]


def earlier(*slugs, days: int) -> None:
    """Incidents that were registered so many days ago."""
    then = timezone.now() - timedelta(days=days)
    data = cases.INCIDENT | {"started_at": then - timedelta(hours=1)}
    for slug in slugs:
        create(Incident, Incident.birth, actor=parties.desk(slug), via="test", data=data, process="incident", at=then)


def test_the_reason_is_in_words():
    of_regions(parties.REGION, parties.REGION, parties.NEIGHBOUR, "blekinge")
    earlier(parties.REGION, parties.NEIGHBOUR, days=45)
    ((trend, reason),) = found(at.manager())
    assert reason == "4 incidenter i Läkemedel de senaste 30 dagarna från 3 regioner, mot 2 de 30 dagarna före"
    assert len(trend.numbers) == 4


def test_two_are_no_trend_and_what_is_older_does_not_count():
    of_regions(parties.REGION, parties.NEIGHBOUR)
    earlier(parties.REGION, days=31)
    assert found(at.manager()) == []


def test_each_reader_counts_what_it_reads():
    of_regions(parties.REGION, parties.NEIGHBOUR, "blekinge")
    assert len(found(at.manager())) == 1
    assert found(at.region_manager()) == []


def test_those_that_have_a_problem_are_left_out():
    at.caused(*of_regions(parties.REGION, parties.NEIGHBOUR, "blekinge"))
    assert found(at.manager()) == []


def test_those_that_a_change_caused_still_wait_for_a_problem():
    rows = of_regions(parties.REGION, parties.NEIGHBOUR, "blekinge")
    numbers = [one.number for one in rows]
    changes.take(changes.change("review"), "link_caused", changes.lead(), caused_incidents=numbers)
    assert len(found(at.manager())) == 1


def test_category_and_version_are_kinds_of_their_own():
    of_regions(parties.REGION, parties.REGION, parties.NEIGHBOUR, version="4.2.0")
    of_regions(parties.REGION)
    labels = {one.kind.label for one, _reason in found(at.manager())}
    assert labels == {"Läkemedel", "Läkemedel (version: 4.2.0)"}


def test_a_withdrawn_incident_is_no_fault():
    withdrawn = of_regions(parties.REGION, parties.NEIGHBOUR, "blekinge")[0]
    cases.step(withdrawn, "cancel", parties.desk(), reason="Inget fel")
    assert found(at.manager()) == []


def test_a_problem_is_started_from_the_list():
    tickets = of_regions(parties.REGION, parties.NEIGHBOUR, "blekinge")
    client = Client(headers={"accept-language": "sv"})
    client.force_login(at.manager().user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("tickets:problem_trends")).content.decode()
    assert "3 incidenter i Läkemedel" in page
    address = page.split("Starta problem från dessa")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    form = client.get(address).content.decode()
    for one in tickets:
        assert one.number in form
    sent = {
        "title": "Listan laddas inte",
        "service": "lakemedel",
        "problem_origin": "trend",
        "incident_links": ", ".join(one.number for one in tickets),
        "go": "register",
    }
    assert client.post(address, sent).status_code == 302
    assert client.get(reverse("tickets:problem_trends")).content.decode().count("Starta problem från dessa") == 0
