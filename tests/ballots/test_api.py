"""Votes and decisions over the API: what the description says, once, and at the version that was read."""

import pytest

from tests.api.calling import codes, program
from tests.ballots import houses
from tests.ballots.houses import newest, put, rule, vote, voter
from tests.people import person
from tickets.models import Decision, Vote
from tickets.workflows import Problem

pytestmark = pytest.mark.django_db
A, B, C = houses.REGIONS


@pytest.fixture
def opened(house, monkeypatch):
    monkeypatch.setattr(Problem, "results", {"carry_out": "approved"})
    rule(quorum="2")
    ticket = houses.proposal()
    return ticket, put(ticket)


def test_ballots_are_read_with_what_is_missing_and_what_can_be_done(opened):
    ticket, ballot = opened
    vote(ballot, voter(A), "condition", vote_condition="Inte på en fredag.")
    (one,) = program(houses.CHANGE_MANAGER, B).get(f"tickets/{ticket.number}/ballots").json()["results"]
    assert (one["state"], one["voted"], one["quorum"], one["digest"]) == ("pending", 1, 2, ballot.digest)
    assert one["sentence"] == "1 more vote, Halland and Västerbotten are missing."
    first = one["seats"][0]
    assert (first["vote"], first["text"], first["organisations"]) == ("condition", "Inte på en fredag.", [A])
    assert {step["name"]: step["allowed"] for step in one["steps"]}["vote"] is True


def test_a_vote_is_cast_once_with_its_key(opened):
    ticket, ballot = opened
    caller = program(houses.CHANGE_MANAGER, A)
    path = f"tickets/{ticket.number}/ballots/{ballot.pk}/steps/vote"
    assert caller.post(path, {"fields": {"vote": "approve"}}).status_code == 428
    assert caller.post(path, {"fields": {"vote": "approve"}}, version=99).status_code == 412
    for _time in range(2):
        answer = caller.post(path, {"fields": {"vote": "approve"}}, version=newest(ticket).version, key="vote-1")
        assert answer.status_code == 200, answer.content
    assert answer.headers["Idempotency-Replayed"] == "true"
    assert Vote.objects.unscoped("test").filter(ballot=ballot).count() == 1
    assert codes(caller.post(path, {"fields": {"vote": "maybe"}}, version=newest(ticket).version)) == [
        ("vote", "not_a_choice")
    ]


def test_the_chair_decides_and_everybody_reads_the_decision(opened):
    ticket, ballot = opened
    for region in (A, B):
        vote(ballot, voter(region), "approve")
    chair = program("sussa-andringsansvarig", "sussa-vardstod")
    path, body = f"forums/{houses.FORUM}/decisions", {
        "ticket": ticket.number, "result": "approved", "text": "Ja.", "step": "carry_out", "conditions": "Ett villkor.",
    }  # fmt: skip
    version = chair.get(f"tickets/{ticket.number}").json()["version"]
    assert chair.post(path, body, version=version).status_code == 400  # a key is demanded
    for _time in range(2):
        made = chair.post(path, body, version=version, key="decide-1")
        assert made.status_code == 201, made.content
    assert Decision.objects.unscoped("test").count() == 1
    assert (made.json()["number"], made.json()["conditions"]) == (1, ["Ett villkor."])
    reader = program(houses.CHANGE_MANAGER, B)
    (read,) = reader.get(f"tickets/{ticket.number}/decisions").json()["results"]
    assert read["digest"] == ballot.digest
    assert reader.get(path).json()["results"] == [read]
    undo = {"ticket": ticket.number, "result": "rejected", "text": "Upphävs.", "replaces": f"{read['year']}/1"}
    version = chair.get(f"tickets/{ticket.number}").json()["version"]
    undone = chair.post(path, undo, version=version, key="decide-2")
    assert undone.json()["replaces"] == f"{houses.FORUM}/{read['year']}/1"


def test_refusals_of_a_decision(opened):
    ticket, _ballot = opened
    chair = program("sussa-andringsansvarig", "sussa-vardstod")
    path = f"forums/{houses.FORUM}/decisions"
    version = chair.get(f"tickets/{ticket.number}").json()["version"]
    missing = chair.post(path, {"ticket": ticket.number}, version=version, key="key-10")
    assert codes(missing) == [("result", "required"), ("text", "required")]
    body = {"ticket": ticket.number, "result": "noted", "text": "Antecknas."}
    other = program("sussa-objektledare", "sussa-vardstod").post(path, body, version=version, key="key-11")
    assert other.status_code == 403
    assert chair.post("forums/nothing/decisions", body, version=version, key="key-12").status_code == 404
    unknown = chair.post(path, body | {"replaces": "2020/9"}, version=version, key="key-13")
    assert codes(unknown) == [("replaces", "not_found")]
    assert chair.post(path, body | {"ticket": "PRB-1999-000001"}, version=version, key="key-14").status_code == 404
    assert not Decision.objects.unscoped("test").exists()


def test_the_vendor_reads_no_ballot_of_a_ticket_that_is_not_its(opened):
    ticket, _ballot = opened
    cambio = program("cambio-change-manager", "cambio")
    assert cambio.get(f"tickets/{ticket.number}/ballots").status_code == 404
    assert cambio.get(f"tickets/{ticket.number}/decisions").status_code == 404
    assert cambio.get(f"forums/{houses.FORUM}/decisions").json()["results"] == []


def test_names_are_given_to_the_own_side(opened):
    ticket, ballot = opened
    vote(ballot, voter(A), "approve")
    (one,) = program(houses.CHANGE_MANAGER, B).get(f"tickets/{ticket.number}/ballots").json()["results"]
    assert one["seats"][0]["by"]["email"] == person(houses.CHANGE_MANAGER, A).email
