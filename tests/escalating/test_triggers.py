"""What waits is reminded of: hand-overs, holds, silence, answers and confirmations; never after it has come."""

from datetime import timedelta

import pytest

from engine import due
from engine.perform import perform
from sla import calendars
from sla.calendars import hours_of
from sla.models import DueStep
from tests import cases, parties
from tests.cases import answer, fresh, step, team
from tests.escalating.looking import fire_rows, place, raised, told_people, unstaffed, waiting
from tests.people import actor
from tests.tickets import places
from tickets.models import Event, RegionLeg, Ticket

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def office_after(start, hours: int):
    return hours_of(calendars.by_slug("office")).after(start, hours * HOUR)


def offered():
    """A P3 offered to the support organisation by the region's desk."""
    return step(places.incident("triage"), "escalate_tier", parties.desk(), **cases.TO_SUPPORT)


def test_a_hand_over_without_answer_is_reminded_of_in_two_levels():
    receiver = parties.support_manager()
    ticket = offered()
    at = Event.all_objects.filter(ticket=ticket, step="escalate_tier").get().at
    first, second = waiting(ticket, "handoff_unanswered")
    assert (first.due_at, second.due_at) == (office_after(at, 4), office_after(at, 18))
    fire_rows(ticket, "handoff_unanswered")
    one, two = raised(ticket, "handoff_unanswered")
    assert [one.changed["escalation"][key] for key in ("stage", "kind")] == [1, "functional"]
    assert told_people(one) == {receiver.person_id}
    assert [two.changed["escalation"][key] for key in ("stage", "kind")] == [2, "hierarchical"]
    assert (one.step, one.user, one.via) == ("escalate", None, "timer")


@pytest.mark.parametrize("how", ["accept", "return", "withdraw"])
def test_an_answered_hand_over_is_not_reminded_of(how):
    ticket = offered()
    who, data = {
        "accept": (parties.support(), {"team": team(parties.SUPPORT_ORG).slug}),
        "return": (parties.support_manager(), {"return_reason": "fel_mottagare", "reason": "Inte vårt."}),
        "withdraw": (parties.desk(), {"reason": "Löste sig."}),
    }[how]
    answer(ticket, how, who, **data)
    assert waiting(ticket, "handoff_unanswered") == []


def test_a_p1_is_reminded_of_after_minutes_around_the_clock():
    desk = parties.desk()
    ticket = step(places.incident("triage"), "prioritise", desk, impact=1, urgency=1)
    ticket = step(ticket, "escalate_tier", desk, **cases.TO_SUPPORT)
    at = Event.all_objects.filter(ticket=ticket, step="escalate_tier").get().at
    assert [row.due_at - at for row in waiting(ticket, "handoff_unanswered")] == [HOUR / 4, HOUR / 2]


def test_a_hold_that_expires_tells_by_its_rule_and_one_that_is_taken_up_does_not():
    ticket = places.incident("on_hold")
    due.fire(now=ticket.hold_until)
    (event,) = raised(ticket, "hold_expired")
    assert (event.step, told_people(event)) == ("resume", {ticket.assignee_id})
    other = places.incident("on_hold")
    step(other, "resume", parties.desk())
    assert raised(other, "hold_expired") == []


def test_silence_is_heard_after_the_rules_time_since_the_last_thing_a_person_did():
    desk, manager = parties.desk(), parties.region_manager()
    ticket = places.incident("in_progress")
    (row,) = waiting(ticket, "silent")
    assert row.due_at == office_after(ticket.registered_at, 27)
    said_at = row.due_at - HOUR
    words = {"note_text": "Vi letar.", "note_audience": "own"}  # even where few may read it
    perform(Ticket, ticket.pk, "add_note", actor=desk, via="test", at=said_at, data=words)
    assert due.fire(now=row.due_at) == 0
    (row,) = waiting(ticket, "silent")
    assert row.due_at == office_after(said_at, 27)
    while due.fire(now=row.due_at):
        pass
    (event,) = raised(ticket, "silent")
    assert told_people(event) == {ticket.assignee_id, manager.person_id}
    assert event.at == row.due_at
    assert fresh(ticket.pk).silences == 1


def test_silence_is_spoken_of_twice_and_then_not_before_a_person_has_done_something():
    leader = actor("region-objektledare", parties.REGION)
    ticket = places.incident("in_progress")
    fire_rows(ticket, "silent:1")
    (second,) = waiting(ticket, "silent")
    assert (second.reason, second.due_at) == ("silent:2", office_after(ticket.registered_at, 54))
    fire_rows(ticket, "silent:2")
    first, last = raised(ticket, "silent")
    assert [one.changed["escalation"]["kind"] for one in (first, last)] == ["functional", "hierarchical"]
    assert told_people(last) == {leader.person_id}
    assert waiting(ticket, "silent") == []
    later = last.at + HOUR
    words = {"note_text": "Vi letar.", "note_audience": "own"}
    perform(Ticket, ticket.pk, "add_note", actor=parties.desk(), via="test", at=later, data=words)
    (again,) = waiting(ticket, "silent")
    assert (again.reason, again.due_at, fresh(ticket.pk).silences) == ("silent:1", office_after(later, 27), 0)


def test_a_person_between_the_two_reminders_begins_the_silence_anew():
    ticket = places.incident("in_progress")
    fire_rows(ticket, "silent:1")
    at = raised(ticket, "silent")[0].at + HOUR
    words = {"note_text": "Vi letar.", "note_audience": "own"}
    perform(Ticket, ticket.pk, "add_note", actor=parties.desk(), via="test", at=at, data=words)
    assert [row.reason for row in waiting(ticket, "silent")] == ["silent:1"]


