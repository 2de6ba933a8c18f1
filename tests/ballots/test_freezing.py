"""A vote is about the frozen content: a change of it voids the votes in the same transaction, and says so."""

import pytest

from engine.errors import Refused
from engine.perform import perform
from outbox.models import Message
from tests.ballots import houses
from tests.ballots.houses import manager, newest, put, rule, vote, voter
from tests.cases import fresh
from tickets import telling_whom
from tickets.balloting import freezing
from tickets.models import Ballot, Event
from tickets.workflows import Problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
A, B, C = houses.REGIONS


@pytest.fixture
def voted():
    """A ticket with an open vote and two votes."""
    rule()
    ticket = houses.proposal()
    ballot = put(ticket)
    for region in (A, B):
        vote(ballot, voter(region), "approve")
    return ticket, ballot


def edit(ticket, **data):
    return perform(Problem, ticket.pk, "edit", actor=manager(), via="test", data=data)


def last_event(ticket, step):
    return Event.objects.unscoped("test").filter(ticket=ticket, step=step).order_by("seq").last()


def test_the_hash_is_of_the_content_in_canonical_json(voted):
    ticket, ballot = voted
    content = freezing.content(fresh(ticket.pk))
    assert content == ballot.frozen
    assert freezing.digest(content) == ballot.digest
    assert freezing.digest({"b": 1, "a": "å"}) == freezing.digest({"a": "å", "b": 1})
    assert "Samma fel" not in str(ballot.frozen), "words are named by their digest"


def test_words_of_the_step_that_opens_the_vote_are_frozen_with_the_rest():
    rule()
    ticket = houses.proposal()
    before = freezing.digest(freezing.content(ticket))
    ballot = put(ticket, description="Nya ord i samma steg.")
    assert ballot.digest != before
    assert ballot.digest == freezing.digest(freezing.content(fresh(ticket.pk)))


def test_whoever_edits_is_first_told_what_it_costs(voted):
    ticket, _ballot = voted
    with pytest.raises(Refused) as refused:
        edit(ticket, title="En annan rubrik")
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == ("voids_votes", "void_votes")
    assert "2" in str(reason.text)
    assert newest(ticket).state == "pending"


def test_an_edit_voids_the_votes_in_the_same_event_and_tells_the_voters(voted):
    ticket, ballot = voted
    event = edit(ticket, title="En annan rubrik", void_votes=True)
    assert newest(ticket).state == "voided"
    assert event.changed["ballots_voided"] == {
        "ballots": [ballot.pk], "votes": 2, "fields": ["title"], "for": "customer",
    }  # fmt: skip
    assert last_event(ticket, "void").cause == "step:edit"
    (message,) = Message.objects.filter(kind="ticket.tell", event_id=event.pk)
    assert "ballot_voters" in message.payload["whom"]
    meant, _boxes = telling_whom.told(fresh(ticket.pk), event, ["ballot_voters"], ["ballot_voided"])
    assert set(meant) == {voter(A).person_id, voter(B).person_id}


def test_the_same_words_again_void_nothing(voted):
    ticket, ballot = voted
    edit(ticket, title=ticket.title, description="Samma fel efter varje uppdatering.")
    assert newest(ticket).state == "pending"
    assert freezing.digest(freezing.content(fresh(ticket.pk))) == ballot.digest
    vote(ballot, voter(C), "approve")
    assert newest(ticket).state == "passed"


def test_an_edit_before_the_first_vote_voids_without_a_question():
    rule()
    ticket = houses.proposal()
    put(ticket)
    edit(ticket, description="Bättre beskrivet.")
    assert newest(ticket).state == "voided"
    assert put(fresh(ticket.pk)).proposal == 2


def test_a_passed_vote_that_led_to_nothing_yet_is_voided_as_well(voted):
    ticket, ballot = voted
    vote(ballot, voter(C), "approve")
    edit(ticket, title="En annan rubrik", void_votes=True)
    assert newest(ticket).state == "voided"


def test_sent_back_the_votes_are_void(voted):
    ticket, _ballot = voted
    event = perform(Problem, ticket.pk, "send_back", actor=manager(), via="test")
    assert newest(ticket).state == "voided"
    assert event.changed["ballots_voided"]["votes"] == 2


def test_no_vote_is_cast_on_a_content_that_changed_past_the_ballot(voted, monkeypatch):
    ticket, ballot = voted
    monkeypatch.setattr("tickets.balloting.voiding.void_what_changed", lambda context: None)
    edit(ticket, title="En annan rubrik", void_votes=True)
    with pytest.raises(Refused) as refused:
        vote(ballot, voter(C), "approve")
    assert refused.value.reasons[0].code == "content_changed"


def test_a_voided_vote_takes_no_more_votes(voted):
    from engine.errors import NotPossible

    ticket, ballot = voted
    edit(ticket, title="En annan rubrik", void_votes=True)
    with pytest.raises(NotPossible):
        vote(ballot, voter(C), "approve")
    assert Ballot.objects.unscoped("test").filter(ticket_id=ticket.pk).count() == 1
