"""What no table of steps says of a region's row: who decides together, what is remembered, and what is locked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from engine import due
from engine.errors import NotPermitted, NotPossible, Refused
from roles.actor import actor_for
from sla.models import DueStep
from tests import parties
from tests.cases import fresh
from tests.people import actor, person, wear
from tests.processes.release import places as releases
from tests.processes.release.deployments import places as at
from tests.tickets import places
from tests.tickets.replaying import events_of
from tickets.models import DeploymentSpell, FreezePeriod, Link, RegionDeployment, VendorReport
from tickets.processes.release import signing
from tickets.processes.release.deployments import figures, reading, showing
from tickets.processes.release.deployments.guards import missing_for_go

pytestmark = pytest.mark.django_db


def refused(one, name, who, **data) -> str:
    with pytest.raises(Refused) as why:
        at.step(one, name, who, **data)
    return why.value.reasons[0].code


def test_every_member_region_has_one_row_from_the_registration_on():
    ticket = releases.planning()
    rows = reading.rows_of(ticket)
    assert [row.state for row in rows] == ["not_planned"] * 9
    assert len({row.region_id for row in rows}) == 9


def test_nobody_of_another_organisation_moves_a_row():
    one = at.in_state("not_planned")
    for who in (at.manager(at.NEIGHBOUR), releases.lead(), releases.vendor_lead()):
        with pytest.raises((NotPermitted, NotPossible, RegionDeployment.DoesNotExist)):
            at.step(one, "plan", who, **at.planning())
    assert at.row(one.ticket).state == "not_planned"


# --- Go ---


def test_go_is_given_when_both_have_signed_and_the_board_says_who_is_left():
    one = at.tested("approved")
    assert len(showing.missing_of(one)) == 3, "the list, and two signatures"
    one = at.step(one, "sign_go", at.leader(), **at.TICKS)
    assert one.state == "go_decision" and [one.key for one in signing.missing(one, "go")] == ["operations"]
    assert refused(one, "sign_go", at.leader(), **at.TICKS) == "signed_already"
    one = at.step(one, "sign_go", at.manager(), **at.TICKS)
    assert one.state == "ready" and one.go_at is not None
    assert {sign.role for sign in signing.signs(one, "go")} == {"region-objektledare", "region-driftsattningsansvarig"}


def test_nobody_gives_the_go_after_her_deputy():
    one, holder, deputy = at.tested("approved"), at.manager().user, person("region-kliniker", parties.REGION)
    wear(holder, "region-objektledare", parties.REGION)
    wear(deputy, "region-objektledare", parties.REGION, deputy_for=holder)
    one = at.step(one, "sign_go", actor_for(deputy), **at.TICKS)
    assert refused(one, "sign_go", actor_for(holder), **at.TICKS) == "signed_already"


def test_a_major_release_is_not_ready_without_the_owner_of_it():
    one = at.tested()
    assert refused(one, "no_go", at.owner_of_it(), reason="Nej") == "decided_by_others"
    ticket = releases.planning(release_type="major")
    found = [party.key for party in signing.missing(at.row(ticket), "go")]
    assert found == ["business", "operations", "it"]


def test_a_no_go_makes_the_signatures_void_and_lets_the_region_plan_anew():
    one = at.step(at.tested("approved"), "sign_go", at.leader(), **at.TICKS)
    one = at.step(one, "no_go", at.manager(), reason="Bemanningen saknas")
    assert one.state == "go_decision" and signing.signs(one, "go") == []
    assert one.no_go_at is not None and not one.staffing
    one = at.step(one, "replan", at.manager(), **at.planning(hours=200, what_changed="En vecka senare"))
    assert (one.state, one.no_go_at, one.tested_at, one.communicated_at) == ("planned", None, None, None)
    assert one.trained_at is not None, "training still holds"


def test_what_is_missing_is_said_by_name_before_anybody_signs():
    one = at.step(at.in_state("regional_test"), "test_done", at.manager(), **at.protocol())
    assert len(showing.missing_of(one)) >= 3
    assert refused(one, "sign_go", at.leader(), **at.TICKS) == "not_approved"


def test_a_new_delivery_takes_the_test_of_the_old_one_away():
    one = at.tested()
    ticket = releases.take(one.ticket, "reject_delivery", releases.lead(), **_rejecting())
    ticket = releases.take(ticket, "deliver", releases.vendor_lead(), **(releases.DELIVERY | {"build_id": "10.1.0-55"}))
    assert missing_for_go(at.row(ticket)) == ["tested_at"]


def _rejecting() -> dict:
    return {"defect_links": [places.incident().number], "reason": "Fel i avrundningen."}


# --- Deployment ---


def test_a_row_is_deployed_inside_its_window_alone():
    one = at.rolling()
    late = timezone.now() + timedelta(hours=7)
    with pytest.raises(Refused) as why:
        at.step(one, "deploy_start", at.manager(), at=late, actual_start=late)
    assert why.value.reasons[0].code == "outside_time"


def test_a_window_that_has_passed_is_planned_anew_and_go_is_given_anew():
    one = at.rolling()
    plan = at.planning(hours=200, what_changed="Natten ställdes in")
    assert refused(one, "replan", at.manager(), **plan) == "window_open"
    one = at.step(one, "replan", at.manager(), at=one.planned_end + timedelta(minutes=1), **plan)
    assert one.state == "planned" and signing.signs(one, "go") == []


def test_a_halt_stops_the_waves_that_it_names_and_no_other():
    one = at.rolling()
    at.step(at.row(one.ticket, at.NEIGHBOUR), "plan", at.manager(at.NEIGHBOUR), **at.planning(hours=48, wave=2))
    wave = {"affected_waves": ["2"]}
    halted = releases.take(one.ticket, "halt", releases.region_object_leader(), **releases.HALT, **wave)
    other = at.step(at.row(halted), "deploy_start", at.manager(), actual_start=timezone.now())
    assert other.state == "deploying"


def test_a_halt_of_all_waves_stops_every_row():
    one = at.rolling()
    halted = releases.take(one.ticket, "halt", releases.region_object_leader(), **releases.HALT)
    assert refused(at.row(halted), "deploy_start", at.manager(), actual_start=timezone.now()) == "halted"


def test_the_vendor_reports_and_the_region_confirms():
    one = at.rolling(vendor_deploys=True)
    now = timezone.now()
    one = at.step(one, "vendor_report", at.vendor(), vendor_outcome="done", actual_start=now, actual_end=now)
    assert one.state == "ready" and one.reported_at is not None
    report = VendorReport.objects.unscoped("test").get(row=one)
    assert (report.outcome, report.person) == ("done", at.vendor().user)
    one = at.step(one, "deploy_start", at.manager(), actual_start=now)
    assert one.reported_at is None, "the region has answered"
    with pytest.raises(IntegrityError), transaction.atomic():
        VendorReport.objects.unscoped("test").filter(pk=report.pk).update(outcome="failed")


def test_which_version_ran_is_written_when_it_is_deployed_and_when_it_is_rolled_back():
    one = at.deployed()
    spells = DeploymentSpell.objects.unscoped("test").filter(row=one)
    made = spells.get(environment="production")
    assert (made.version, made.from_at, made.rolled_back_at) == ("10.1", one.actual_end, None)
    assert spells.filter(environment="test").exists(), "what is tested runs in the test environment"
    one = at.step(one, "roll_back", at.manager(), **at.rolling_back())
    made.refresh_from_db()
    assert made.rolled_back_at == one.rolled_back_at
    assert not spells.filter(environment="test", rolled_back_at__isnull=False).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        spells.filter(pk=made.pk).update(version="9.9")


def test_a_failure_links_its_incident_both_ways():
    incident = places.incident()
    one = at.step(at.deploying(), "fail", at.manager(), **at.failing(deployment_incidents=[incident.number]))
    assert one.incidents == [incident.pk]
    link = Link.objects.unscoped("test").get(ticket=incident, other=one.ticket)
    assert link.kind == "caused_by"
    assert "deployment_found" in [event.step for event in events_of(incident)]
    one = at.step(one, "roll_back", at.manager(), reason="Åter", actual_end=timezone.now())
    assert one.state == "rolled_back", "what was named when it failed need not be named again"


def test_two_persons_verify_and_no_one_for_both():
    one = at.step(at.deployed(), "sign_verify", at.clinician(), smoke_test="Ordination går att göra.")
    assert one.state == "deployed"
    assert refused(one, "sign_verify", parties.desk(), smoke_test="Ja") == "party_signed"
    one = at.step(one, "sign_verify", at.manager(), smoke_test="Ordination går att göra.")
    assert one.state == "verified" and one.verified_at is not None


# --- Deviations ---


def test_a_deferral_opens_a_deviation_and_a_new_plan_ends_it():
    one = at.deferred()
    assert one.deviation_id is not None and one.state == "deferred"
    deviation = fresh(one.deviation_id)
    assert (deviation.process, deviation.origin_id) == ("deviation", one.region_id)
    assert reading.without_deviation(fresh(one.ticket_id)) == []
    waits = DueStep.objects.filter(step="deviation_due", subject_id=one.pk, fired_at=None)
    assert timezone.localdate(waits.get().due_at) == one.deviation_until
    one = at.step(one, "replan", at.manager(), **at.planning(hours=200, what_changed="Integrationen är klar"))
    assert (one.state, one.deviation_id) == ("planned", None)
    assert fresh(deviation.pk).closed_at is not None and not waits.exists()


def test_opting_out_takes_two_and_a_day_within_twelve_months():
    one = at.in_state("not_planned")
    assert refused(one, "sign_opt_out", at.leader(), **at.opting_out(days=400)) == "deviation_too_long"
    one = at.step(one, "sign_opt_out", at.leader(), **at.opting_out())
    assert one.state == "not_planned" and one.deviation_id is None
    other = at.step(one, "sign_opt_out", at.owner_of_it(), **at.opting_out(days=30))
    assert other.state == "not_planned", "another day is another thing: the first has not signed that"
    other = at.step(other, "sign_opt_out", at.leader(), **at.opting_out(days=30))
    assert other.state == "opted_out" and other.deviation_id is not None


def test_a_deviation_that_falls_due_is_said_and_moves_nothing():
    one = at.deferred()
    noon = timezone.make_aware(timezone.datetime.combine(one.deviation_until, timezone.datetime.min.time()))
    due.fire(now=noon + timedelta(hours=12))
    after = at.row(one.ticket)
    assert (after.state, after.reminders) == ("deferred", 1)
    assert "deviation_due" in [event.step for event in events_of(one.ticket)]


# --- Freezes, reminders, the end ---


def test_a_region_plans_in_a_joint_freeze_only_when_it_was_allowed():
    one = at.in_state("not_planned")
    plan = at.planning(hours=200)
    _freeze(plan)
    assert refused(one, "plan", at.manager(), **plan) == "frozen_time"
    it_leader = actor("sussa-objektledare-it", parties.SUPPORT_ORG)
    one = at.step(one, "allow_freeze", it_leader, freeze_override_reason="Säkerhetsrättning")
    assert one.state == "not_planned"
    assert at.step(one, "plan", at.manager(), **plan).state == "planned"


def test_a_region_explains_why_it_plans_in_its_own_freeze():
    one = at.in_state("not_planned")
    plan = at.planning(hours=200)
    _freeze(plan, one.region)
    assert refused(one, "plan", at.manager(), **plan) == "own_freeze"
    assert at.step(one, "plan", at.manager(), **plan, freeze_override_reason="Avdelningen är stängd").state == "planned"


def _freeze(plan, region=None) -> None:
    day = timezone.localdate(plan["planned_start"])
    FreezePeriod.objects.create(
        name="Jul", kind="christmas", organisation=region, first_day=day, last_day=day, made_at=timezone.now()
    )


def test_those_who_decide_are_reminded_before_the_window_and_once():
    one = at.step(at.in_state("not_planned"), "plan", at.manager(), **at.planning(hours=24 * 20))
    wanted = one.planned_start - timedelta(days=figures.of("go_reminder_days"))
    row = DueStep.objects.get(step="remind", subject_id=one.pk, fired_at=None)
    assert row.due_at == wanted
    due.fire(now=wanted + timedelta(minutes=1))
    after = at.row(one.ticket)
    assert after.reminders == 1
    due.fire(now=wanted + timedelta(days=1))
    assert at.row(one.ticket).reminders == 1


def test_the_rows_are_locked_when_the_release_has_ended():
    ticket = releases.release("cancelled")
    one = at.row(ticket)
    assert refused(one, "plan", at.manager(), **at.planning(hours=200)) == "parent_closed"
    assert refused(one, "sign_opt_out", at.leader(), **at.opting_out()) == "parent_closed"
    assert not DueStep.objects.filter(step="remind", subject_id=one.pk, fired_at=None).exists()


def test_a_step_out_of_turn_is_refused():
    one = at.in_state("not_planned")
    with pytest.raises(NotPossible):
        at.step(one, "deploy_start", at.manager(), actual_start=timezone.now())
