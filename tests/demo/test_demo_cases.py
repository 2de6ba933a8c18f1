"""The demo's cases are what their facts say, walked the way they are meant to go, with histories that hold."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from engine.history import faults_in
from outbox.models import Message
from regions import directory
from roles.models import RoleAssignment, User
from sla.models import DueStep
from sla.workdays import is_office_hours
from tests.demo.test_demo_covers import forty_of, rows
from tickets.clocks import rebuilding
from tickets.models import Clock, Event, LedgerRow, Reading, RegionLeg, TextVersion, Ticket

pytestmark = pytest.mark.django_db


def ticket_of(key: str) -> Ticket:
    return rows(Ticket).get(source_key=f"demo:{key}")


def test_the_forty_incidents_keep_what_they_are_about(made):
    for key in forty_of(made):
        facts, ticket = made.script.cases[key].facts, ticket_of(key)
        symptom = rows(TextVersion).filter(ticket=ticket, field="symptom").first()
        own = rows(RegionLeg).filter(ticket=ticket, merged_from=None)  # without those that came with a duplicate
        regions = set(own.values_list("region__slug", flat=True))
        assert (ticket.title, symptom.body) == (facts["title"], facts["symptom"]), key
        assert (ticket.service.slug, ticket.origin.slug) == (facts["service"], facts["origin"]), key
        assert regions == {facts["origin"], *facts["affected_regions"]}, key
        assert ("patient_safety" in facts["flags"]) == (ticket.patient_safety != "nej"), key
        if ticket.priority:
            assert (ticket.impact, ticket.urgency) == (facts["impact"], facts["urgency"]), key


def test_the_priority_is_the_matrixs_but_where_a_person_gave_a_reason(made):
    for ticket in rows(Ticket).filter(process="incident").exclude(priority=None):
        overridden = rows(TextVersion).filter(ticket=ticket, field="override_reason").exists()
        assert overridden or ticket.priority == directory.priority(ticket.impact, ticket.urgency), ticket.number


def kind_of(word: str) -> str:
    """What kind of organisation a word of a route stands for."""
    named = directory.by_slug(word)
    return named.kind if named else {"region": "region", "region_it": "it_mt"}.get(word, "support_org")


def test_a_case_is_only_ever_held_along_its_route_and_solved_where_it_should_be(made):
    for key in forty_of(made):
        facts, ticket = made.script.cases[key].facts, ticket_of(key)
        route = {kind_of(word) for word in facts["route"]}
        held = set(rows(LedgerRow).filter(ticket=ticket).values_list("organisation__kind", flat=True))
        assert held <= route, key
        solver = kind_of(facts["expected_resolver"])
        if ticket.state not in ("resolved", "closed") or solver == "supplier":
            continue
        if solver == "vendor":
            assert rows(Event).filter(ticket=ticket, step="report_solution").exists(), key
        elif solver == "it_mt":
            assert solver in held, key
        else:
            solved = rows(Event).filter(ticket=ticket, subject_type="ticket", step="resolve").latest("seq")
            assert solved.organisation.kind == solver, key


def test_every_history_holds(made):
    for ticket in rows(Ticket):
        events = list(rows(Event).filter(ticket=ticket).order_by("seq"))
        assert faults_in(str(ticket), events, last_seq=ticket.event_seq, last_digest=ticket.event_digest) == []
        assert [event.at for event in events] == sorted(event.at for event in events), ticket.number


def test_the_time_ledger_tiles_the_life_of_every_case(made):
    for ticket in rows(Ticket).exclude(registered_at=None):
        spans = [row.span for row in rows(LedgerRow).filter(ticket=ticket).order_by("span")]
        assert spans[0].lower == ticket.registered_at, ticket.number
        assert all(before.upper == after.lower for before, after in pairwise(spans)), ticket.number
        assert spans[-1].upper == ticket.closed_at, ticket.number


def test_work_is_done_at_working_hours_except_on_what_cannot_wait(made):
    at_desk = rows(Event).filter(via="demo", ticket__priority__in=[3, 4], at__lt=made.at - timedelta(hours=3))
    assert [(str(event.ticket), event.step) for event in at_desk if not _at_work(event.at)] == []
    urgent = rows(Event).filter(via="demo", ticket__priority=1)
    assert any(not is_office_hours(event.at) for event in urgent)


def _at_work(at) -> bool:
    local = timezone.localtime(at)
    return local.weekday() < 5 and 7 <= local.hour < 18


def test_everything_lies_in_the_last_sixty_days_and_nothing_ahead(made):
    ats = list(rows(Event).values_list("at", flat=True))
    assert min(ats) > made.at - timedelta(days=62)
    assert max(ats) <= made.at


def test_nothing_waits_to_be_fired_or_sent_from_times_past(made):
    waiting = DueStep.objects.filter(fired_at=None)
    assert not waiting.filter(due_at__lte=made.at).exists()
    assert waiting.exists()
    assert not DueStep.objects.exclude(set_aside_at=None).exists()
    assert not Message.objects.waiting().exists()


def test_who_acted_has_read_the_case(made):
    own = rows(Event).filter(via="demo", subject_type="ticket", cause="")  # not what followed on other cases
    acted = set(own.values_list("ticket_id", "user_id"))
    assert acted == set(Reading.objects.values_list("ticket_id", "user_id")) & acted


def test_each_region_has_a_lead_a_desk_and_an_incident_manager_today(made):
    today = RoleAssignment.objects.valid_on(timezone.localdate())
    for region in directory.regions():
        granted = set(today.filter(organisation=region).values_list("role__capabilities__capability", flat=True))
        assert {"forum.appoint", "incident.triage", "incident.close", "incident.assign"} <= granted, region.slug


def test_hats_are_past_present_and_to_come_with_deputies_titles_and_two_employers(made):
    today, hats = timezone.localdate(), RoleAssignment.objects.all()
    assert hats.filter(valid_to__lt=today).exists()
    assert hats.filter(valid_from__gt=today).exists()
    assert hats.exclude(deputy_for=None).filter(valid_to__gte=today).exists()
    assert hats.exclude(local_title="").exists()
    tiers = [{hat.organisation.tier for hat in user.assignments.valid_on(today)} for user in User.objects.all()]
    assert {"region", "support"} in tiers


def test_the_clocks_run_on_the_demos_cases_and_are_as_its_history_says(made):
    kept = rows(Clock)
    assert {row.version.agreement.kind for row in kept.select_related("version__agreement")} == {"sla", "ola", "uc"}
    assert set(kept.values_list("state", flat=True)) >= {"running", "stopped"}
    assert kept.exclude(breached_at=None).exists()
    ids = list(rows(Ticket).exclude(registered_at=None).values_list("pk", flat=True))
    assert rebuilding.of_tickets(ids, only_checks=True) == []
