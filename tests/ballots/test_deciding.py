"""A decision and its step are one: both are written, or neither; and nobody decides on what was not voted on."""

import pytest
from django.db import IntegrityError, transaction

from engine.errors import NotPermitted, NotPossible, Refused, Stale
from engine.perform import perform
from forums.actions import decide
from tests.ballots import houses
from tests.ballots.houses import chair, manager, put, rule, vote, voter
from tests.cases import fresh
from tests.people import actor
from tickets.balloting import freezing
from tickets.models import Ballot, Decision, Event, Task
from tickets.workflows import Problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
A, B, C = houses.REGIONS


def decided(ticket, result="approved", *, who=None, step="carry_out", text="Godkänns.", **more) -> Decision:
    return decide(
        who or chair(), ticket.pk, forum=houses.FORUM, text=text, result=result, step=step, via="test", **more
    )


@pytest.fixture
def passed():
    rule()
    ticket = houses.proposal()
    ballot = put(ticket)
    for region in houses.REGIONS:
        vote(ballot, voter(region), "approve")
    return ticket, ballot


def test_decision_and_step_carry_each_others_number(passed):
    ticket, ballot = passed
    decision = decided(ticket, conditions="Förvarna kundtjänst.\n\nFölj lasten.", dissent="Halland ville vänta.")
    assert fresh(ticket.pk).state == "assess"
    event = Event.objects.unscoped("test").get(ticket=ticket, step="carry_out")
    assert decision.event == event
    assert event.cause == f"decision:{houses.FORUM} {decision.year} § 1"
    assert event.changed["decision"]["number"] == decision.number == 1
    assert decision.digest == ballot.digest
    assert [one["choice"] for one in decision.votes] == ["approve"] * 3
    assert decision.text.body == "Godkänns."
    assert decision.dissent.body == "Halland ville vänta."
    titles = Task.objects.unscoped("test").filter(ticket=ticket, blocking=True).values_list("title", flat=True)
    assert list(titles) == ["Förvarna kundtjänst.", "Följ lasten."]
    assert Ballot.objects.unscoped("test").get(pk=ballot.pk).used_seq == event.seq
    assert str(decision) == f"{houses.FORUM} {decision.year} § 1"


def test_only_what_is_approved_has_conditions(passed):
    with pytest.raises(Refused) as refused:
        decided(passed[0], "noted", step="record_decision", conditions="Förvarna kundtjänst.")
    assert [(one.code, one.field) for one in refused.value.reasons] == [("not_approved", "decision_conditions")]


def test_numbers_follow_each_other_in_a_forum_and_year(passed):
    ticket, _ballot = passed
    first = decided(ticket)
    other = houses.proposal()
    second = decided(other, "noted", step="record_decision", text="Antecknas.")
    elsewhere = decide(chair(), other.pk, forum="sussa-cambio-cab", text="Antecknas.", result="noted", via="test")
    assert [first.number, second.number, elsewhere.number] == [1, 2, 1]


def test_a_refused_step_leaves_neither(passed):
    ticket, _ballot = passed
    perform(Problem, ticket.pk, "edit", actor=manager(), via="test", data={"title": "Nytt", "void_votes": True})
    before = fresh(ticket.pk)
    with pytest.raises(Refused):
        decided(ticket)
    assert not Decision.objects.unscoped("test").exists()
    assert fresh(ticket.pk).event_seq == before.event_seq
    perform(Problem, ticket.pk, "edit", actor=manager(), via="test", data={"title": ticket.title})
    with pytest.raises(Refused):  # the old content again, but the votes are void
        decided(ticket)
    again = put(fresh(ticket.pk))
    for region in houses.REGIONS:
        vote(again, voter(region), "approve")
    assert decided(ticket).number == 1, "no number is lost by what was refused"


def test_a_failure_after_the_step_leaves_neither(passed, monkeypatch):
    ticket, _ballot = passed

    def broken(event, line, **more):
        raise RuntimeError("storage failed")

    monkeypatch.setattr("tickets.balloting.voting.blocking_task", broken)
    with pytest.raises(RuntimeError):
        decided(ticket, conditions="Ett villkor.")
    assert fresh(ticket.pk).state == "new"
    assert not Decision.objects.unscoped("test").exists()
    assert not Event.objects.unscoped("test").filter(ticket=ticket, step="carry_out").exists()


def test_the_step_is_taken_by_a_decision_alone(passed):
    ticket, _ballot = passed
    with pytest.raises(Refused) as refused:
        perform(Problem, ticket.pk, "carry_out", actor=chair(), via="test", data={})
    assert [one.code for one in refused.value.reasons] == ["by_decision"]


