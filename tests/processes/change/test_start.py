"""What a change asks of whom on the start page: each decision that waits has a row, and only with whoever takes it."""

import pytest
from django.utils import timezone

from tests import parties
from tests.processes.change import places as at
from tests.web.tickets.door import Visitor
from tickets.models import Ballot

pytestmark = pytest.mark.django_db


def start(who) -> str:
    return Visitor(who.user).text("/")


def lapsed(ticket, stage: str):
    """The time is over, and nobody has voted."""
    from engine.perform import perform
    from roles.actor import SYSTEM

    ballot = at.ballot(ticket, stage)
    perform(Ballot, ballot.pk, "settle", actor=SYSTEM, via="test", at=ballot.deadline)


def test_when_the_regions_have_said_yes_the_change_manager_sends_it_to_the_cab():
    ticket = at.change("regional_review")
    assert "Bekräfta regionernas ja" not in start(at.lead())
    at.regions_say_yes(ticket)
    assert f"Bekräfta regionernas ja: {ticket.title}" in start(at.lead())
    assert "Bekräfta regionernas ja" not in start(at.region_lead())
    assert "Bekräfta regionernas ja" not in start(at.deployer())


def test_when_the_regions_have_said_no_the_change_manager_confirms_it():
    ticket = at.change("regional_review")
    at.vote(ticket, "regional-review", at.region_lead(), "reject", reject_code="operations")
    assert f"Bekräfta regionernas nej: {ticket.title}" in start(at.lead())


def test_when_the_cab_votes_the_change_manager_is_asked_for_a_vote_and_not_to_decide_on_what_the_regions_said():
    ticket = at.change("cab_review")
    assert f"Rösta: {ticket.title}" in start(at.lead())
    at.vote(ticket, "cab", at.lead())
    assert ticket.title not in start(at.lead())


def test_a_vote_that_has_lapsed_is_opened_anew_by_the_change_manager():
    ticket = at.change("regional_review")
    lapsed(ticket, "regional-review")
    assert f"Öppna omröstningen på nytt: {ticket.title}" in start(at.lead())


def test_of_a_vote_of_the_cab_that_has_lapsed_its_chair_decides_what_comes():
    ticket = at.change("cab_review")
    lapsed(ticket, "cab")
    assert f"Besluta: {ticket.title}" in start(at.lead())


def test_a_voided_vote_is_opened_anew():
    ticket = at.change("regional_review")
    at.take(ticket, "edit", at.lead(), title="Byte av svarstjänst")
    assert "Öppna omröstningen på nytt: Byte av svarstjänst" in start(at.lead())


def test_when_the_cab_has_voted_its_chair_decides():
    ticket = at.change("cab_review")
    at.cab_says_yes(ticket)
    assert f"Besluta: {ticket.title}" in start(at.lead())
    assert "Besluta:" not in start(at.deployer())


def test_when_both_change_managers_have_said_yes_either_authorises_it():
    ticket = at.minor()
    for who in (at.lead(), at.region_lead()):
        assert f"Godkänn mindre ändring: {ticket.title}" in start(who)
    assert "Godkänn mindre ändring" not in start(at.region_lead(parties.NEIGHBOUR))


def test_when_the_emergency_has_its_votes_somebody_of_those_who_decide_authorises_it():
    ticket = at.emergency()
    at.ecab_says_yes(ticket, at=at.ahead(hours=-2))
    assert "Godkänn akut" in start(at.it_leader())


def test_what_is_authorised_waits_to_be_put_in_time():
    ticket = at.change("authorised")
    assert f"Planera: {ticket.title}" in start(at.deployer())


def test_when_every_region_has_answered_the_verification_is_completed():
    ticket = at.change("validating")
    assert "Slutför verifieringen" not in start(at.deployer())
    at.verified(ticket, at=timezone.now())
    assert f"Slutför verifieringen: {ticket.title}" in start(at.deployer())


def test_what_is_to_be_reviewed_waits_for_the_change_manager():
    ticket = at.change("review")
    assert f"Avsluta efterkontrollen: {ticket.title}" in start(at.lead())


def test_an_emergency_waits_for_the_verdict_of_the_cab():
    ticket = at.emergency("review")
    visitor = Visitor(at.lead().user)
    answer = visitor.see("/")
    assert f"Avgör akut ändring: {ticket.title}" in visitor.text("/")
    url = f"/forum/sussa-cambio-cab/besluta/{ticket.number}/retro_gate/"
    assert url in answer.content.decode()
    assert visitor.see(url).status_code == 200


@pytest.mark.parametrize("part", ["reporter", "owner", "conflict"])
def test_who_has_a_part_in_it_is_not_asked_to_vote(part):
    from engine.perform import perform
    from roles.actor import actor_for
    from tests.people import wear

    ticket = at.change("regional_review")
    person = {"reporter": at.requester, "owner": lambda: at.of_support("objektledare")}.get(part, at.region_lead)().user
    if part != "conflict":
        wear(person, "region-andringsansvarig", parties.REGION)
    else:
        assert "Rösta:" in start(at.region_lead())
        pk, data = at.ballot(ticket, "regional-review").pk, {"vote_reason": "Min bror säljer den."}
        perform(Ballot, pk, "declare_conflict", actor=actor_for(person), via="test", data=data, at=at.past())
    assert "Rösta:" not in start(actor_for(person))
