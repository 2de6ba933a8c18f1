"""The demo shows everything the program can look like: states, holds, hand-offs, readers, words."""

from collections import Counter

import pytest
from django.db.models import Count

from engine.personal_data import detect_identifiers
from engine.personal_data.findings import HINT
from engine.step import steps
from regions import directory
from tickets import codes
from tickets.models import (
    AcceptanceDefect,
    AcceptanceResult,
    Attachment,
    DefectWaiver,
    DeploymentSpell,
    Event,
    Handoff,
    IncidentDetail,
    Link,
    MiAction,
    MiEntry,
    MiMessage,
    MiRegionRow,
    MiSuffix,
    Note,
    RegionDeployment,
    RegionLeg,
    ReleaseSign,
    SolutionProposal,
    Task,
    TextVersion,
    Ticket,
)
from tickets.models.note import NoteKind
from tickets.workflows import PROCESSES

pytestmark = pytest.mark.django_db

PASSED_AT_ONCE = {"service-request": {"submitted"}}  # an order goes on in the same transaction


def rows(model):
    return model.objects.unscoped("test")


def seen(model, *columns, **where) -> set:
    return set(rows(model).filter(**where).values_list(*columns, flat=len(columns) == 1))


@pytest.mark.parametrize("process", [one for one in PROCESSES if one != "major-incident"])
def test_every_state_is_the_state_of_some_case_now(made, process):
    passing = PASSED_AT_ONCE.get(process, set())
    assert seen(Ticket, "state", process=process) == set(PROCESSES[process].States.values) - passing


def test_every_state_of_a_major_incident_was_passed_and_one_is_under_way(made):
    """Six under way at once would be no picture of anything: the states on the way stand in the events."""
    ends = {"candidate", "rejected", "monitoring", "resolved", "review", "closed", "downgraded"}
    assert seen(Ticket, "state", process="major-incident") == ends
    passed = seen(Event, "target", ticket__process="major-incident", subject_type="ticket")
    assert passed >= set(PROCESSES["major-incident"].States.values)
    assert seen(MiRegionRow, "state") == set(MiRegionRow.States.values)
    assert rows(MiRegionRow).filter(named_silent=True).exists() and rows(MiRegionRow).filter(oral=True).exists()
    assert rows(MiMessage).filter(corrects__isnull=False).exists() and rows(MiSuffix).exists()
    assert rows(MiEntry).exists() and rows(MiAction).filter(done_at__isnull=False).exists()


def test_releases_show_every_state_of_a_region_and_what_stands_in_the_way(made):
    assert seen(RegionDeployment, "state") == set(RegionDeployment.States.values)
    assert seen(ReleaseSign, "purpose") == {"approve", "lift", "cancel", "go", "verify", "defer", "opt_out"}
    assert {"lift", "enter_els"} <= seen(Event, "step", ticket__process="release")
    assert seen(AcceptanceResult, "outcome") >= {"ok", "not_ok", "blocked"}
    assert seen(AcceptanceDefect, "severity") == {"critical", "major", "minor"}
    assert rows(DefectWaiver).filter(ended_at=None).exists() and rows(DefectWaiver).exclude(ended_at=None).exists()
    produced = rows(DeploymentSpell).filter(environment="production")
    running = {(one.region.slug, one.version) for one in produced.select_related("region")}
    assert {("dalarna", "4.2.0"), ("dalarna", "4.2.0.1"), ("dalarna", "4.2.1")} <= running
    assert not any(region == "gavleborg" for region, _version in running), "it waits"


def test_every_reason_for_waiting_is_waited_for_now_by_each_side_that_may(made):
    waiting = Counter(rows(Ticket).exclude(hold="").values_list("hold", flat=True))
    assert set(waiting) == set(codes.HoldReason.values)
    for tier, reasons in codes.HOLD_REASONS_OF_TIER.items():
        used = {hold for hold, pk in seen(Ticket, "hold", "holder") if hold and directory.organisation(pk).tier == tier}
        assert used & reasons, tier


def test_every_state_and_reason_of_a_hand_off_occurs(made):
    assert seen(Handoff, "state") == set(Handoff.States.values)
    assert seen(Handoff, "reason") == set(codes.HandoffReason.values)
    assert seen(Handoff, "return_reason", state="returned") == set(codes.ReturnReason.values)
    assert rows(Handoff).filter(bypass=True).exists()
    assert rows(Handoff).filter(with_solution=True, state="proposed").exists()
    assert rows(Ticket).filter(returns__gte=3).exists()
    assert {directory.organisation(pk).tier for pk in seen(Ticket, "offered_to") if pk} == {
        "region",
        "support",
        "vendor",
    }


def test_every_state_of_a_regions_part_occurs(made):
    assert seen(RegionLeg, "state") == set(RegionLeg.States.values)
    assert rows(Event).filter(step="region_decline").exists()


def test_every_circle_of_readers_occurs(made):
    circles = set(codes.Audience.values)
    assert seen(Note, "audience") == seen(Attachment, "audience") | {"own"} == circles
    of_events = {codes.called(one) for one in seen(Event, "audience")} - {"party", "party_supply"}
    assert of_events == circles | set(codes.Circle.values)
    assert seen(Ticket, "visibility") == set(codes.Visibility.values)
    assert seen(Note, "kind") == set(NoteKind.values)


