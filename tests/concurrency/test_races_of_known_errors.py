"""Two people on one known error at the same instant, each with a connection of her own."""

import pytest

from engine import due
from roles.actor import actor_for
from tests import cases, parties
from tests.cases import fresh
from tests.concurrency.racing import lost, race, won
from tests.concurrency.test_races import by
from tests.people import person
from tests.processes.known_error import places
from tickets.models import AffectedRegion, Event, Ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]


def other_manager():
    return actor_for(person("sussa-problemansvarig", parties.SUPPORT_ORG, name="vikarie"))


def events(ticket, step: str):
    return Event.all_objects.filter(ticket=ticket, step=step)


@pytest.mark.parametrize("via", ["test", "web"])
def test_two_who_publish_at_once_publish_once(via):
    incident = cases.incident()
    ticket = places.draft(places.problem(incident))
    how = {"version": ticket.version, "via": via} | places.publishing()
    outcomes = race(
        by(parties.problem_manager(), Ticket, ticket.pk, "publish", **how),
        by(other_manager(), Ticket, ticket.pk, "publish", **how),
    )
    assert lost(outcomes) == (["Stale"] if via == "web" else ["NotPossible"])
    (event,) = won(outcomes)
    assert events(ticket, "publish").get().user == event.user
    regions = AffectedRegion.objects.unscoped("test").filter(ticket=ticket)
    assert sorted(regions.values_list("region__slug", flat=True)) == sorted(places.REGIONS)
    due.fire()
    due.fire()
    assert events(incident, "workaround_published").count() == 1


def test_published_and_withdrawn_at_once_is_one_after_the_other_or_one_refused():
    incident = cases.incident()
    ticket = places.draft(places.problem(incident))
    outcomes = race(
        by(parties.problem_manager(), Ticket, ticket.pk, "publish", **places.publishing()),
        by(other_manager(), Ticket, ticket.pk, "withdraw", reason="Fel texter"),
    )
    order = list(Event.all_objects.filter(ticket=ticket).order_by("seq").values_list("step", flat=True))
    due.fire()
    due.fire()
    assert fresh(ticket.pk).state == "withdrawn"
    assert len(won(outcomes)) == (2 if "publish" in order else 1)
    assert events(incident, "workaround_published").count() == 0, "what is withdrawn is told to nobody"


def test_a_duplicate_marked_while_its_known_error_is_published_loses_nothing():
    incident, own = cases.incident(), cases.incident()
    duplicate, master = places.problem(incident), places.problem(own)
    ticket = places.draft(duplicate)
    outcomes = race(
        by(parties.problem_manager(), Ticket, ticket.pk, "publish", **places.publishing()),
        by(other_manager(), Ticket, duplicate.pk, "mark_duplicate", master_ticket=master.number),
    )
    assert lost(outcomes) == []
    after = fresh(ticket.pk)
    assert (after.state, after.detail().problem_id) == ("published", master.pk)
    due.fire()
    due.fire()
    for one in (incident, own):
        assert events(one, "workaround_published").count() == 1
