"""Incidents registered while a release is new in their region and component: marked, counted, and found by a filter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from regions import directory
from tests import parties, query_counts
from tests.api import calling
from tests.cases import incident
from tests.pages import browser, text_of
from tests.people import actor
from tests.processes.release.versions.running_here import release, spell
from tickets.models import ReleaseDetail, Ticket
from tickets.processes.release.early_life import pages, watching
from tickets.web.fields import Setting

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def new_here():
    """A release of the medication component that came to Dalarna and Halland two hours ago."""
    ticket, begins = release("4.2", state="els"), timezone.now() - 2 * HOUR
    for region in (parties.REGION, parties.NEIGHBOUR):
        spell(ticket, begins, region, "lakemedel")
    directory.clear()
    return ticket


def plain(who, address: str, status: int = 200, **asked) -> str:
    answer = browser(who).get(address, asked)
    return text_of(answer, status)


def found(who, number: str) -> set[str]:
    rows = Ticket.objects.visible_to(who).filter(watching.keep(number, who))
    return set(rows.values_list("number", flat=True))


def test_an_incident_of_its_region_and_component_is_marked_counted_and_found(new_here):
    inside = incident(service="lakemedel")
    other_part, elsewhere = incident(service="journal"), incident(parties.desk("orebro-lan"), service="lakemedel")
    who = parties.desk()
    assert f"ny i regionen: {new_here.title} {new_here.number}" in plain(who, f"/arenden/{inside.number}/")
    assert "ny i regionen" not in plain(who, f"/arenden/{other_part.number}/")
    assert found(who, new_here.number) == {inside.number}
    assert elsewhere.number not in found(parties.support(), "any")
    said = plain(parties.support(), f"/arenden/{new_here.number}/")
    assert "1 incident , 1 öppen" in said
    listed = plain(who, "/arenden/", early_life=new_here.number, state="all")
    assert inside.number in listed
    assert other_part.number not in listed


def test_a_whole_service_and_its_parts_are_one(new_here):
    whole = incident(service="cosmic")
    assert found(parties.support(), new_here.number) == {whole.number}


def test_an_incident_of_another_region_that_it_also_concerns_is_found(new_here):
    leader = actor("region-objektspecialist-support", "orebro-lan")
    joint = incident(leader, service="lakemedel", affected_regions=[parties.NEIGHBOUR])
    assert found(parties.support(), new_here.number) == {joint.number}


@pytest.mark.parametrize(
    ("ends", "is_inside"),
    [({}, True), ({"els_until": -2}, False), ({"els_until": 0}, True), ({"completed_at": -1}, False)],
)
def test_the_time_ends_with_early_life_support(ends, is_inside):
    ticket = release("4.2", state="els")
    spell(ticket, timezone.now() - 9 * DAY, service="lakemedel")
    if "els_until" in ends:
        ends = {"els_until": timezone.localdate() + ends["els_until"] * DAY}
    elif ends:
        ends = {"completed_at": timezone.now() - DAY}
    ReleaseDetail.objects.filter(ticket=ticket).update(**ends)
    directory.clear()
    made = incident(service="lakemedel")
    assert (made.number in found(parties.support(), ticket.number)) is is_inside


def test_what_was_before_the_deployment_or_after_a_roll_back_is_not_its():
    ticket, made = release("4.2"), incident(service="lakemedel")
    spell(ticket, timezone.now() + HOUR, service="lakemedel")
    spell(ticket, timezone.now() - 3 * DAY, service="lakemedel", back=timezone.now() - DAY)
    directory.clear()
    assert made.number not in found(parties.support(), ticket.number)


def test_a_deployment_that_is_confirmed_afterwards_finds_the_incidents_before_it():
    made = incident(service="lakemedel")
    ticket = release("4.2")
    spell(ticket, timezone.now() - HOUR, service="lakemedel")
    directory.clear()
    assert found(parties.support(), ticket.number) == {made.number}


def test_whoever_may_not_read_the_release_neither_sees_nor_filters_by_it():
    secret = release("4.2", visibility="confidential")
    spell(secret, timezone.now() - HOUR, service="lakemedel")
    directory.clear()
    made = incident(service="lakemedel")
    for who in (parties.desk(), parties.support()):
        assert "ny i regionen" not in plain(who, f"/arenden/{made.number}/")
        assert found(who, "any") == set()
        assert found(who, secret.number) == found(who, "REL-2099-000001") == set()
    for number in (secret.number, "REL-2099-000001"):
        assert calling.support().get(f"tickets?early_life={number}").json()["results"] == []
    assert calling.support().get("tickets?early_life=whatever").status_code == 422


def test_the_api_filters_by_it(new_here):
    inside = incident(service="lakemedel")
    incident(service="journal")
    answer = calling.region().get(f"tickets?early_life={new_here.number}")
    assert [one["number"] for one in answer.json()["results"]] == [inside.number]


def test_whoever_completes_the_release_begins_with_how_incidents_developed(new_here):
    incident(service="lakemedel")
    incident(parties.desk(parties.NEIGHBOUR), service="lakemedel")
    who = actor("sussa-driftsattningsansvarig", parties.SUPPORT_ORG)
    said = pages.trend(Setting(subject=new_here, actor=who, hats=(), at=timezone.now()))
    assert "2 incidenter registrerades medan releasen var ny, 2 av dem är öppna." in said
    assert "Dalarna 1, Halland 1." in said


def test_the_number_of_queries_does_not_grow(new_here):
    visitor, made = browser(parties.desk()), incident(service="lakemedel")
    address = f"/arenden/{made.number}/"
    visitor.get(address)
    for rows in (1, 6):
        for number in range(rows):
            ticket = release(f"5.{number}", state="els")
            spell(ticket, timezone.now() - HOUR, service="lakemedel")
        query_counts.check("web: incident while releases are new", lambda: visitor.get(address), at_most=20)