def test_shares_tasks_links_files_and_drafts_occur(made):
    assert {"share", "end_share", "narrow", "widen", "make_confidential", "lift_confidential"} <= seen(Event, "step")
    assert rows(Task).filter(blocking=True, done_at=None).exists()
    assert rows(Task).filter(blocking=True).exclude(done_at=None).exists()
    assert {"related", "duplicate_of", "reclassified_to"} <= seen(Link, "kind")
    assert rows(Link).exclude(ended_at=None).exists()
    assert seen(Attachment, "content_type") == {"text/plain", "text/csv", "image/png"}
    assert rows(Attachment).exclude(confirmed_by=None).exists()
    assert rows(Ticket).filter(state="draft", number=None).count() >= 2


def test_patient_safety_priorities_and_the_vendors_words_occur(made):
    assert seen(Ticket, "patient_safety") >= set(codes.PatientSafety.values)
    assert seen(Ticket, "priority") >= set(codes.Priority.values)
    assert rows(TextVersion).filter(field="override_reason").exists()
    assert rows(Event).filter(step="propose_priority").exists()
    assert rows(Ticket).exclude(vendor_reference="").exclude(expected_at=None).exists()
    assert rows(Ticket).filter(reopenings__gte=1, state="closed").exists()
    assert IncidentDetail.objects.exclude(deviation_id="").exists()
    assert rows(Event).exclude(deputy_for=None).exists()


def test_the_timers_have_closed_resumed_confirmed_and_ended_at_their_own_times(made):
    fired = rows(Event).filter(via="timer")
    assert {"close", "resume", "time_out", "end_share"} <= set(fired.values_list("step", flat=True))
    assert fired.values("at").distinct().count() > 4


def test_nearly_every_step_of_both_processes_is_taken_somewhere(made):
    taken = seen(Event, "step", subject_type="ticket")
    left_out = {name for workflow in PROCESSES.values() for name in steps(workflow)} - taken
    # What undoes a link, and the further ways to take up a dormant problem.
    rare = {"incident_unlinked", "resume_assess", "resume_known_error", "resume_fix"}
    # Of changes: reminders of what goes well here, roads back, and what few of them touch.
    rare |= {"phone_late", "retro_late", "review_late", "decision_late", "template_refused", "record_decision"}
    rare |= {"reschedule_to_assess", "reschedule_to_cab", "reschedule_to_ecab", "rework_postponed", "ecab_reject"}
    rare |= {"set_type", "lower_risk", "assess_legal", "assess_patient_safety"}
    rare |= {"link_caused", "incident_linked", "change_found", "change_lost"}
    # Of templates: what a year brings. Of known errors: regions that a problem names later.
    rare |= {"renew", "run_out", "reinstate", "remind", "add_regions"}
    # Of releases: a review that nobody wrote, and the other answer to whether a fault remains.
    rare |= {"review_late", "fault_is_gone"}
    # Of needs: what the program notes, later than the demo reaches, or of what is seldom.
    rare |= {"ask_effect", "remind_silence", "deployed_in_region", "put_back_in_region", "come_to_nothing"}
    rare |= {"result_linked", "result_unlinked", "add_results"}
    # Of orders: what a draft or a quote seldom comes to, and an expert forum that says no.
    rare |= {"save", "quote_late", "quote_returned", "decline_quote", "expert_no", "expert_to_quote"}
    assert left_out <= {"unwatch", "unlink", "carry_on"} | rare


def test_a_third_is_open_at_the_vendor_a_third_on_our_side_and_the_rest_is_over(made):
    forty = rows(Ticket).filter(process="incident", source_key__in=[f"demo:{key}" for key in forty_of(made)])
    assert forty.count() == 40
    over = forty.filter(state__in=["resolved", *PROCESSES["incident"].terminal])
    still = Counter(
        directory.organisation(pk).tier for pk in forty.exclude(pk__in=over).values_list("holder", flat=True)
    )
    assert 11 <= over.count() <= 15
    assert 11 <= still["vendor"] <= 15
    assert 11 <= still["region"] + still["support"] <= 15
    general = rows(Ticket).filter(process="general-case").exclude(source_key="").exclude(state="draft")
    assert general.count() == 10 + 1, "ten, and the field safety notice"


def forty_of(made) -> list[str]:
    return [key for key, case in made.script.cases.items() if "expected_resolver" in case.facts]


def test_every_region_and_both_other_sides_have_cases_and_people_at_work(made):
    assert seen(Ticket, "origin") >= {region.pk for region in directory.regions()}
    busy = {directory.organisation(pk).kind for pk in seen(Event, "organisation") if pk}
    assert busy == {"region", "it_mt", "support_org", "vendor"}


def test_no_words_of_the_demo_hold_a_personal_number(made):
    words = [*rows(TextVersion).values_list("body", flat=True), *rows(Attachment).values_list("name", flat=True)]
    words += rows(Ticket).values_list("title", flat=True)
    words += rows(Task).values_list("title", flat=True)
    assert [text for text in words if any(one.confidence != HINT for one in detect_identifiers(text))] == []


def test_no_two_notes_and_no_two_letters_say_the_same(made):
    said = rows(TextVersion).filter(field__in=["note_text", "handoff_letter", "solution", "question", "hold_question"])
    said = said.exclude(ticket__in=rows(SolutionProposal).filter(accepted=True).values("ticket"), field="solution")
    assert list(said.values("body").annotate(times=Count("pk")).filter(times__gt=1)) == []
