"""Two people at the same instant, each with a connection of her own: one result, and nothing counted twice."""

import pytest

from engine.perform import perform
from forums.actions import decide
from roles.actor import SYSTEM, actor_for
from tests.ballots import houses
from tests.ballots.houses import chair, manager, put, rule, vote, voter
from tests.cases import fresh
from tests.concurrency.racing import lost, race, won
from tests.people import person, wear
from tickets.balloting import counting
from tickets.models import Ballot, Decision, Event, Vote
from tickets.workflows import Problem

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("house", "rules_go", "no_rules")]
A, B, C = houses.REGIONS


def ballot_now(ballot) -> Ballot:
    return Ballot.objects.unscoped("test").get(pk=ballot.pk)


def passed():
    rule(quorum="2")
    ticket = houses.proposal()
    ballot = put(ticket)
    for region in (A, B):
        vote(ballot, voter(region), "approve")
    return ticket, ballot


def deciding(who, ticket, **more):
    how = {"forum": houses.FORUM, "text": "Godkänns.", "result": "approved", "step": "carry_out", "via": "test"}
    return lambda: decide(who, ticket.pk, **(how | more))


def second_chair():
    user = person("sussa-objektledare", "sussa-vardstod", name="vice")
    wear(user, "sussa-andringsansvarig", "sussa-vardstod")
    return actor_for(user)


def test_two_chairs_who_decide_at_once_make_one_decision():
    ticket, ballot = passed()
    outcomes = race(deciding(chair(), ticket), deciding(second_chair(), ticket))
    assert lost(outcomes) == ["NotPossible"]
    (decision,) = won(outcomes)
    assert list(Decision.objects.unscoped("test").values_list("pk", "number")) == [(decision.pk, 1)]
    assert Event.objects.unscoped("test").filter(ticket=ticket, step="carry_out").count() == 1
    assert ballot_now(ballot).used_seq == decision.event.seq


def test_two_chairs_on_two_cases_get_two_numbers():
    one, other = houses.proposal(), houses.proposal()
    noted = {"result": "noted", "step": "record_decision", "text": "Antecknas."}
    outcomes = race(deciding(chair(), one, **noted), deciding(second_chair(), other, **noted))
    assert lost(outcomes) == []
    assert sorted(made.number for made in won(outcomes)) == [1, 2]


def test_a_vote_and_the_end_of_the_time_are_one_after_the_other():
    rule(quorum="2")
    for _turn in range(4):
        ballot = put(houses.proposal())
        vote(ballot, voter(A), "approve")
        over = houses.later(days=11)
        outcomes = race(
            lambda ballot=ballot: vote(ballot, voter(B), "approve"),
            lambda ballot=ballot, over=over: perform(Ballot, ballot.pk, "settle", actor=SYSTEM, via="timer", at=over),
        )
        votes = Vote.objects.unscoped("test").filter(ballot=ballot).count()
        state = ballot_now(ballot).state
        assert (votes, state) in ((2, "passed"), (1, "expired"))
        assert lost(outcomes) == (["NotPossible"])
        assert counting.count(ballot_now(ballot), over).state == state


def test_two_votes_of_one_region_at_once_are_one_counted_vote():
    rule()
    ballot = put(houses.proposal())
    deputy = person("region-objektledare", A, name="vikarie")
    wear(deputy, houses.CHANGE_MANAGER, A, deputy_for=person(houses.CHANGE_MANAGER, A))
    outcomes = race(
        lambda: vote(ballot, voter(A), "approve"),
        lambda: vote(ballot, actor_for(deputy), "reject"),
    )
    assert lost(outcomes) == []
    rows = list(Vote.objects.unscoped("test").filter(ballot=ballot).order_by("pk"))
    found = counting.count(ballot_now(ballot), houses.later())
    assert len(rows) == 2
    assert (found.voted, found.counted[f"region:{A}"].person) == (1, rows[-1].person_id)


def test_an_edit_and_the_deciding_vote_never_leave_a_passed_vote_on_other_content():
    rule(quorum="2")
    ticket = houses.proposal()
    ballot = put(ticket)
    vote(ballot, voter(A), "approve")
    data = {"title": "En annan rubrik", "void_votes": True}
    race(
        lambda: vote(ballot, voter(B), "approve"),
        lambda: perform(Problem, ticket.pk, "edit", actor=manager(), via="test", data=data),
    )
    assert fresh(ticket.pk).title == "En annan rubrik"
    assert ballot_now(ballot).state == "voided"
