"""Time: reminders at 50 and 90 percent, the end of the time, and silence."""

import pytest

from engine import due
from sla.models import DueStep
from tests.ballots import houses
from tests.ballots.houses import put, rule, vote, voter
from tickets import telling_whom
from tickets.models import Ballot, Event

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("house", "rules_go")]
A, B, C = houses.REGIONS


def state(ballot) -> str:
    return Ballot.objects.unscoped("test").get(pk=ballot.pk).state


def taken(ballot) -> list[str]:
    rows = Event.objects.unscoped("test").filter(ticket_id=ballot.ticket_id, subject_type="ballot").order_by("seq")
    return [one.step for one in rows]


def test_reminders_go_to_those_whose_vote_is_missing_and_each_fires_once():
    rule()
    ballot = put(houses.proposal())
    vote(ballot, voter(A), "approve")
    people = {region: voter(region).person_id for region in (B, C)}
    due.fire(now=houses.later(days=4))
    assert "remind" not in taken(ballot)
    for days in (5, 5, 9, 9):
        due.fire(now=houses.later(days=days, minutes=1))
    assert taken(ballot).count("remind") == 2
    event = Event.objects.unscoped("test").filter(ticket_id=ballot.ticket_id, step="remind").last()
    meant, _boxes = telling_whom.told(ballot.ticket, event, ["ballot_missing"], ["ballot_reminder"])
    assert set(meant) == set(people.values())
    assert Ballot.objects.unscoped("test").get(pk=ballot.pk).reminded_at is not None


@pytest.mark.parametrize(
    ("said", "given", "state_"),
    [
        ({}, {A: "approve"}, "expired"),
        ({"quorum": "1"}, {}, "expired"),
        ({"quorum": "2", "closes": "at_deadline"}, {A: "approve", B: "approve"}, "passed"),
        ({"quorum": "2", "closes": "at_deadline"}, {A: "reject", B: "reject"}, "failed"),
        ({"quorum": "2", "base": "yes_or_no", "closes": "when_certain"}, {A: "approve", B: "abstain"}, "passed"),
        ({"quorum": "1", "silence": "consent_after", "closes": "at_deadline"}, {A: "reject"}, "passed"),
        ({"quorum": "0", "silence": "consent_after", "closes": "at_deadline"}, {}, "passed"),
    ],
)
def test_when_the_time_is_over_the_votes_and_the_rule_about_silence_decide(said, given, state_):
    rule(**said)
    ballot = put(houses.proposal())
    for region, choice in given.items():
        vote(ballot, voter(region), choice)
    assert state(ballot) == "pending"
    due.fire(now=houses.later(days=10, minutes=1))
    assert state(ballot) == state_
    due.fire(now=houses.later(days=11))
    assert taken(ballot).count("settle") == 1


def test_nothing_is_due_once_the_votes_have_decided():
    rule()
    ballot = put(houses.proposal())
    for region in houses.REGIONS:
        vote(ballot, voter(region), "approve")
    rows = DueStep.objects.filter(subject_type="tickets.ballot", subject_id=ballot.pk, fired_at=None)
    assert state(ballot) == "passed"
    assert not rows.exists()
