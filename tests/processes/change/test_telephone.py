"""A yes by telephone is a vote: it ends the vote on an emergency at once, and is confirmed within its hours (5.5)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engine.errors import NotPossible, Refused
from tests.cases import fresh
from tests.people import actor
from tests.processes.change import places as at
from tests.web.tickets.door import Visitor
from tickets.models import Event, Vote

pytestmark = pytest.mark.django_db


def codes(refused) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def said(ticket_at, **more) -> dict:
    call = {"phone_decision": True, "phone_person": at.it_leader().user.email, "phone_at": ticket_at}
    return call | at.window() | more


def all_but_one():
    """Everybody has said yes here, but for the seat of operations and IT."""
    moment = at.ahead(hours=-2)
    return at.vote(at.vote(at.emergency(), "ecab", at.lead(), at=moment), "ecab", at.vendor_lead(), at=moment), moment


def test_the_vote_is_over_with_the_yes_by_telephone_and_has_led_to_the_authorisation():
    ticket = at.by_phone()
    ballot = at.ballot(ticket, "ecab")
    assert (ticket.state, ballot.state) == ("authorised", "passed")
    authorised = Event.objects.unscoped("test").get(ticket=ticket, step="ecab_approve")
    assert ballot.used_seq == authorised.seq
    last = Vote.objects.unscoped("test").filter(ballot=ballot).last()
    assert (last.person, last.choice) == (at.it_leader().user, "approve")
    noted = Event.objects.unscoped("test").get(ticket=ticket, step="vote_by_telephone")
    assert (noted.user, noted.cause) == (None, f"event:{authorised.seq}")


def test_nobody_is_asked_for_a_vote_any_more():
    ticket = at.by_phone()
    assert "Rösta:" not in Visitor(at.it_leader().user).text("/")
    with pytest.raises(NotPossible):
        at.vote(ticket, "ecab", at.it_leader(), at=timezone.now())


def test_the_page_of_the_vote_says_what_came_by_telephone_and_whether_it_is_confirmed():
    ticket = at.by_phone()
    page = f"/arenden/{ticket.number}/omrostning/{at.ballot(ticket, 'ecab').pk}/"
    assert "per telefon, inte bekräftat än" in Visitor(at.lead().user).text(page)
    at.take(ticket, "confirm_phone", at.it_leader(), at=timezone.now())
    text = Visitor(at.lead().user).text(page)
    assert "per telefon, bekräftat" in text
    assert "inte bekräftat" not in text


def test_whoever_said_yes_is_asked_on_start_to_confirm_it():
    at.by_phone()
    assert "Bekräfta muntligt beslut" in Visitor(at.it_leader().user).text("/")
    assert "Bekräfta muntligt beslut" not in Visitor(at.lead().user).text("/")


def test_documenting_it_afterwards_voids_nothing():
    ticket, moment = all_but_one()
    worker = at.vendor_worker()
    ticket = at.take(ticket, "ecab_approve", at.lead(), at=moment, **said(moment, implementer=worker.user.email))
    ticket = at.take(ticket, "start_now", worker, at=at.ahead())
    at.take(ticket, "document", at.lead(), at=at.ahead(), **at.documenting())
    assert at.ballot(ticket, "ecab").state == "passed"


def test_a_time_of_the_call_that_lies_ahead_or_before_the_request_is_refused():
    ticket, moment = all_but_one()
    for wrong in (moment + timedelta(hours=1), moment - timedelta(days=2)):
        with pytest.raises(Refused) as refused:
            at.take(ticket, "ecab_approve", at.lead(), at=moment, **said(wrong))
        assert codes(refused) == {"phone_time"}


def test_nobody_notes_her_own_yes_as_one_by_telephone():
    ticket, moment = all_but_one()
    with pytest.raises(Refused) as refused:
        at.take(ticket, "ecab_approve", at.it_leader(), at=moment, **said(moment))
    assert "phone_oneself" in codes(refused)


def test_one_yes_by_telephone_does_not_stand_for_two_that_are_missing():
    moment = at.ahead(hours=-2)
    for voters in ((), (at.lead(),)):
        ticket = at.emergency()
        for who in voters:
            ticket = at.vote(ticket, "ecab", who, at=moment)
        with pytest.raises(Refused) as refused:
            at.take(ticket, "ecab_approve", at.lead(), at=moment, **said(moment))
        assert "others_missing" in codes(refused)
        assert fresh(ticket.pk).state == "ecab_review"


def test_a_yes_by_telephone_does_not_outvote_who_abstained_here():
    moment = at.ahead(hours=-2)
    ticket = at.vote(at.emergency(), "ecab", at.vendor_lead(), at=moment)
    ballot = at.ballot(ticket, "ecab")
    ticket = at.vote(ticket, "ecab", at.lead(), "abstain", at=moment)
    with pytest.raises(Refused) as refused:
        at.take(ticket, "ecab_approve", at.lead(), at=moment, **said(moment))
    assert codes(refused) & {"somebody_said_no", "not_voted"}
    assert ballot.state == "pending" and fresh(ticket.pk).state == "ecab_review"


def test_who_has_stated_a_conflict_of_interest_says_no_yes_by_telephone():
    from engine.perform import perform
    from tickets.models import Ballot

    ticket, moment = all_but_one()
    pk = at.ballot(ticket, "ecab").pk
    data = {"vote_reason": "Min bror säljer den."}
    perform(Ballot, pk, "declare_conflict", actor=at.it_leader(), via="test", data=data, at=moment)
    with pytest.raises(Refused) as refused:
        at.take(ticket, "ecab_approve", at.lead(), at=moment, **said(moment))
    assert "does_not_decide" in codes(refused)


def test_decided_anew_by_telephone_it_is_confirmed_anew():
    """What was confirmed once was another decision."""
    ticket, moment = all_but_one()
    worker = at.vendor_worker().user.email
    ticket = at.take(ticket, "ecab_approve", at.lead(), at=moment, **said(moment))
    ticket = at.take(ticket, "confirm_phone", at.it_leader(), at=moment)
    ticket = at.take(ticket, "schedule", at.deployer(), at=moment, **at.scheduling(implementer=worker))
    new = {"wanted_start": at.ahead(days=30), "wanted_end": at.ahead(days=31), "reason": "Leverantören är sen."}
    ticket = at.take(ticket, "reschedule_to_ecab", at.deployer(), at=moment, **new)
    assert ticket.detail().phone_at is None
    for who in (at.lead(), at.vendor_lead()):
        ticket = at.vote(ticket, "ecab", who, at=moment)
    window = {"authorised_start": at.ahead(days=30), "authorised_end": at.ahead(days=31)}
    ticket = at.take(ticket, "ecab_approve", at.lead(), at=moment, **(said(moment) | window))
    assert ticket.detail().phone_confirmed_at is None
    assert "per telefon, inte bekräftat än" in Visitor(at.lead().user).text(
        f"/arenden/{ticket.number}/omrostning/{at.ballot(ticket, 'ecab').pk}/"
    )


def test_who_said_yes_by_telephone_does_not_carry_it_out():
    ticket = at.by_phone()
    with pytest.raises(Refused) as refused:
        at.take(ticket, "schedule", at.deployer(), **at.scheduling(implementer=at.it_leader().user.email))
    assert codes(refused) & {"has_decided", "does_not_work"}


def test_whoever_has_said_yes_to_it_does_not_carry_it_out():
    """Not only who took the step: every yes that it rests on is a deciding one (invariant 10)."""
    ticket = at.change("authorised")
    voter = actor("sussa-driftsattningsansvarig", "sussa-vardstod")
    with pytest.raises(Refused) as refused:
        at.take(ticket, "schedule", at.deployer(), **at.scheduling(implementer=voter.user.email))
    assert "has_decided" in codes(refused)


def test_the_form_asks_whether_somebody_said_yes_by_telephone_before_it_asks_who_and_when():
    ticket, _moment = all_but_one()
    page = Visitor(at.lead().user).see(f"/arenden/{ticket.number}/steg/ecab_approve/").content.decode()
    places = [page.index(f'name="{name}') for name in ("phone_decision", "phone_person", "phone_at")]
    assert places == sorted(places)
