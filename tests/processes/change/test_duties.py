"""Who wants a change, owns it or carries it out never says the deciding yes, also under another hat (C9)."""

import pytest

from engine.errors import NotPossible, Refused
from roles.actor import actor_for
from tests import parties
from tests.people import wear
from tests.processes.change import places as at

pytestmark = pytest.mark.django_db


def codes(refused) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_the_owner_does_not_authorise_a_minor_change_under_the_hat_of_a_change_manager():
    owner = at.of_support("objektledare").user
    wear(owner, "sussa-andringsansvarig", parties.SUPPORT_ORG)
    ticket = at.minor()
    with pytest.raises(Refused) as refused:
        at.take(ticket, "to_cab_minor", actor_for(owner), **at.window())
    assert "own_change" in codes(refused)


def test_whoever_registered_it_has_no_vote_under_another_hat():
    who = at.requester().user
    wear(who, "region-andringsansvarig", parties.REGION)
    ticket = at.change("regional_review")
    with pytest.raises((NotPossible, Refused)) as refused:
        at.vote(ticket, "regional-review", actor_for(who))
    assert codes(refused) & {"conflict_of_interest"}


def test_whoever_authorised_it_does_not_carry_it_out():
    ticket = at.change("authorised")
    with pytest.raises(Refused) as refused:
        at.take(ticket, "schedule", at.deployer(), **at.scheduling(implementer=at.lead().user.email))
    assert "has_decided" in codes(refused)


def test_one_persons_yes_twice_is_not_two_persons():
    """The region's change manager who is the joint one too votes for one of the two seats."""
    ticket = at.asked()
    both = at.region_lead().user
    other = wear(both, "sussa-andringsansvarig", parties.SUPPORT_ORG)
    own = both.assignments.exclude(pk=other.pk).get()
    from engine.perform import perform
    from tickets.models import Ballot

    ballot, who = at.ballot(ticket, "minor"), actor_for(both)
    how = {"actor": who, "via": "test", "data": {"vote": "approve"}, "at": at.past()}
    perform(Ballot, ballot.pk, "vote", hat=own.pk, **how)
    with pytest.raises(NotPossible):
        perform(Ballot, ballot.pk, "vote", hat=other.pk, **how)
    assert at.ballot(ticket, "minor").state == "pending"
