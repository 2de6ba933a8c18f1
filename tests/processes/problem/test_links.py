"""Incidents and their problem: linked from either side, an event on both, and nothing shown to who may not read."""

import pytest

from engine.errors import Refused
from tests import parties
from tests.cases import step
from tests.people import actor
from tests.processes.problem import places as at
from tests.tickets import places
from tests.tickets.replaying import assert_whole
from tickets import selectors
from tickets.models import AffectedRegion, Event, Link, Ticket
from tickets.processes.problem import reach

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]


def steps_of(ticket) -> list[str]:
    return list(Event.all_objects.filter(ticket=ticket).order_by("seq").values_list("step", flat=True))


def regions(problem) -> set[str]:
    rows = AffectedRegion.objects.unscoped("test").filter(ticket=problem)
    return set(rows.values_list("region__slug", flat=True))


def neighbours() -> Ticket:
    return places.incident(who=parties.desk(parties.NEIGHBOUR))


def test_the_link_of_the_incidents_own_side_counts_as_one_of_the_problems():
    problem, incident = at.registered(), neighbours()
    step(incident, "link", parties.desk(parties.NEIGHBOUR), other_ticket=problem.number, link_kind="caused_by")
    assert reach.incident_ids(problem) == {incident.pk}
    assert steps_of(problem)[-1] == "incident_linked"
    assert regions(problem) == {parties.NEIGHBOUR}
    assert Ticket.all_objects.get(pk=problem.pk).workflow_class()
    step(incident, "unlink", parties.desk(parties.NEIGHBOUR), other_ticket=problem.number)
    assert reach.incident_ids(problem) == set()
    assert steps_of(problem)[-1] == "incident_unlinked"
    assert regions(problem) == set()
    for one in (problem, incident):
        assert_whole(one.pk)


def test_another_kind_of_link_says_nothing_of_the_cause():
    problem, incident = at.registered(), places.incident()
    step(incident, "link", parties.desk(), other_ticket=problem.number, link_kind="related")
    assert reach.incident_ids(problem) == set()
    assert "incident_linked" not in steps_of(problem)


def test_linking_and_unlinking_from_the_problem_is_an_event_on_both():
    incident = places.incident()
    problem = step(at.registered(), "link_incidents", at.region_manager(), incident_links=[incident.number])
    assert steps_of(incident)[-1] == "problem_found"
    assert problem.detail().last_linked_at is not None
    problem = step(problem, "unlink_incidents", at.region_manager(), incident_links=[incident.number])
    assert steps_of(incident)[-1] == "problem_lost"
    assert (reach.incident_ids(problem), problem.detail().last_linked_at) == (set(), None)


def test_only_registered_incidents_are_linked():
    for wrong in (places.case().number, at.registered().number):
        with pytest.raises(Refused) as refused:
            step(at.registered(), "link_incidents", at.manager(), incident_links=[wrong])
        assert [why.code for why in refused.value.reasons] == ["not_an_incident"]


def test_a_region_links_only_what_it_reads():
    other = neighbours()
    with pytest.raises(Refused) as refused:
        step(at.registered(), "link_incidents", at.region_manager(), incident_links=[other.number])
    assert [why.code for why in refused.value.reasons] == ["not_found"]


def test_a_linked_incident_of_another_region_shows_as_nothing():
    problem = at.caused(neighbours())
    for who, seen in ((parties.desk(), 0), (parties.desk(parties.NEIGHBOUR), 1), (at.manager(), 1)):
        found = selectors.ticket_called(problem.number, who)
        assert len(selectors.links(found, who)) == seen


def test_a_confidential_incident_gives_the_problem_neither_its_region_nor_its_danger():
    secret = neighbours()
    security = parties.region_security(parties.NEIGHBOUR)
    readers = [security.user.email, at.manager().user.email]
    secret = step(secret, "make_confidential", security, reason="Känsligt", named_readers=readers)
    Ticket.all_objects.filter(pk=secret.pk)
    problem = step(at.registered(), "link_incidents", at.manager(), incident_links=[secret.number])
    assert regions(problem) == set()
    assert problem.patient_safety == ""


def test_the_events_of_an_incident_stay_with_its_readers_and_the_vendor_is_told_nothing():
    incident = places.incident()
    at.caused(incident)
    (event,) = Event.all_objects.filter(ticket=incident, step="problem_found")
    assert event.audience == "customer"
    assert not Event.objects.visible_to(parties.desk(parties.NEIGHBOUR)).filter(pk=event.pk).exists()
    assert not Event.objects.visible_to(parties.vendor()).filter(pk=event.pk).exists()


def test_the_program_alone_speaks_for_the_other_end():
    incident, problem = places.incident(), at.registered()
    for ticket, name in ((incident, "problem_closed"), (problem, "incident_linked")):
        with pytest.raises(Exception, match=r"."):
            step(ticket, name, at.manager(), linked_ticket=problem.number)
        assert name not in steps_of(ticket)


def test_a_new_incident_of_a_fixed_problem_keeps_it_from_being_closed_unseen():
    problem = at.problem("verify")
    problem = step(problem, "verify_region", at.region_manager())
    late = places.incident()
    step(late, "link", parties.desk(), other_ticket=problem.number, link_kind="caused_by")
    with pytest.raises(Refused) as refused:
        step(problem, "resolve", at.manager(), solution="Rättat.")
    assert [why.code for why in refused.value.reasons] == ["new_incident"]


def test_links_end_and_are_never_removed():
    incident = places.incident()
    problem = at.caused(incident)
    step(problem, "unlink_incidents", at.manager(), incident_links=[incident.number])
    (link,) = Link.objects.unscoped("test").filter(other=problem)
    assert link.ended_at is not None


def test_a_lawyer_reads_and_links_nothing():
    with pytest.raises(Exception, match=r"."):
        step(
            at.registered(),
            "link_incidents",
            actor("sussa-jurist", parties.SUPPORT_ORG),
            incident_links=[places.incident().number],
        )
