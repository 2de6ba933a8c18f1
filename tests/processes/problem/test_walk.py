"""A problem of three regions' incidents, from its registration to the lessons; and the ways that end it otherwise."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engine.errors import NotPermitted, NotPossible, Refused
from engine.perform import create, perform
from tests import parties
from tests.cases import fresh, step
from tests.processes.change import places as changes
from tests.processes.problem import places as at
from tests.tickets import places
from tests.tickets.replaying import assert_whole
from tickets.models import AffectedRegion, Event, KnownErrorDetail, Link, Ticket
from tickets.processes.problem import figures, reach
from tickets.workflows import Problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]

REGIONS = (parties.REGION, parties.NEIGHBOUR, "blekinge")


def incidents():
    return [places.incident(who=parties.desk(region)) for region in REGIONS]


def regions(problem) -> dict[str, AffectedRegion]:
    rows = AffectedRegion.objects.unscoped("test").filter(ticket=problem).select_related("region")
    return {row.region.slug: row for row in rows}


def events(ticket, name: str) -> list[Event]:
    return list(Event.all_objects.filter(ticket=ticket, step=name).order_by("seq"))


def fixed_and_closed(problem, lead) -> None:
    later = timezone.now() + timedelta(days=figures.of("quiet_days"))
    how = {"actor": lead, "via": "test"}
    perform(Ticket, problem.pk, "resolve", data={"solution": "Rättat i 4.2.1."}, at=later, **how)
    lessons = {"lessons": "Mät minnet.", "known_error_kept_reason": "Äldre versioner."}
    perform(Ticket, problem.pk, "close", data=lessons, at=later + timedelta(days=1), **how)


def test_from_three_regions_incidents_to_the_lessons():
    found, lead = incidents(), at.manager()
    problem = at.caused(*found)
    assert problem.number.startswith("PRB-")
    assert (problem.state, problem.visibility, problem.holder.slug) == ("new", "joint", parties.SUPPORT_ORG)
    assert set(regions(problem)) == set(REGIONS)
    for one in found:
        (said,) = events(one, "problem_found")
        assert (said.changed["link"]["ticket"], said.audience, said.user) == (problem.pk, "customer", None)
    problem = step(problem, "assess", lead, **at.ASSESSING)
    assert problem.priority == 3
    problem = step(problem, "start_rca", lead, **at.analysing())
    assert problem.assignee == lead.user
    problem = step(problem, "describe_cause", lead, five_whys="Minnet.", contributing_factors="Ingen mätning.")
    problem = step(problem, "declare_ke", lead, **at.DECLARING)
    assert set(regions(problem)) == set(REGIONS)  # a region with an incident is never left out
    assert KnownErrorDetail.objects.filter(problem=problem).count() == 1
    problem = step(problem, "start_fix", lead, planned_version="4.2.1", fix_reference="CR-20871")
    problem = step(problem, "fix_delivered", at.deployer(), fixed_version="4.2.1", deployed_regions=list(REGIONS[:2]))
    assert [bool(regions(problem)[one].deployed_at) for one in REGIONS] == [True, True, False]
    with pytest.raises(Refused) as refused:
        step(problem, "resolve", lead, solution="Rättat.")
    assert {why.code for why in refused.value.reasons} == {"not_verified", "new_incident"}
    problem = step(problem, "verify_region", at.region_manager(parties.NEIGHBOUR), comment="Provat.")
    row = regions(problem)[parties.NEIGHBOUR]
    assert (row.verified_at is not None, row.verified_seq) == (True, events(problem, "verify_region")[0].seq)
    assert regions(problem)[parties.REGION].verified_at is None
    with pytest.raises(Refused) as refused:
        step(problem, "resolve", lead, solution="Rättat.")
    assert [why.code for why in refused.value.reasons] == ["new_incident"]
    fixed_and_closed(problem, lead)
    problem = fresh(problem.pk)
    assert (problem.state, problem.closed_at is not None) == ("closed", True)
    for one in found:
        (told,) = events(one, "problem_closed")
        assert told.changed["link"]["ticket"] == problem.pk
        assert_whole(one.pk)
    assert_whole(problem.pk)


def test_a_region_confirms_for_itself_alone_and_once():
    problem = at.problem("verify")
    with pytest.raises(NotPossible):
        step(problem, "verify_region", at.region_manager(parties.NEIGHBOUR))
    with pytest.raises(NotPermitted):
        step(problem, "verify_region", at.manager())
    problem = step(problem, "verify_region", at.region_manager())
    with pytest.raises(Refused) as refused:
        step(problem, "verify_region", parties.desk())
    assert [why.code for why in refused.value.reasons] == ["has_confirmed"]


def test_not_fixed_takes_every_confirmation_back():
    problem = at.problem("resolved")
    problem = step(problem, "not_fixed", at.region_manager(parties.NEIGHBOUR), evidence="Samma fel i morse.")
    assert (problem.state, problem.resolved_at, problem.reopenings) == ("fix_in_progress", None, 1)
    assert [row.verified_at for row in regions(problem).values()] == [None]


def test_an_unknown_cause_needs_the_approval_of_the_object_owner():
    problem, unknown = at.problem("rca"), at.DECLARING | {"root_cause_code": "okand"}
    with pytest.raises(Refused) as refused:
        step(problem, "declare_ke", at.manager(), **unknown)
    assert [why.code for why in refused.value.reasons] == ["unknown_cause_not_approved"]
    with pytest.raises(NotPermitted):
        step(problem, "approve_unknown_cause", at.manager(), reason="Går inte att återskapa.")
    problem = step(problem, "approve_unknown_cause", at.object_owner(), reason="Går inte att återskapa.")
    assert step(problem, "declare_ke", at.manager(), **unknown).state == "known_error"


def test_a_region_leads_its_own_problem_until_another_region_has_it_too():
    lead = at.region_manager()
    problem = step(at.registered(), "assess", lead, **at.ASSESSING)
    assert problem.holder.slug == parties.REGION
    problem = step(problem, "link_incidents", lead, incident_links=[places.incident().number])
    other = places.incident(who=parties.desk(parties.NEIGHBOUR))
    problem = step(problem, "link_incidents", at.manager(), incident_links=[other.number])
    assert set(regions(problem)) == {parties.REGION, parties.NEIGHBOUR}
    with pytest.raises(NotPossible) as refused:
        step(problem, "start_rca", lead, **at.analysing())
    assert "not_of_one_region" in [why.code for why in refused.value.reasons]
    problem = step(problem, "start_rca", at.manager(), **at.analysing())
    assert problem.holder.slug == parties.SUPPORT_ORG  # taken over by whoever leads it


@pytest.mark.parametrize("name", Problem.birth)
@pytest.mark.parametrize("field", ["title", "service", "problem_origin"])
def test_a_problem_is_not_registered_without(name, field):
    with pytest.raises(Refused) as refused:
        at.registered(**{field: None})
    assert set(refused.value.by_field()) == {field}
    assert not Ticket.all_objects.filter(process="problem").exists()


@pytest.mark.parametrize(
    ("origin", "is_free"), [("incidenter", False), ("mi", False), ("trend", True), ("leverantor", True)]
)
def test_a_problem_of_incidents_names_one(origin, is_free):
    if is_free:
        assert at.registered(problem_origin=origin).state == "new"
        return
    with pytest.raises(Refused) as refused:
        at.registered(problem_origin=origin)
    assert [why.code for why in refused.value.by_field()["incident_links"]] == ["incidents_missing"]


def test_who_may_not_register_does_not():
    with pytest.raises(NotPermitted):
        at.registered(parties.desk())


def test_what_the_vendor_finds_is_held_by_the_support_organisation():
    from tests.people import actor

    problem = at.registered(actor("cambio-problem-manager", parties.VENDOR_ORG), problem_origin="leverantor")
    assert (problem.holder.slug, problem.vendor.slug) == (parties.SUPPORT_ORG, parties.VENDOR_ORG)
    assert step(problem, "assess", at.manager(), **at.ASSESSING).state == "assess"


def test_the_worst_that_the_incidents_say_of_patient_safety_holds_for_the_problem():
    harmless, risk = places.incident(), places.incident(patient_safety="risk")
    assert at.caused(harmless, risk).patient_safety == "risk"


def test_a_duplicate_gives_its_incidents_to_the_main_problem_and_gets_them_back():
    mine, shared = places.incident(), places.incident()
    master, copy = at.caused(shared), at.caused(mine, shared)
    copy = step(copy, "mark_duplicate", at.manager(), master_ticket=master.number)
    assert reach.incident_ids(copy) == set()
    assert reach.incident_ids(master) == {mine.pk, shared.pk}
    copy = step(copy, "undo_duplicate", at.manager(), reason="Två olika.")
    assert copy.state == "assess"
    assert reach.incident_ids(copy) == {mine.pk, shared.pk}
    assert reach.incident_ids(master) == {shared.pk}
    assert Link.objects.unscoped("test").filter(other=master, ended_at=None).exclude(ticket=shared).count() == 0
    for one in (mine, shared, master, copy):
        assert_whole(one.pk)


def test_the_fix_may_be_a_change_here_and_no_case_of_another_kind():
    case = changes.change("review")
    problem = step(at.problem("known_error"), "start_fix", at.manager(), planned_version="4.3", fix_link=case.number)
    kinds = Link.objects.unscoped("test").filter(ticket=problem, other=case).values_list("kind", flat=True)
    assert list(kinds) == ["solved_by"]
    with pytest.raises(Refused):
        step(at.problem("known_error"), "start_fix", at.manager(), planned_version="4.3", fix_link=problem.number[:-1])
    for other in (places.case(), problem):
        with pytest.raises(Refused) as refused:
            step(at.problem("known_error"), "start_fix", at.manager(), planned_version="4.3", fix_link=other.number)
        assert [one.code for one in refused.value.reasons] == ["not_a_fix"]


def test_nobody_makes_a_problem_of_a_step_that_is_not_its_birth():
    with pytest.raises(NotPossible):
        create(Problem, ("assess",), actor=at.manager(), via="test", data=at.ASSESSING, process="problem")
