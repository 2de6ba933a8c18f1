"""One counted vote per organisation, by whoever may give it; the result follows from the votes."""

import pytest
from django.db import IntegrityError, transaction

from engine.errors import NotPermitted, NotPossible, Refused
from engine.perform import perform
from roles.actor import SYSTEM, actor_for
from tests.ballots import houses
from tests.ballots.houses import newest, put, rule, vote, voter
from tests.cases import fresh
from tests.people import actor, person, wear
from tickets.balloting import counting
from tickets.models import Ballot, Event, Task, Vote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
A, B, C = houses.REGIONS


def state(ballot) -> str:
    return Ballot.objects.unscoped("test").get(pk=ballot.pk).state


def votes(ballot) -> list:
    return list(Vote.objects.unscoped("test").filter(ballot=ballot))


def count(ballot, **span) -> counting.Count:
    return counting.count(Ballot.objects.unscoped("test").get(pk=ballot.pk), houses.later(**span))


def test_the_vote_passes_by_the_vote_that_meets_the_rule():
    rule(quorum="2")
    ballot = put(houses.proposal())
    assert vote(ballot, voter(A), "approve").source == "pending"
    assert state(ballot) == "pending"
    vote(ballot, voter(B), "approve")
    assert state(ballot) == "passed"
    events = Event.objects.unscoped("test").filter(ticket_id=ballot.ticket_id, subject_type="ballot")
    assert [one.step for one in events] == ["open", "vote", "vote", "pass"]
    assert events.last().user is None


def test_two_voters_of_a_region_and_a_deputy_are_one_vote_and_the_last_one_counts():
    rule()
    ballot = put(houses.proposal())
    vote(ballot, voter(A), "approve")
    second = person("region-objektledare", A, name="vikarie")
    wear(second, houses.CHANGE_MANAGER, A, deputy_for=person(houses.CHANGE_MANAGER, A))
    vote(ballot, actor_for(second), "reject")
    found = count(ballot)
    assert (found.voted, found.votes_for) == (1, 0)
    first, last = votes(ballot)
    assert first.seat == last.seat == f"region:{A}"
    assert (first.for_person, last.for_person) == (None, person(houses.CHANGE_MANAGER, A))
    assert last.reject_code == "operations"


def test_the_object_leader_votes_only_where_nobody_is_change_manager():
    rule()
    ballot = put(houses.proposal())
    vote(ballot, actor("region-objektledare", A), "approve")
    voter(B)
    with pytest.raises(NotPossible) as refused:
        vote(ballot, actor("region-objektledare", B), "approve")
    assert refused.value.reasons[0].code == "not_seat"


def test_a_person_votes_once_under_whatever_hats():
    rule()
    ballot = put(houses.proposal())
    both = person(houses.CHANGE_MANAGER, A)
    other = wear(both, houses.CHANGE_MANAGER, B)
    own = both.assignments.exclude(pk=other.pk).get()
    how = {"via": "test", "data": {"vote": "approve"}}
    perform(Ballot, ballot.pk, "vote", actor=actor_for(both), hat=own.pk, **how)
    with pytest.raises(NotPossible):
        perform(Ballot, ballot.pk, "vote", actor=actor_for(both), hat=other.pk, **how)
    with pytest.raises(IntegrityError), transaction.atomic():
        row = votes(ballot)[0]
        row.pk, row.seat = None, f"region:{B}"
        row.save()


def test_who_is_bound_may_not_vote_under_another_hat_either(house):
    rule()
    ticket = houses.proposal()
    ballot = put(ticket)
    for what in ("requester", "owner", "implementer"):
        house.bound = {voter(A).person_id: what}
        with pytest.raises(Refused) as refused:
            vote(ballot, voter(A), "approve")
        assert [one.code for one in refused.value.reasons] == ["conflict_of_interest"]
    assert votes(ballot) == []


def test_a_stated_conflict_of_interest_takes_the_vote_back_and_locks_it():
    rule()
    ballot = put(houses.proposal())
    vote(ballot, voter(A), "approve")
    perform(
        Ballot, ballot.pk, "declare_conflict", actor=voter(A), via="test", data={"vote_reason": "Jag äger bolaget."}
    )
    assert count(ballot).voted == 0
    with pytest.raises(Refused) as refused:
        vote(ballot, voter(A), "approve")
    assert refused.value.reasons[0].code == "conflict_stated"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"vote": "condition"}, "vote_condition"),
        ({"vote": "reject"}, "reject_code"),
        ({"vote": "reject", "reject_code": "other"}, "vote_reason"),
        ({"vote": "perhaps"}, "vote"),
        ({"vote": "conflict"}, "vote"),
        ({}, "vote"),
    ],
)
def test_what_a_vote_needs(data, field):
    rule()
    ballot = put(houses.proposal())
    with pytest.raises(Refused) as refused:
        perform(Ballot, ballot.pk, "vote", actor=voter(A), via="test", data=data)
    assert [one.field for one in refused.value.reasons] == [field]