@pytest.mark.parametrize("result", ["approved", "rejected"])
def test_the_votes_must_give_the_result(result):
    rule(quorum="2")
    ticket = houses.proposal()
    ballot = put(ticket)
    with pytest.raises(Refused) as refused:
        decided(ticket, result)
    assert refused.value.reasons[0].code == "ballot_open"
    for region in houses.REGIONS[:2]:
        vote(ballot, voter(region), "reject" if result == "approved" else "approve")
    with pytest.raises(Refused) as refused:
        decided(ticket, result)
    assert refused.value.reasons[0].code == "votes_say_otherwise"


def test_postponed_an_open_vote_is_voided():
    rule()
    ticket = houses.proposal()
    ballot = put(ticket)
    vote(ballot, voter(A), "approve")
    decided(ticket, "postponed", step="record_decision", text="Tas upp i mars.")
    assert Ballot.objects.unscoped("test").get(pk=ballot.pk).state == "voided"


def test_only_the_chair_of_the_forum_decides(passed):
    ticket, _ballot = passed
    for who in (manager(), actor("sussa-objektledare", "sussa-vardstod"), voter(A)):
        with pytest.raises(NotPermitted) as refused:
            decided(ticket, who=who)
        assert [one.code for one in refused.value.reasons] == ["not_chair"]
    assert not Decision.objects.unscoped("test").exists()


def test_the_chair_may_be_neither_requester_owner_nor_implementer(passed, house):
    ticket, _ballot = passed
    for what in ("requester", "owner", "implementer"):
        house.bound = {chair().person_id: what}
        with pytest.raises(NotPossible) as refused:
            decided(ticket)
        assert refused.value.reasons[0].code == "conflict_of_interest"
    assert not Decision.objects.unscoped("test").exists()


def test_what_a_decision_needs(passed):
    ticket, _ballot = passed
    for text, result, field in (("  ", "approved", "decision_text"), ("Ja.", "perhaps", "decision_result")):
        with pytest.raises(Refused) as refused:
            decided(ticket, result, text=text)
        assert [one.field for one in refused.value.reasons] == [field]
    with pytest.raises(Refused) as refused:
        decided(ticket, text="Patient 19121212-1212 nämndes.")
    assert refused.value.reasons[0].code == "personal_number"


def test_a_decision_is_undone_by_one_that_cites_it(passed):
    ticket, _ballot = passed
    first = decided(ticket)
    second = decided(ticket, "rejected", step="record_decision", text="Upphävs.", replaces=first)
    assert second.replaces == first
    with pytest.raises(Refused) as refused:
        decided(ticket, "rejected", step="record_decision", text="Igen.", replaces=first)
    assert refused.value.reasons[0].code == "already_undone"


def test_a_decision_that_says_otherwise_must_cite_the_one_that_stands(passed):
    ticket, _ballot = passed
    decided(ticket)
    with pytest.raises(Refused) as refused:
        decided(ticket, "rejected", step="record_decision", text="Avslås.")
    assert refused.value.reasons[0].code == "contradicts"
    assert "1" in str(refused.value.reasons[0].text)


def test_a_decision_of_another_forum_or_case_cannot_be_undone(passed):
    ticket, _ballot = passed
    first = decided(ticket)
    other = houses.proposal()
    with pytest.raises(Refused) as refused:
        decided(other, "rejected", step="record_decision", text="Upphävs.", replaces=first)
    assert refused.value.reasons[0].code == "not_its_decision"


def test_a_decision_never_changes(passed):
    ticket, _ballot = passed
    decided(ticket)
    rows = Decision.objects.unscoped("test")
    for change in (lambda: rows.update(result="rejected"), lambda: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_in_the_browser_a_stale_chair_is_told(passed):
    ticket, _ballot = passed
    with pytest.raises(Stale):
        decide(
            chair(), ticket.pk, forum=houses.FORUM, text="Ja.", result="noted", via="web", version=ticket.version + 7
        )


def test_a_used_vote_is_no_longer_voided(passed):
    ticket, ballot = passed
    decided(ticket)
    perform(Problem, ticket.pk, "edit", actor=manager(), via="test", data={"title": "Efteråt"})
    assert Ballot.objects.unscoped("test").get(pk=ballot.pk).state == "passed"


def test_the_step_that_carries_it_out_cannot_change_it_as_well(passed):
    """The frozen hash equals the content at execution (5.10, 9), whatever is typed in the step itself."""
    ticket, ballot = passed
    with pytest.raises(Refused) as refused:
        decided(ticket, data={"description": "Något helt annat.", "void_votes": True})
    assert refused.value.reasons[0].code == "content_changed"
    assert fresh(ticket.pk).state == "new"
    assert not Decision.objects.unscoped("test").exists()
    decision = decided(ticket)
    assert decision.digest == freezing.digest(freezing.content(fresh(ticket.pk))) == ballot.digest