def test_a_case_that_waits_or_is_answered_is_not_silent():
    held = places.incident("on_hold", who=parties.desk())
    (row,) = waiting(held, "silent")
    due.fire(now=row.due_at)
    assert waiting(held, "silent")[0].due_at > held.hold_until
    solved = places.case("resolved")
    (row,) = waiting(solved, "silent")
    due.fire(now=row.due_at)
    assert raised(solved, "silent") == []


def test_another_priority_is_heard_by_its_own_rule():
    ticket = places.incident("triage")
    ticket = step(ticket, "prioritise", parties.desk(), impact=1, urgency=1)
    (row,) = waiting(ticket, "silent")
    assert row.due_at - ticket.updated_at == HOUR


def test_nothing_waits_once_the_case_has_ended_and_silence_is_heard_again_when_it_comes_back():
    ticket = places.incident("duplicate")
    assert not DueStep.objects.filter(subject_id=ticket.pk, step="escalate", fired_at=None).exists()
    step(ticket, "undo_duplicate", parties.region_manager(), reason="Var ett eget fel")
    assert len(waiting(ticket, "silent")) == 1


def test_a_question_without_answer_is_reminded_of_until_it_comes():
    manager, ticket = parties.region_manager(), cases.at_support()
    asks = {"question": "Vilken avdelning?", "awaited_party": parties.REGION}
    ticket = step(ticket, "ask", parties.support(), **asks)
    assert len(waiting(ticket, "approval_missing")) == 2
    fire_rows(ticket, "approval_missing:1")
    (event,) = raised(ticket, "approval_missing")
    assert told_people(event) == {manager.person_id}
    step(ticket, "answer", parties.desk(), note_text="Avdelning 12")
    assert waiting(ticket, "approval_missing") == []


def test_a_region_that_does_not_confirm_is_reminded():
    there = actor("region-incidentansvarig", parties.NEIGHBOUR)
    ticket = places.joint_incident("resolved")
    leg = places.leg_of(ticket, parties.REGION)
    perform(RegionLeg, leg.pk, "region_confirm", actor=parties.desk(), via="test")
    rows = waiting(ticket, "approval_missing")
    assert {row.reason.rpartition(":")[2] for row in rows} == {str(place(parties.NEIGHBOUR))}
    fire_rows(ticket, "approval_missing:1")
    (event,) = raised(ticket, "approval_missing")
    assert told_people(event) == {there.person_id}
    assert unstaffed(event) == []


def proposed(child_state: str = "in_progress"):
    """A child to which its solved main case's solution was proposed."""
    parent = places.incident("in_progress")
    child = step(places.incident(child_state), "put_under", parties.desk(), parent_ticket=parent.number)
    step(parent, "resolve", parties.desk(), **cases.SOLUTION)
    return parent, fresh(child.pk)


def test_a_proposed_solution_that_nobody_answers_is_reminded_of_at_who_can_answer():
    region, support = parties.region_manager(), parties.support_manager()
    _parent, child = proposed()
    assert [row.reason for row in waiting(child, "approval_missing")] == [
        "approval_missing:1:proposed", "approval_missing:2:proposed",
    ]  # fmt: skip
    fire_rows(child, "approval_missing:1")
    (event,) = raised(child, "approval_missing")
    assert told_people(event) == {region.person_id}
    held = cases.at_support()
    parent = places.incident("resolved")
    step(held, "put_under", parties.support(), parent_ticket=parent.number)
    fire_rows(held, "approval_missing:1")
    (event,) = raised(held, "approval_missing")
    assert told_people(event) == {support.person_id}
    theirs = cases.at_vendor()
    step(theirs, "put_under", parties.support_manager(), parent_ticket=parent.number)
    fire_rows(theirs, "approval_missing:1")
    (event,) = raised(theirs, "approval_missing")
    assert told_people(event) == {region.person_id}


@pytest.mark.parametrize("how", ["accept_solution", "decline_solution", "take_out", "reopen"])
def test_a_proposed_solution_that_was_answered_or_taken_back_is_not_reminded_of(how):
    parent, child = proposed()
    if how == "reopen":
        step(parent, "reopen", parties.region_manager(), reason="Felet är tillbaka")
    else:
        data = {"what_remains": "Felet är kvar"} if how == "decline_solution" else {}
        step(child, how, parties.desk(), **data)
    assert not [row for row in waiting(child, "approval_missing") if row.reason.endswith("proposed")]


def test_a_reminder_of_what_has_come_meanwhile_is_done_and_says_nothing():
    ticket = offered()
    (row, _second) = waiting(ticket, "handoff_unanswered")
    answer(ticket, "accept", parties.support(), team=team(parties.SUPPORT_ORG).slug)
    DueStep.objects.create(
        subject_type="tickets.ticket", subject_id=ticket.pk, step="escalate", reason=row.reason, due_at=row.due_at
    )  # as a row that was left over
    due.fire(now=row.due_at)
    assert raised(ticket, "handoff_unanswered") == []
    left = DueStep.objects.get(subject_id=ticket.pk, reason=row.reason)
    assert left.fired_at is not None and left.set_aside_at is None


def test_rows_of_a_reclassified_case_go_on_with_the_new_one():
    ticket = places.incident("reclassified")
    assert not DueStep.objects.filter(subject_id=ticket.pk, step="escalate", fired_at=None).exists()
    new = fresh(Event.all_objects.filter(step="carry_on").get().ticket_id)
    assert len(waiting(new, "silent")) == 1
