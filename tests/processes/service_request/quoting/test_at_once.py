"""Two approvers at the same instant: one acceptance, and the amounts are bound once."""

import pytest

from engine.perform import perform
from tests.cases import fresh
from tests.concurrency.racing import lost, race, won
from tests.processes.service_request import places as at
from tests.processes.service_request.quoting import places
from tickets.models import Event, OrderSign, QuoteAllocation, Ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]


def accepting(ticket, who, **data):
    how = {"via": "test", "version": ticket.version, "data": data}
    return lambda: perform(Ticket, ticket.pk, "sign_quote", actor=who, **how)


def test_two_approvers_who_accept_at_once_accept_it_once():
    ticket = places.quoted()
    other = at.in_group("godkannare", "region-kliniker")
    outcomes = race(accepting(ticket, at.approver(), **places.ALONE), accepting(ticket, other, **places.ALONE))
    assert len(won(outcomes)) == 1 and lost(outcomes)[0] in ("Stale", "NotPossible")
    assert fresh(ticket.pk).state == "fulfilment"
    assert OrderSign.objects.unscoped("test").filter(ticket_id=ticket.pk).count() == 1
    assert QuoteAllocation.objects.unscoped("test").filter(ticket_id=ticket.pk).count() == 1
    assert Event.objects.unscoped("test").filter(ticket_id=ticket.pk, step="accept_quote").count() == 1


def test_two_parties_at_once_never_leave_it_signed_by_both_and_not_accepted():
    ticket = places.joint()
    calls = [accepting(ticket, who, **places.REFERENCE) for who in (places.manager(), places.controller())]
    outcomes = race(*calls)
    now = fresh(ticket.pk)
    if lost(outcomes):  # the slower one read an older version, and is asked to look again
        assert lost(outcomes) == ["Stale"] and now.state == "order_approval" and len(now.signs()) == 1
    else:
        assert now.state == "fulfilment"
