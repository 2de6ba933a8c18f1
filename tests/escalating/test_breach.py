"""An exceeded time gets a reason and an owner, who may dispute it; both stay readable to those who may."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from engine import due
from engine.errors import NotPermitted, NotPossible, Refused
from sla.workdays import after_working_days
from tests import cases, parties
from tests.cases import step
from tests.escalating.looking import raised, told_people, waiting
from tests.escalating.test_ladder import clocked, key_of, of_clock, pass_until, solution_of
from tests.notices.told import notices_of, open_all
from tickets.models import BreachExplanation, Clock, Event, Ticket

pytestmark = pytest.mark.django_db
WORDS = "Vi väntade på loggar i två dagar."


def exceeded(at_place=None):
    """A case of the support organisation whose time for a solution towards the region has just been exceeded."""
    ticket = at_place or cases.at_support()
    Clock.all_objects.filter(pk=solution_of(ticket).pk).update(breached_at=timezone.now())
    return ticket, solution_of(ticket)


def explained(ticket, clock, who=None, **data):
    said = {"breached_clock": clock.pk, "breach_reason": "bemanning", "breach_owner": parties.SUPPORT_ORG}
    step(ticket, "explain_breach", who or parties.support_manager(), **said | data)
    return BreachExplanation.all_objects.filter(ticket=ticket).latest("pk")


def test_the_reason_is_kept_and_ends_the_reminders():
    ticket, clock = clocked()
    pass_until(clock, 100)
    assert len([one for one in waiting(ticket, "breach_unexplained") if one.reason.endswith(f":{key_of(clock)}")]) == 2
    row = explained(ticket, clock, breach_text=WORDS)
    assert (row.code, row.owner.slug, row.metric) == ("bemanning", parties.SUPPORT_ORG, "resolve")
    assert [one for one in waiting(ticket, "breach_unexplained") if one.reason.endswith(f":{key_of(clock)}")] == []
    assert WORDS not in str(Event.all_objects.get(ticket=ticket, step="explain_breach").changed)


def test_after_one_working_day_without_a_reason_the_owner_of_the_time_is_reminded():
    manager = parties.support_manager()
    ticket, clock = clocked()
    pass_until(clock, 100)
    breached_at = of_clock(ticket, clock, 100).at
    first = next(one for one in waiting(ticket, "breach_unexplained:1") if one.reason.endswith(f":{key_of(clock)}"))
    assert first.due_at <= after_working_days(breached_at, 1) + timedelta(hours=9)
    while due.fire(now=first.due_at):
        pass
    events = raised(ticket, "breach_unexplained", 1)
    assert events and all(told_people(one) == {manager.person_id} for one in events)


@pytest.mark.parametrize("who", [parties.desk, parties.region_manager, parties.support, parties.vendor_manager])
def test_only_the_holders_process_role_and_the_support_organisations_give_it(who):
    ticket, clock = exceeded()
    with pytest.raises((NotPermitted, NotPossible, Refused, Ticket.DoesNotExist)):
        explained(ticket, clock, who())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"breach_reason": "annat"}, "text_when_other"),
        ({"breach_owner": parties.NEIGHBOUR}, "owner_outside"),
        ({"breached_clock": 999_999}, "not_found"),
    ],
)
def test_what_is_refused(data, code):
    ticket, clock = exceeded()
    with pytest.raises(Refused) as refused:
        explained(ticket, clock, **data)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_a_time_that_was_kept_has_no_reason():
    ticket, clock = clocked()
    with pytest.raises(Refused) as refused:
        explained(ticket, clock)
    assert [reason.code for reason in refused.value.reasons] == ["not_exceeded"]


def test_the_named_owner_is_told_and_disputes_and_both_stay():
    owner = parties.region_manager()
    ticket, clock = exceeded()
    first = explained(ticket, clock, breach_owner=parties.REGION, breach_reason="regionens_svar", breach_text=WORDS)
    open_all()
    assert [one.category for one in notices_of(owner, ticket=ticket) if one.event.step == "explain_breach"] == [
        "question"
    ]
    with pytest.raises(Refused):
        step(ticket, "dispute_breach", parties.support_manager(), breached_clock=clock.pk, dispute_text="Nej")
    step(ticket, "dispute_breach", owner, breached_clock=clock.pk, dispute_text="Vi svarade samma dag.")
    first.refresh_from_db()
    assert (first.disputed_by_id, first.code) == (owner.person_id, "regionens_svar")
    assert len(waiting(ticket, "breach_unexplained")) == 2
    with pytest.raises(Refused):
        step(ticket, "dispute_breach", owner, breached_clock=clock.pk, dispute_text="Igen")
    second = explained(ticket, clock)
    assert (second.owner.slug, BreachExplanation.all_objects.filter(ticket=ticket).count()) == (parties.SUPPORT_ORG, 2)
    page = opened(owner, ticket)
    for words in ("Vi svarade samma dag.", WORDS, "För få personer", "Väntade på regionens svar"):
        assert words in page


def test_the_vendor_reads_what_it_is_named_in_and_nothing_else():
    support = parties.support_manager()
    ticket, clock = exceeded(cases.at_vendor())
    explained(ticket, clock, support, breach_text="Endast kunden")
    assert BreachExplanation.objects.visible_to(parties.vendor_manager()).count() == 0
    explained(ticket, clock, support, breach_owner=parties.VENDOR_ORG, breach_reason="leverantor", breach_text=WORDS)
    (seen,) = BreachExplanation.objects.visible_to(parties.vendor_manager())
    assert seen.code == "leverantor"


def opened(who, ticket) -> str:
    client = Client()
    client.force_login(who.user)
    return client.get(reverse("tickets:detail", args=[ticket.number])).content.decode()
