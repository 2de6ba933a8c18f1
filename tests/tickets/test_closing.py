"""From solved to closed: by the people, or by silence; the regions' answers; and the way back."""

from datetime import timedelta

import pytest

from engine import due
from engine.errors import NotPermitted, NotPossible, Refused
from engine.perform import perform
from sla.models import DueStep
from sla.workdays import after_working_days
from tests import cases, parties
from tests.cases import answer, fresh, step
from tests.tickets import places
from tests.tickets.places import legs
from tickets.models import Event, RegionLeg, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]
A_SECOND = timedelta(seconds=1)


def silence(ticket):
    return after_working_days(ticket.resolved_at, 10)


def leg_of(ticket, slug: str) -> RegionLeg:
    return next(one for one in legs(ticket) if one.region.slug == slug)


def leg_step(leg, name: str, who, **data):
    perform(RegionLeg, leg.pk, name, actor=who, via="test", data=data)
    return RegionLeg.all_objects.get(pk=leg.pk)


def fire_all(now) -> int:
    """Every round that the worker would take until nothing is due."""
    fired = 0
    while taken := due.fire(now=now):
        fired += taken
    return fired


def waiting_steps(subject_id: int) -> list[str]:
    return sorted(DueStep.objects.filter(subject_id=subject_id, fired_at=None).values_list("step", flat=True))


def test_an_answered_case_closes_after_ten_working_days_of_silence():
    ticket = places.case("resolved")
    assert fire_all(silence(ticket) - A_SECOND) == 0
    assert fire_all(silence(ticket)) == 1
    after = fresh(ticket.pk)
    assert (after.state, after.closed_at) == ("closed", silence(ticket))
    event = Event.all_objects.filter(ticket=ticket).order_by("-seq").first()
    assert (event.step, event.via, event.user, event.cause) == ("confirm", "timer", None, "due:silence")


def test_the_reporters_confirmation_calls_the_silence_off():
    ticket = step(places.case("resolved"), "confirm", parties.desk(), satisfaction=4)
    assert (ticket.state, ticket.satisfaction) == ("closed", 4)
    assert waiting_steps(ticket.pk) == []


@pytest.mark.parametrize("satisfaction", [0, 6, -1, "mycket"])
def test_satisfaction_is_a_number_from_one_to_five(satisfaction):
    with pytest.raises(Refused) as refused:
        step(places.case("resolved"), "confirm", parties.desk(), satisfaction=satisfaction)
    assert list(refused.value.by_field()) == ["satisfaction"]


def test_the_silence_of_a_region_counts_as_its_confirmation_and_then_the_incident_closes():
    ticket = places.incident("resolved")
    (leg,) = legs(ticket)
    assert fire_all(silence(ticket) - A_SECOND) == 0
    assert fire_all(silence(ticket)) == 2
    assert RegionLeg.all_objects.get(pk=leg.pk).state == "timed_out"
    assert fresh(ticket.pk).state == "closed"
    assert not DueStep.objects.exclude(last_error="").exists()


def test_a_confirmed_incident_waits_out_its_own_silence():
    ticket = places.incident("resolved")
    places.confirm_all(ticket)
    assert DueStep.objects.get(step="close", subject_id=ticket.pk).due_at == silence(ticket)
    assert not DueStep.objects.filter(step="time_out", fired_at=None).exists()
    assert fire_all(silence(ticket)) == 1
    assert fresh(ticket.pk).state == "closed"


@pytest.mark.parametrize("urgency", [1, 2])
def test_p1_and_p2_never_close_by_themselves(urgency):
    desk = parties.desk()
    ticket = step(places.incident("in_progress"), "prioritise", desk, impact=1 if urgency == 1 else 2, urgency=urgency)
    assert ticket.priority == urgency
    ticket = step(ticket, "resolve", desk, **cases.SOLUTION)
    fire_all(silence(ticket) + timedelta(days=60))
    after = fresh(ticket.pk)
    assert after.state == "resolved"
    assert [leg.state for leg in legs(after)] == ["timed_out"]


