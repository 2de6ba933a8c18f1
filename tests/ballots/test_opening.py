"""A vote is not opened where nobody has one, in no time, or beside one that is open; then nothing is written."""

from datetime import timedelta

import pytest

from engine.errors import Refused
from tests.ballots import houses
from tests.ballots.houses import put, rule
from tests.cases import fresh
from tickets.models import Ballot

pytestmark = pytest.mark.django_db


def refused(ticket) -> list[tuple[str, str]]:
    """The codes and fields of why no vote was opened."""
    before = fresh(ticket.pk).event_seq
    with pytest.raises(Refused) as found:
        put(ticket)
    assert fresh(ticket.pk).event_seq == before
    return [(one.code, one.field) for one in found.value.reasons]


def test_somebody_has_a_vote(house):
    rule()
    house.regions = ()
    assert refused(houses.proposal()) == [("nobody_votes", "")]
    assert not Ballot.objects.unscoped("test").exists()


def test_a_consent_alone_is_no_vote(house):
    rule(seats=["vendor: cambio-change-manager at vendor consents"])
    assert refused(houses.proposal()) == [("nobody_votes", "")]


@pytest.mark.parametrize("span", [timedelta(0), timedelta(minutes=-1)])
def test_there_is_time_to_vote(house, span):
    rule()
    house.deadline = span
    assert refused(houses.proposal()) == [("deadline_passed", "vote_deadline")]


def test_one_vote_on_a_matter_at_a_time(house):
    rule()
    ticket = houses.proposal()
    put(ticket)
    assert refused(ticket) == [("ballot_open", "")]
    assert Ballot.objects.unscoped("test").count() == 1
