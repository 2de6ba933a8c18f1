"""Clocks by real steps: what opens, stops and pauses each, by every agreement's own table."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from engine import due
from engine.perform import perform
from engine.record import record_history
from regions import directory
from sla import agreement_versions
from sla.agreements import counts_for
from sla.models import Agreement, AgreementRegion, Calendar
from tests import cases, parties
from tests.cases import answer, fresh, step, team
from tests.clocks.reading import clock, clocks, faults, fired, waiting
from tests.importer.test_import_ledger import history as imported
from tests.tickets import places
from tickets.clocks import keeping, promises, rebuilding, standing
from tickets.importer.history import HistoricTicket
from tickets.models import Clock, Ticket
from tickets.workflows import PROCESSES

pytestmark = pytest.mark.django_db

SLA, OLA, UC = "sla-sussa", "ola-sussa", "uc-cambio"


def working_at_support() -> Ticket:
    ticket, support = cases.at_support(), parties.support()
    ticket = step(ticket, "assign", support, category_open="programfel", team=team(parties.SUPPORT_ORG).slug,
                  assignee="me")  # fmt: skip
    return step(ticket, "take", support)


def working_at_vendor() -> Ticket:
    ticket, vendor = cases.at_vendor(), parties.vendor()
    ticket = step(ticket, "assign", vendor, category_open="programfel", team=team(parties.VENDOR_ORG).slug,
                  assignee="me")  # fmt: skip
    return step(ticket, "take", vendor)


def stands(ticket, *names) -> list[str]:
    """How the named clocks stand: what pauses them, else their state."""
    found = clocks(ticket)
    return [found[name].paused_by or found[name].state for name in names]


# --- What opens and stops ---


def test_a_region_that_keeps_its_own_case_opens_no_clock():
    ticket = step(places.incident("in_progress"), "resolve", parties.desk(), **cases.SOLUTION)
    assert clocks(ticket) == {}


def test_the_promises_begin_when_the_support_organisation_is_asked_and_its_reception_ends_when_it_accepts():
    ticket = step(cases.prioritised(), "escalate_tier", parties.desk(), **cases.TO_SUPPORT)
    offered = clocks(ticket)
    assert {name for name in offered if name[0] == SLA} == {(SLA, "acknowledge"), (SLA, "update"), (SLA, "resolve")}
    assert {row.started_at for row in offered.values()} == {ticket.updated_at}
    assert stands(ticket, (SLA, "acknowledge"), (OLA, "acknowledge")) == ["running", "other_holds"]
    ticket = answer(ticket, "accept", parties.support(), assignee="me")
    assert stands(ticket, (SLA, "acknowledge"), (SLA, "resolve"), (OLA, "acknowledge")) == [
        "stopped",
        "running",
        "running",
    ]
    assert clock(ticket, SLA, "acknowledge").stopped_at == ticket.updated_at


def test_an_offer_that_is_returned_or_taken_back_ends_every_promise_and_a_new_one_goes_on():
    ticket = step(cases.prioritised(), "escalate_tier", parties.desk(), **cases.TO_SUPPORT)
    ticket = answer(ticket, "return", parties.support_manager(), return_reason="saknar_underlag", reason="Vad?")
    assert {row.state for row in clocks(ticket).values()} == {"stopped"}
    ticket = step(ticket, "escalate_tier", parties.desk(), **cases.TO_SUPPORT)
    assert clock(ticket, SLA, "acknowledge").round == 2
    again = clock(ticket, SLA, "resolve")
    assert (again.round, again.state) == (1, "running")
    assert faults(ticket) == []


def test_what_the_support_organisation_registers_itself_begins_at_once_and_its_assessment_is_the_reception():
    ticket = cases.opened("incident", parties.support())
    assert {row.started_at for row in clocks(ticket).values()} == {ticket.registered_at}
    assert clock(ticket, SLA, "acknowledge").state == "running"
    ticket = step(ticket, "triage", parties.support())
    assert stands(ticket, (SLA, "acknowledge"), (OLA, "acknowledge")) == ["stopped", "stopped"]


def test_the_vendors_solution_stops_its_clock_if_it_is_verified_and_a_rejected_one_goes_on_with_what_was_used():
    ticket = cases.at_vendor()
    step(ticket, "report_solution", parties.vendor(), solution="Rättad", handoff_letter="Klart")
    first = clock(ticket, UC, "resolve")
    assert first.state == "stopped"
    assert clock(ticket, SLA, "resolve").state == "running"
    ticket = answer(
        fresh(ticket.pk), "return", parties.support_manager(), return_reason="saknar_underlag", reason="Nej"
    )
    rejected = clock(ticket, UC, "resolve")
    assert (rejected.state, rejected.round, rejected.started_at) == ("running", 1, first.started_at)
    assert rejected.used >= first.used
    step(ticket, "report_solution", parties.vendor(), solution="Nu så", handoff_letter="Klart")
    ticket = answer(fresh(ticket.pk), "accept", parties.support(), assignee="me")
    assert clock(ticket, UC, "resolve").state == "stopped"
    assert faults(ticket) == []


def test_a_solved_case_stops_and_a_reopened_one_or_a_declined_part_goes_on():
    ticket = places.joint_incident("resolved")
    assert clock(ticket, SLA, "resolve").state == "stopped"
    leg = places.leg_of(ticket, parties.REGION)
    perform(type(leg), leg.pk, "region_decline", actor=parties.desk(), via="test", data={"what_remains": "Allt"})
    assert clock(ticket, SLA, "resolve").state == "running"
    ticket = step(ticket, "reopen", parties.support_manager(), reason="Kvar")
    assert clock(ticket, SLA, "resolve").state == "running"
    assert faults(ticket) == []


def test_an_update_that_the_customer_may_read_begins_a_new_interval():
    ticket, support = cases.at_support(), parties.support()
    rounds = [clock(ticket, SLA, "update").round]
    for audience in ("own", "customer"):
        step(ticket, "add_note", support, note_text="Vi letar", note_audience=audience)
        rounds.append(clock(ticket, SLA, "update").round)
    step(ticket, "add_note", parties.desk(), note_text="Hur går det?", note_audience="customer")
    rounds.append(clock(ticket, SLA, "update").round)
    assert rounds == [1, 1, 2, 2]
    assert faults(ticket) == []


# --- Pauses, by agreement ---

HOLDS = [  # processes.md 5.0: the promise to the region, and the one within
    ("await_reporter", "await_reporter", "await_reporter"),
    ("await_region_confirm", "await_region_confirm", "await_region_confirm"),
    ("await_change_window", "running", "await_change_window"),
    ("await_third_party", "running", "running"),
    ("await_decision", "running", "await_decision"),
]
THIRD = {"supplier": parties.THIRD_PARTY, "supplier_reference": "X-1"}


@pytest.mark.parametrize(("reason", "sla", "ola"), HOLDS)
def test_each_hold_pauses_what_its_agreement_says_and_no_more(reason, sla, ola):
    ticket = working_at_support()
    more = THIRD if reason == "await_third_party" else {}
    ticket = step(ticket, "hold", parties.support(), **places.waiting(hold_reason=reason, **more))
    assert stands(ticket, (SLA, "resolve"), (OLA, "update")) == [sla, ola]
    paused = clock(ticket, OLA, "update")
    assert (paused.due_at is None) == (paused.state == "paused")
    ticket = step(ticket, "resume", parties.support())
    assert stands(ticket, (SLA, "resolve"), (OLA, "update")) == ["running", "running"]
    assert faults(ticket) == []


def test_while_the_vendor_holds_it_the_time_within_stands_still_and_the_others_run_on():
    ticket = working_at_vendor()
    names = (SLA, "resolve"), (OLA, "update"), (UC, "resolve")
    assert stands(ticket, *names) == ["running", "vendor_holds", "running"]
    ticket = step(ticket, "hold", parties.vendor(), **places.waiting(hold_reason="await_customer"))
    assert stands(ticket, *names) == ["running", "running", "await_customer"]
    assert faults(ticket) == []


def test_no_hold_pauses_a_p1_though_the_time_within_stands_still_at_the_vendor():
    ticket = working_at_support()
    step(ticket, "hold", parties.support(), **places.waiting())
    step(ticket, "prioritise", parties.support_manager(), impact=1, urgency=1)
    ticket = fresh(ticket.pk)
    assert (ticket.state, clock(ticket, SLA, "resolve").state) == ("in_progress", "running")
    ticket = step(ticket, "escalate_vendor", parties.support(), **cases.TO_VENDOR)
    ticket = answer(ticket, "accept", parties.vendor(), assignee="me")
    assert stands(ticket, (SLA, "resolve"), (OLA, "update")) == ["running", "vendor_holds"]
    assert faults(ticket) == []


# --- One vendor case with many below it ---


def under_the_same(parent: Ticket) -> Ticket:
    child = cases.at_vendor()
    return step(child, "put_under", parties.support_manager(), parent_ticket=parent.number)


def counted_with(ticket) -> dict[str, str | None]:
    """By agreement, with which case its clocks are counted."""
    return {slug: row.counted_with and row.counted_with.number for (slug, _metric), row in clocks(ticket).items()}


def test_children_of_one_vendor_case_count_once_for_the_vendor_and_each_for_its_region():
    parent = cases.at_vendor()
    children = [under_the_same(parent) for _ in range(2)]
    for child in children:
        assert counted_with(child) == {SLA: None, OLA: None, UC: parent.number}
        assert faults(child) == []
    assert set(counted_with(parent).values()) == {None}
    step(children[0], "take_out", parties.support_manager())
    assert counted_with(children[0])[UC] is None


def test_a_child_counts_by_itself_until_its_main_case_is_at_the_vendor_too():
    parent = cases.at_support()
    child = under_the_same(parent)
    assert counted_with(child)[UC] is None
    step(parent, "escalate_vendor", parties.support(), **cases.TO_VENDOR)
    assert counted_with(child)[UC] == parent.number


def test_a_duplicate_counts_with_its_main_case_and_its_time_as_a_duplicate_counts_for_nobody():
    master = cases.at_vendor()
    ticket = working_at_support()
    ticket = step(ticket, "escalate_vendor", parties.support(), **cases.TO_VENDOR)
    ticket = step(ticket, "mark_duplicate", parties.support_manager(), master_ticket=master.number)
    assert counted_with(ticket)[UC] == master.number
    assert {row.state for row in clocks(ticket).values()} == {"stopped"}
    used = clock(ticket, SLA, "resolve").used
    later = timezone.now() + timedelta(days=20)
    perform(Ticket, ticket.pk, "undo_duplicate", actor=parties.support_manager(), via="test",
            data={"reason": "Två olika"}, at=later)  # fmt: skip
    again = clock(ticket, SLA, "resolve")
    assert (again.state, again.used) == ("running", used)
    assert counted_with(ticket)[UC] is None
    assert faults(ticket) == []


# --- Versions, regions, priorities ---


def publish(slug: str, *, minutes: int):
    """A new version from today on, in which every promise is of so many minutes."""
    agreement = Agreement.objects.get(slug=slug)
    wanted = agreement_versions.said_by(agreement.versions.get())
    wanted = replace(wanted, valid_from=timezone.localdate(), targets=[
        replace(one, minutes=minutes, calendar="around-the-clock") for one in wanted.targets])  # fmt: skip
    calendars = {row.slug: row for row in Calendar.objects.all()}
    version = agreement_versions.publish_loaded(agreement, wanted, calendars)
    directory.clear()
    return version


@pytest.mark.usefixtures("forgets")
def test_a_clock_keeps_the_version_it_began_under(monkeypatch):
    old = cases.at_support()
    before = clock(old, SLA, "resolve")
    monkeypatch.setattr(promises, "KNOWN_AFTER", timedelta())
    version = publish(SLA, minutes=7)
    new = cases.at_support()
    old = step(old, "prioritise", parties.support_manager(), impact=1, urgency=1)
    after = clock(old, SLA, "resolve")
    assert (after.version_id, after.amount) == (before.version_id, timedelta(hours=4))
    assert (clock(new, SLA, "resolve").version_id, clock(new, SLA, "resolve").amount) == (
        version.pk,
        timedelta(minutes=7),
    )
    assert faults(old) == faults(new) == []


@pytest.mark.usefixtures("forgets")
@pytest.mark.parametrize("days", [-3, 0, 3])
def test_what_began_before_the_agreement_counts_for_the_region_is_measured_and_not_counted(days):
    agreement, region = Agreement.objects.get(slug=SLA), directory.by_slug(parties.REGION)
    today = timezone.localdate()
    AgreementRegion.objects.create(agreement=agreement, region=region, valid_from=today + timedelta(days=days))
    directory.clear()
    ticket = cases.at_support()
    assert clock(ticket, SLA, "resolve").counts is counts_for(agreement, region, today) is (days <= 0)
    assert clock(ticket, OLA, "acknowledge").counts is True


def test_a_raised_priority_counts_from_the_start_and_a_lowered_one_undoes_no_breach():
    ticket = cases.at_support()
    began = clock(ticket, SLA, "resolve").started_at
    late = began + timedelta(hours=6)
    perform(Ticket, ticket.pk, "prioritise", actor=parties.support_manager(), via="test",
            data={"impact": 1, "urgency": 1}, at=late)  # fmt: skip
    raised = clock(ticket, SLA, "resolve")
    assert (raised.amount, raised.used, raised.due_at, raised.breached_at) == (
        timedelta(hours=4),
        timedelta(hours=6),
        began + timedelta(hours=4),
        late,
    )
    perform(Ticket, ticket.pk, "prioritise", actor=parties.support_manager(), via="test",
            data={"impact": 4, "urgency": 4}, at=late + timedelta(hours=1))  # fmt: skip
    lowered = clock(ticket, SLA, "resolve")
    assert (lowered.amount, lowered.breached_at) == (timedelta(hours=180), late)
    assert lowered.due_at > late
    assert faults(ticket) == []


@pytest.mark.usefixtures("forgets")
def test_a_version_of_this_minute_is_not_known_yet_whatever_a_process_has_read():
    before = clock(cases.at_support(), SLA, "resolve")
    version = publish(SLA, minutes=7)
    ticket = cases.at_support()
    assert clock(ticket, SLA, "resolve").version_id == before.version_id != version.pk
    step(ticket, "add_note", parties.support(), note_text="Vi letar", note_audience="customer")
    assert faults(ticket) == []


def test_what_is_lowered_after_it_was_missed_is_over_since_then():
    ticket = step(cases.at_support(), "prioritise", parties.support_manager(), impact=1, urgency=1)
    missed = clock(ticket, SLA, "resolve").due_at
    perform(Ticket, ticket.pk, "prioritise", actor=parties.support_manager(), via="test",
            data={"impact": 4, "urgency": 4}, at=missed + timedelta(hours=1))  # fmt: skip
    one = clock(ticket, SLA, "resolve")
    working = promises.hours_of(one, ticket.process)
    now = missed + timedelta(days=4)
    over = standing.standing(one, ticket.process, now=now).over
    assert over == working.between(one.breached_at, now) > timedelta()


def test_a_case_that_nobody_has_judged_is_measured_by_the_middle_priority():
    ticket = cases.opened("general-case", parties.support())
    one = clock(ticket, SLA, "acknowledge")
    assert (one.priority, one.amount) == (None, timedelta(hours=4))
    later = one.due_at + timedelta(days=5)
    perform(Ticket, ticket.pk, "start_triage", actor=parties.support(), via="test", at=later)
    assert clock(ticket, SLA, "acknowledge").breached_at == one.due_at
    while due.fire(now=later):
        pass
    assert ("acknowledge", 100) in fired(ticket), "what was missed before it stopped is still said"
    assert faults(ticket) == []


@pytest.mark.usefixtures("forgets")
def test_a_day_that_is_set_later_changes_what_began_before_only_when_it_is_derived_again():
    ticket, region = cases.at_support(), directory.by_slug(parties.REGION)
    AgreementRegion.objects.create(
        agreement=Agreement.objects.get(slug=SLA), region=region, valid_from=timezone.localdate() + timedelta(days=30)
    )
    directory.clear()
    step(ticket, "add_note", parties.support(), note_text="Vi letar", note_audience="customer")
    assert {row.counts for row in clocks(ticket).values()} == {True}
    rebuilding.of_tickets([ticket.pk], only_checks=False)
    assert {row.counts for (slug, _metric), row in clocks(ticket).items() if slug == SLA} == {False}


# --- Who sees which ---


def test_what_a_regions_it_has_promised_is_its_regions_to_see_and_no_neighbours():
    ticket = step(places.joint(), "hand_over_it", parties.support(), **places.OFFER)
    answer(ticket, "accept", parties.region_it(), assignee="me")
    readers = {
        "region": parties.desk(),
        "it": parties.region_it(),
        "neighbour": parties.desk(parties.NEIGHBOUR),
    }
    seen = {
        who: {row.version.agreement.slug for row in Clock.objects.visible_to(actor).filter(ticket=ticket)}
        for who, actor in readers.items()
    }
    assert seen == {"region": {SLA, "ola-it-mt"}, "it": {SLA, "ola-it-mt"}, "neighbour": {SLA}}


# --- What did not come by steps ---


def test_an_imported_case_has_clocks_and_no_timers():
    moments = [(0, 0, ""), (3, 1, ""), (3, 1, "await_reporter"), (2, 2, ""), (3, 1, "")]
    subject = HistoricTicket(PROCESSES["incident"], source_key="clocks:1", origin=directory.regions()[0])
    record_history(subject, imported(moments, closes=True))
    ticket = Ticket.all_objects.get(source_key="clocks:1")
    keeping.keep([ticket.pk])
    assert {SLA, OLA, UC} == {slug for slug, _metric in clocks(ticket)}
    assert {row.state for row in clocks(ticket).values()} == {"stopped"}
    assert waiting(ticket) == {}
    assert faults(ticket) == []


def test_a_reclassified_case_takes_its_time_along():
    ticket = working_at_support()
    began = clock(ticket, SLA, "resolve").started_at
    step(ticket, "reclassify", parties.support(), new_kind="general-case", reason="En fråga")
    new = Ticket.all_objects.exclude(pk=ticket.pk).get()
    assert {row.state for row in clocks(ticket).values()} == {"stopped"}
    carried = clock(new, SLA, "resolve")
    assert (carried.state, carried.started_at > began) == ("running", True)
    assert {metric for _slug, metric in clocks(new)} == {"update", "resolve"}, "it was received as the old case"
    assert min(waiting(new).values()) >= new.created_at
    assert faults(new) == []