def test_p1_and_p2_are_closed_by_an_incident_manager_and_not_by_the_reporter():
    desk = parties.desk()
    ticket = step(places.incident("in_progress"), "prioritise", desk, impact=2, urgency=2)
    ticket = step(ticket, "resolve", desk, **cases.SOLUTION)
    places.confirm_all(ticket)
    with pytest.raises(NotPossible) as refused:
        step(ticket, "close", desk)
    assert "p1_or_p2" in [reason.code for reason in refused.value.reasons]
    assert step(ticket, "close", parties.support_manager()).state == "closed"


def test_the_joint_manager_leaves_the_closing_of_lower_priorities_to_the_region():
    ticket = places.incident("resolved")
    places.confirm_all(ticket)
    with pytest.raises(NotPossible) as refused:
        step(ticket, "close", parties.support_manager())
    assert "not_p1_p2" in [reason.code for reason in refused.value.reasons]
    assert step(ticket, "close", parties.region_manager()).state == "closed"


def test_an_incident_does_not_close_before_every_region_has_answered():
    ticket = places.joint_incident("resolved")
    leg_step(leg_of(ticket, parties.REGION), "region_confirm", parties.desk())
    with pytest.raises(Refused) as refused:
        step(ticket, "close", parties.desk())
    assert [reason.code for reason in refused.value.reasons] == ["legs_not_answered"]
    assert waiting_steps(ticket.pk) == []
    leg_step(leg_of(ticket, parties.NEIGHBOUR), "region_confirm", parties.desk(parties.NEIGHBOUR))
    assert waiting_steps(ticket.pk) == ["close"]
    assert step(ticket, "close", parties.desk()).state == "closed"


def test_a_region_that_declines_stops_the_closing_until_it_is_solved_there_too():
    ticket = places.joint_incident("resolved")
    here, there = leg_of(ticket, parties.REGION), leg_of(ticket, parties.NEIGHBOUR)
    leg_step(here, "region_confirm", parties.desk())
    there = leg_step(there, "region_decline", parties.desk(parties.NEIGHBOUR), what_remains="Listan är tom")
    assert (there.state, fresh(ticket.pk).state) == ("in_progress", "resolved")
    assert fire_all(silence(ticket) + timedelta(days=30)) == 0
    assert fresh(ticket.pk).state == "resolved"
    there = leg_step(there, "resolve", parties.support(), solution="Omstart")
    assert there.state == "resolved"
    asked_at = Event.all_objects.filter(ticket=ticket).order_by("-seq").first().at
    assert fire_all(after_working_days(asked_at, 10)) == 2
    assert fresh(ticket.pk).state == "closed"


def test_a_region_may_take_its_confirmation_back_while_the_incident_is_open():
    ticket = places.incident("resolved")
    places.confirm_all(ticket)
    (leg,) = legs(ticket)
    assert leg_step(leg, "region_decline", parties.desk(), what_remains="Tillbaka").state == "in_progress"
    assert waiting_steps(ticket.pk) == []


def test_a_region_answers_for_itself_alone():
    ticket = places.joint_incident("resolved")
    theirs = leg_of(ticket, parties.NEIGHBOUR)
    for who in (parties.desk(), parties.region_manager()):
        with pytest.raises(NotPossible):
            leg_step(theirs, "region_confirm", who)
    for who in (parties.support(), parties.support_manager()):
        with pytest.raises((NotPossible, NotPermitted)):
            leg_step(theirs, "region_confirm", who)


def test_a_leg_of_a_closed_incident_stands():
    ticket = places.incident("closed")
    (leg,) = legs(ticket)
    with pytest.raises(Refused) as refused:
        leg_step(leg, "region_decline", parties.desk(), what_remains="Tillbaka")
    assert [reason.code for reason in refused.value.reasons] == ["parent_closed"]


def test_a_reopened_incident_asks_its_regions_anew():
    ticket = places.joint_incident("resolved")
    leg_step(leg_of(ticket, parties.REGION), "region_confirm", parties.desk())
    ticket = step(ticket, "reopen", parties.region_manager(), reason="Tillbaka")
    assert (ticket.state, ticket.resolved_at, ticket.reopenings, ticket.resolution) == ("in_progress", None, 1, "")
    assert [leg.state for leg in legs(ticket)] == ["in_progress", "in_progress"]
    assert not DueStep.objects.filter(fired_at=None, step__in=("close", "time_out")).exists()


