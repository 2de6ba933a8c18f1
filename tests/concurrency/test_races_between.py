"""Joining, splitting, merging, proposing, sharing and delegating with two people at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from roles import delegating
from roles.actor import actor_for
from roles.models import Delegation
from tests import cases, parties
from tests.cases import fresh, step
from tests.concurrency.racing import lost, race, won
from tests.concurrency.test_races import assert_whole, by, events
from tests.people import person
from tests.tickets import places, way, ways
from tickets.models import Link, RegionLeg, SolutionProposal, Ticket, TicketGroupGrant

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = range(3)
NEIGHBOUR, THIRD = parties.NEIGHBOUR, "vasterbotten"


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_of_one_region_join_once_and_two_regions_both(_round):
    ticket = places.joint()
    outcomes = race(
        by(parties.desk(NEIGHBOUR), Ticket, ticket.pk, "join", **places.JOINING),
        by(parties.region_manager(NEIGHBOUR), Ticket, ticket.pk, "join", **places.JOINING),
        by(parties.desk(THIRD), Ticket, ticket.pk, "join", **places.JOINING),
    )
    assert lost(outcomes) == ["Refused"]
    assert sorted(leg.region.slug for leg in places.legs(ticket)) == sorted([parties.REGION, NEIGHBOUR, THIRD])
    assert_whole(ticket)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_part_is_split_out_once(_round):
    leg = places.joined_leg()
    outcomes = race(
        by(parties.desk(NEIGHBOUR), RegionLeg, leg.pk, "split_out", reason="Annat fel"),
        by(parties.support_manager(), RegionLeg, leg.pk, "split_out", reason="Annat fel"),
    )
    assert lost(outcomes) == ["NotPossible"]
    (link,) = Link.all_objects.filter(other=leg.ticket, kind="split_from")
    assert_whole(link.ticket)
    assert_whole(leg.ticket)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_part_is_confirmed_or_split_out_and_never_both(_round):
    ticket = places.joint_incident("resolved")
    leg, who = places.leg_of(ticket), parties.desk(NEIGHBOUR)
    outcomes = race(
        by(who, RegionLeg, leg.pk, "region_confirm"),
        by(parties.support_manager(), RegionLeg, leg.pk, "split_out", reason="Annat fel"),
    )
    assert lost(outcomes) == ["NotPossible"]
    (event,) = won(outcomes)
    after = RegionLeg.all_objects.get(pk=leg.pk)
    assert after.state == ("confirmed" if event.step == "region_confirm" else "split")
    assert_whole(ticket)


def test_the_same_cases_are_merged_once():
    others = [cases.incident(parties.desk(one)) for one in (NEIGHBOUR, THIRD)]
    master, manager = cases.at_support(), parties.support_manager()
    call = by(manager, Ticket, master.pk, "merge", merged_tickets=[one.number for one in others])
    outcomes = race(call, call)
    assert lost(outcomes) == ["Refused"]
    assert len(places.legs(master)) == 3
    for one in (*others, master):
        assert_whole(one)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_region_joins_while_its_case_is_merged_and_has_one_part(_round):
    master = places.joint()
    own = cases.incident(parties.desk(NEIGHBOUR))
    outcomes = race(
        by(parties.desk(NEIGHBOUR), Ticket, master.pk, "join", **places.JOINING),
        by(parties.support_manager(), Ticket, own.pk, "mark_duplicate", master_ticket=master.number),
    )
    assert set(lost(outcomes)) <= {"Refused", "Busy"}
    assert [leg.region.slug for leg in places.legs(master)].count(NEIGHBOUR) == 1
    assert_whole(master)
    assert_whole(own)


@pytest.mark.parametrize("_round", ROUNDS)
def test_undo_and_undo_happen_once(_round):
    master, own = cases.at_support(), cases.incident(parties.desk(NEIGHBOUR))
    step(master, "merge", parties.support_manager(), merged_tickets=[own.number])
    outcomes = race(
        by(parties.region_manager(NEIGHBOUR), Ticket, own.pk, "undo_duplicate", reason="Två olika"),
        by(parties.support_manager(), Ticket, own.pk, "undo_duplicate", reason="Två olika"),
    )
    assert lost(outcomes) == ["NotPossible"]
    assert (events(master, "let_go"), fresh(own.pk).state) == (1, "triage")
    assert_whole(master)
    assert_whole(own)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_proposal_is_accepted_declined_or_taken_back_once(_round):
    child = ways.proposed()
    parent_id = child.open_proposal().parent_id
    outcomes = race(
        by(parties.desk(), Ticket, child.pk, "accept_solution"),
        by(parties.region_manager(), Ticket, child.pk, "decline_solution", what_remains="Allt"),
        by(parties.region_manager(), Ticket, parent_id, "reopen", reason="Tillbaka"),
    )
    assert set(lost(outcomes)) <= {"NotPossible", "Refused", "Busy"}
    row = SolutionProposal.all_objects.get(ticket=child)
    answered = events(child, "accept_solution") + events(child, "decline_solution") + events(child, "drop_solution")
    assert answered <= 1
    assert (row.ended_at is not None) == (answered == 1)
    assert (fresh(child.pk).state == "resolved") == (row.accepted is True)
    assert_whole(child)
    assert_whole(fresh(parent_id))


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_child_that_comes_while_its_parent_is_solved_hears_of_the_solution(_round):
    parent, child = places.incident("in_progress"), places.incident()
    outcomes = race(
        by(parties.desk(), Ticket, parent.pk, "resolve", **cases.SOLUTION),
        by(parties.region_manager(), Ticket, child.pk, "put_under", parent_ticket=parent.number),
    )
    assert set(lost(outcomes)) <= {"Busy"}
    is_child = Link.all_objects.filter(ticket=child, kind="part_of").exists()
    is_solved = fresh(parent.pk).state == "resolved"
    assert (fresh(child.pk).open_proposal() is not None) == (is_child and is_solved)


def test_two_end_the_same_share_and_it_is_ended():
    ticket, leader = places.incident("in_progress"), parties.object_leader()
    step(ticket, "share", leader, **way.SHARE)
    call = by(leader, Ticket, ticket.pk, "end_share")
    outcomes = race(call, call)
    assert set(lost(outcomes)) <= {"Refused"}
    assert not TicketGroupGrant.objects.filter(content_object=ticket).exists()


def test_two_who_hand_to_each_other_at_once_make_no_circle():
    one, other = (
        person(role, parties.REGION, name=name)
        for role, name in (("region-incidentansvarig", "one"), (parties.DESK_ROLE, "two"))
    )
    days = {"first_day": timezone.localdate(), "last_day": timezone.localdate() + timedelta(days=3)}
    outcomes = race(
        lambda: delegating.propose(actor_for(one), receiver=other, **days),
        lambda: delegating.propose(actor_for(other), receiver=one, **days),
    )
    assert lost(outcomes) == ["Refused"]
    assert Delegation.objects.count() == 1


def test_an_offer_is_accepted_or_taken_back_and_never_both():
    one, other = (
        person(role, parties.REGION, name=name)
        for role, name in (("region-incidentansvarig", "one"), (parties.DESK_ROLE, "two"))
    )
    days = {"first_day": timezone.localdate(), "last_day": timezone.localdate() + timedelta(days=3)}
    row = delegating.propose(actor_for(one), receiver=other, **days)
    outcomes = race(
        lambda: delegating.answer(actor_for(other), row.pk, accept=True),
        lambda: delegating.take_back(actor_for(one), row.pk),
    )
    row.refresh_from_db()
    holds = other.assignments.filter(delegation=row).exists()
    assert row.state in ("withdrawn", "ended", "accepted")
    assert holds == (row.state == "accepted")
    assert set(lost(outcomes)) <= {"Refused"}
