"""The numbers of major incidents are the collaboration's data: another number there is another rule here."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from engine import due
from engine.errors import Refused
from engine.perform import create
from regions import directory
from regions.models import ProcessFigure
from tests import cases, parties
from tests.escalating.looking import waiting
from tests.processes.major_incident import places as at
from tests.tickets import places
from tickets.models import MiEntry, Ticket
from tickets.processes.major_incident import figures
from tickets.workflows import PROCESSES

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed():
    def agree(**values):
        for figure, value in values.items():
            ProcessFigure.objects.filter(process="major-incident", figure=figure).update(value=value)
        directory.clear()

    yield agree
    directory.clear()


def majors():
    while due.fire(now=timezone.now()):
        pass
    return Ticket.objects.unscoped("test").filter(process="major-incident")


def test_so_many_regions_are_enough(agreed):
    agreed(rule_regions=2)
    for region in (parties.REGION, parties.NEIGHBOUR):
        places.incident(who=parties.desk(region))
    assert majors().count() == 1


def test_within_so_many_minutes(agreed):
    agreed(rule_minutes=10)
    workflow, began = PROCESSES["incident"], {"started_at": timezone.now() - timedelta(hours=1)}
    how = {"via": "test", "data": cases.INCIDENT | began, "process": "incident"}
    for region in (parties.REGION, parties.NEIGHBOUR):
        earlier = timezone.now() - timedelta(minutes=11)
        create(workflow, workflow.birth, actor=parties.desk(region), at=earlier, **how)
    places.incident(who=parties.desk("norrbotten"))
    assert majors().count() == 0


def test_so_many_reminders_and_a_region_may_be_named(agreed):
    agreed(reminders=1)
    ticket = at.major("investigating")
    at.say(ticket, "state_affected", row_units="Akuten")
    ticket = cases.step(ticket, "monitor", at.leader(), **at.monitoring())
    for region in (row.region.slug for row in at.rows(ticket) if row.state == "unknown"):
        at.say(ticket, "state_not_affected", region)
    named = {"silent_regions": [parties.REGION], "reason": "Svarar inte"}
    with pytest.raises(Refused) as found:
        cases.step(ticket, "resolve", at.manager(), **named)
    assert "1" in str(found.value.reasons[0].text)
    due.fire(now=waiting(ticket, "approval_missing")[0].due_at)
    assert cases.step(ticket, "resolve", at.manager(), **named).state == "resolved"


def test_so_long_it_is_watched_where_nobody_says_otherwise(agreed):
    agreed(watch_hours=7)
    ticket = at.major("investigating")
    ticket = cases.step(ticket, "monitor", at.leader(), **at.monitoring(watch_period=None))
    assert ticket.detail().watch_hours == 7


def test_so_long_one_person_may_have_several_duties(agreed):
    agreed(together_minutes=0)
    me = at.communicator().user.email
    ticket = cases.step(at.major("investigating"), "hand_over_role", at.leader(), mi_duty="lead", new_person=me)
    with pytest.raises(Refused) as found:
        cases.step(ticket, "accept_role", at.communicator())
    assert [reason.code for reason in found.value.reasons] == ["duties_together_too_long"]


def test_so_late_an_entry_is_marked(agreed):
    ticket = at.major("investigating")
    then = timezone.now() - timedelta(minutes=20)
    cases.step(ticket, "log_entry", at.logger(), entry_text="Växeln larmade.", happened_at=then)
    entry = MiEntry.objects.unscoped("test").get(ticket=ticket)
    assert entry.is_back_dated
    agreed(backdated_minutes=30)
    assert not entry.is_back_dated


def test_what_the_data_lacks_is_said_by_name():
    ProcessFigure.objects.filter(process="major-incident", figure="watch_hours").delete()
    directory.clear()
    try:
        with pytest.raises(ImproperlyConfigured, match="watch_hours"):
            figures.of("reminders")
    finally:
        directory.clear()
