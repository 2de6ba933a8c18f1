"""What of a vote somebody sees: as the ticket, and names of her own side alone."""

import pytest
from django.utils import translation

from roles.actor import actor_for
from tests.ballots import houses
from tests.ballots.houses import manager, newest, put, rule, vote, voter
from tests.people import actor, person, wear
from tickets.balloting import frozen_text, pages, reading, wording
from tickets.models import Ballot
from tickets.web import turns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
A, B, C = houses.REGIONS


@pytest.fixture
def opened():
    rule()
    ticket = houses.proposal()
    return ticket, put(ticket)


def waits(who) -> list[str]:
    assert pages.urlpatterns, "the pages say what waits"
    return [one.turn for one in turns.waiting_for(who)]


def test_the_sentence_says_what_is_missing(opened):
    _ticket, ballot = opened
    vote(ballot, voter(A), "approve")
    one = newest(_ticket)
    found = reading.shown(one, manager())
    with translation.override("sv"):
        assert found.count.sentence == "2 röster till, Halland och Västerbotten saknas."
        assert wording.voted(found.count) == "1 av 3 har röstat."


def test_a_row_names_who_voted_for_whom(opened):
    ticket, _ballot = opened
    deputy = person("region-objektledare", A, name="vikarie")
    wear(deputy, houses.CHANGE_MANAGER, A, deputy_for=person(houses.CHANGE_MANAGER, A))
    vote(newest(ticket), actor_for(deputy), "condition", vote_condition="Inte på en fredag.")
    first, second, _third = reading.shown(newest(ticket), manager()).rows
    assert (first.choice, first.text, first.for_person) == (
        "condition", "Inte på en fredag.", person(houses.CHANGE_MANAGER, A).short_name
    )  # fmt: skip
    assert second.choice == ""
    voter(B)
    _first, second, third = reading.shown(newest(ticket), manager()).rows
    assert len(second.may) == 1 and not third.may


def test_a_vendor_sees_organisations_and_roles_and_no_names(opened):
    ticket, _ballot = opened
    vote(newest(ticket), voter(A), "approve")
    voter(B)
    vendor = actor("cambio-change-manager", "cambio")
    rows = reading.shown(newest(ticket), vendor).rows
    assert (rows[0].choice, rows[0].person) == ("approve", "")
    assert rows[0].role
    name = person(houses.CHANGE_MANAGER, B).short_name
    assert all(name not in words for words in rows[1].may)


def test_who_does_not_read_the_ticket_sees_no_ballot_of_it(opened):
    _ticket, ballot = opened
    stranger = actor("cambio-change-manager", "cambio")
    assert not Ballot.objects.visible_to(stranger).filter(pk=ballot.pk).exists()
    assert Ballot.objects.visible_to(manager()).filter(pk=ballot.pk).exists()
    assert reading.open_ballots(stranger) == []


def test_the_vote_waits_on_the_start_page_of_who_may_give_it_until_it_is_given(opened):
    ticket, _ballot = opened
    leader = actor("region-objektledare", B)
    assert "vote" in waits(voter(A))
    assert "vote" in waits(leader), "nobody is change manager there"
    voter(B)
    assert "vote" not in waits(leader)
    assert "vote" not in waits(actor("region-driftsattningsansvarig", A)), "another role has no vote"
    vote(newest(ticket), voter(A), "approve")
    assert "vote" not in waits(voter(A))
    assert "vote" in waits(voter(B))


def test_the_frozen_text_is_what_the_reader_may_read(opened):
    ticket, _ballot = opened
    one = newest(ticket)
    one.ticket.__class__ = one.ticket.workflow_class()
    lines = {line.name: line.words for line in frozen_text.lines(one, manager())}
    assert lines["description"] == "Samma fel efter varje uppdatering."
    assert lines["title"] == ticket.title