def test_a_condition_of_the_vote_that_counts_becomes_a_blocking_task():
    rule()
    ballot = put(houses.proposal())
    vote(ballot, voter(A), "condition", vote_condition="Förstås inte alls.")
    vote(ballot, voter(A), "condition", vote_condition="Inte under lönekörningen.")
    vote(ballot, voter(B), "condition", vote_condition="Lasten följs första dygnet.")
    vote(ballot, voter(B), "approve")
    assert not Task.objects.unscoped("test").filter(ticket_id=ballot.ticket_id).exists()
    vote(ballot, voter(C), "approve")
    (task,) = Task.objects.unscoped("test").filter(ticket_id=ballot.ticket_id)
    assert (task.title, task.blocking, task.organisation.slug) == ("Inte under lönekörningen.", True, A)


def test_the_vendor_consents_and_is_not_counted():
    rule(seats=[f"region: {houses.CHANGE_MANAGER} at affected", "vendor: cambio-change-manager at vendor consents"])
    ticket = houses.proposal()
    ballot = put(ticket)
    for region in houses.REGIONS:
        vote(ballot, voter(region), "approve")
    assert state(ballot) == "pending"
    assert [seat.key for seat in count(ballot).consents_missing] == ["vendor:cambio"]
    vendor = actor("cambio-change-manager", "cambio")
    with pytest.raises(Ballot.DoesNotExist):  # it is no party of the ticket yet
        perform(Ballot, ballot.pk, "consent", actor=vendor, via="test", data={"vote": "approve"})
    with pytest.raises(NotPermitted):
        vote(ballot, actor("region-kommunikator", A), "approve")


def test_a_vote_that_passes_brings_its_step_about(house):
    rule()
    house.then_passed = "by_votes"
    ticket = houses.proposal()
    ballot = put(ticket)
    for region in houses.REGIONS:
        vote(ballot, voter(region), "approve")
    assert fresh(ticket.pk).state == "assess"
    event = Event.objects.unscoped("test").get(ticket=ticket, step="by_votes")
    assert event.cause == f"ballot:{ballot.pk}"


def test_a_vote_that_fails_brings_its_step_about(house):
    rule(veto=["patient_safety"])
    house.then_failed = "by_votes_no"
    ticket = houses.proposal()
    ballot = put(ticket)
    vote(ballot, voter(A), "reject", reject_code="patient_safety")
    assert state(ballot) == "failed"
    assert fresh(ticket.pk).state == "cancelled"


def test_a_vote_after_the_deadline_is_refused_though_nobody_has_settled_it():
    rule()
    ballot = put(houses.proposal())
    with pytest.raises(Refused) as refused:
        vote(ballot, voter(A), "approve", at=houses.later(days=11))
    assert refused.value.reasons[0].code == "ballot_over"


def test_a_vote_never_changes_and_a_ballot_only_by_its_steps():
    rule()
    ballot = put(houses.proposal())
    vote(ballot, voter(A), "approve")
    rows = Vote.objects.unscoped("test").filter(ballot=ballot)
    for change in (lambda: rows.update(choice="reject"), lambda: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    ballots = Ballot.objects.unscoped("test").filter(pk=ballot.pk)
    for column, value in (
        ("state", "passed"),
        ("frozen", {}),
        ("digest", "0" * 64),
        ("deadline", houses.later(days=99)),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ballots.update(**{column: value})
    with pytest.raises(IntegrityError), transaction.atomic():
        ballot.rule.__class__.objects.filter(pk=ballot.rule_id).update(quorum="1")


def test_a_later_version_of_the_rule_does_not_touch_an_open_vote():
    rule()
    ticket = houses.proposal()
    ballot = put(ticket)
    rule(quorum="1", valid_from="2020-06-01")
    vote(ballot, voter(A), "approve")
    assert state(ballot) == "pending"
    assert newest(ticket).rule.version == 1


def test_no_vote_is_noted_where_nobody_has_said_yes_by_telephone():
    rule(quorum="2")
    ballot = put(houses.proposal())
    with pytest.raises(NotPossible) as refused:
        perform(Ballot, ballot.pk, "vote_by_telephone", actor=SYSTEM, via="test", version=ballot.version)
    assert refused.value.reasons[0].code == "nobody_said_yes"
    assert votes(ballot) == []