@pytest.mark.parametrize(
    ("place", "who"),
    [
        (lambda: places.incident("resolved"), parties.desk),
        (lambda: places.incident("resolved"), parties.region_manager),
        (lambda: places.incident("resolved"), parties.support_manager),
        (lambda: places.case("resolved"), parties.desk),
    ],
)
def test_the_window_for_reopening_is_ten_working_days(place, who):
    ticket = place()
    take = {"actor": who(), "via": "test", "data": {"reason": "Tillbaka"}}
    with pytest.raises((Refused, NotPossible)) as refused:
        perform(Ticket, ticket.pk, "reopen", at=silence(ticket) + A_SECOND, **take)
    assert [reason.code for reason in refused.value.reasons] == ["reopen_window_over"]
    perform(Ticket, ticket.pk, "reopen", at=silence(ticket), **take)
    assert fresh(ticket.pk).state == "in_progress"


def test_the_leader_of_the_process_reopens_a_case_after_the_window_too():
    ticket = places.case("resolved")
    at = silence(ticket) + timedelta(days=100)
    data = {"reason": "Tillbaka"}
    perform(Ticket, ticket.pk, "reopen", actor=parties.object_leader(), via="test", at=at, data=data)
    assert fresh(ticket.pk).reopenings == 1


def test_a_case_with_a_risk_for_patients_is_closed_with_the_regions_deviation_number():
    ticket = places.incident("resolved", patient_safety="risk")
    places.confirm_all(ticket)
    with pytest.raises(Refused) as refused:
        step(ticket, "close", parties.desk())
    assert list(refused.value.by_field()) == ["deviation_id"]
    assert step(ticket, "close", parties.desk(), deviation_id="AVV-17").state == "closed"


def test_closing_takes_an_unanswered_hand_over_back():
    desk = parties.desk()
    ticket = step(places.case("resolved"), "hand_over_support", desk, **places.OFFER)
    ticket = step(ticket, "confirm", desk)
    assert (ticket.state, ticket.offered_to) == ("closed", None)
    assert cases.Handoff.all_objects.get(ticket=ticket).state == "withdrawn"


def test_a_closed_incident_is_read_only_but_for_tags_readers_and_what_its_relatives_bring():
    from engine.step import steps

    ticket = places.incident("closed")
    declared = steps(type(ticket))
    assert {name for name, one in declared.items() if one.possible_from("closed")} == {
        "tag",
        "watch",
        "unwatch",
        "deployment_found",
        "end_share",
        "hide_personal_data",
        "settle_personal_data",
        "mark_secrecy",  # somebody asks for it
        "note_diary",
        "disclose",
        "take_in",  # a duplicate of it comes
        "change_found",  # a change turns out to have caused it
        "change_lost",
        "let_go",  # and goes
        "child_declined",
        "problem_found",
        "problem_lost",
        "problem_closed",
        "warn",
        "breach",
        "overrun",
        "ask_explanation",  # an exceeded time wants its reason
        "explain_breach",
        "dispute_breach",
    }
    ticket = step(ticket, "tag", parties.problem_manager(), tags="Skrivare, kö, skrivare")
    assert ticket.tags == ["kö", "skrivare"]


def test_a_withdrawn_case_that_was_handed_over_needs_its_holder():
    ticket = cases.at_support()
    with pytest.raises(Refused) as refused:
        step(ticket, "cancel", parties.desk(), reason="Löste sig")
    assert [reason.code for reason in refused.value.reasons] == ["holder_must_agree"]
    ticket = step(ticket, "hand_back", parties.support(), **places.OFFER)
    ticket = answer(ticket, "accept", parties.desk(), assignee="me")
    assert step(ticket, "cancel", parties.desk(), reason="Löste sig").state == "cancelled"


def test_the_joint_manager_withdraws_what_touches_several_regions_and_the_reporter_does_not():
    ticket = places.joint_incident()
    with pytest.raises((NotPossible, NotPermitted)):
        step(ticket, "cancel", parties.desk(), reason="Löste sig")
    assert step(ticket, "cancel", parties.support_manager(), reason="Löste sig").state == "cancelled"
