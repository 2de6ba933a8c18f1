"""Two organisations at once on one change: what they decide is decided once, and no vote is lost."""

import pytest
from django.utils import timezone

from engine.perform import perform
from tests.cases import fresh
from tests.concurrency.racing import lost, race, won
from tests.processes.change import places as at
from tickets.models import Ballot, Event, Ticket, Vote

pytestmark = [pytest.mark.django_db(transaction=True)]


def taking(ticket, name: str, who, **data):
    """The step as a call, with everything read beforehand."""
    how = {"actor": who, "via": "api", "version": ticket.version, "data": data, "at": timezone.now()}
    return lambda: perform(Ticket, ticket.pk, name, **how)


def voting(ballot, who):
    how = {"actor": who, "via": "test", "data": {"vote": "approve"}, "at": at.past()}
    return lambda: perform(Ballot, ballot.pk, "vote", **how)


def test_two_change_managers_authorise_at_once_and_one_does():
    ticket = at.minor()
    calls = [taking(ticket, "to_cab_minor", who, **at.window()) for who in (at.region_lead(), at.lead())]
    outcomes = race(*calls)
    assert len(won(outcomes)) == 1, outcomes
    assert lost(outcomes) == ["Stale"] or lost(outcomes) == ["NotPossible"]
    events = Event.objects.unscoped("test").filter(ticket_id=ticket.pk, target="authorised")
    assert (fresh(ticket.pk).state, events.count()) == ("authorised", 1)


def test_two_vote_at_once_and_the_vote_passes_once():
    ticket = at.asked()
    ballot = at.ballot(ticket, "minor")
    outcomes = race(voting(ballot, at.region_lead()), voting(ballot, at.lead()))
    assert len(won(outcomes)) == 2, outcomes
    assert Vote.objects.unscoped("test").filter(ballot=ballot).count() == 2
    passed = Event.objects.unscoped("test").filter(ticket_id=ticket.pk, subject_type="ballot", step="pass")
    assert (at.ballot(ticket, "minor").state, passed.count()) == ("passed", 1)


def test_an_edit_and_the_decision_at_once_never_authorise_another_content():
    ticket = at.minor()
    edit = taking(ticket, "edit", at.requester(), title="Ett annat byte", void_votes=True)
    outcomes = race(edit, taking(ticket, "to_cab_minor", at.lead(), **at.window()))
    assert len(won(outcomes)) == 1, outcomes
    now = fresh(ticket.pk)
    assert (now.state, now.title) in [("authorised", ticket.title), ("assess", "Ett annat byte")]
