"""Thresholds of clocks: each is a step that is taken once a round, at its time or late, and follows every change."""

from datetime import timedelta

import pytest
from django.db import transaction

from engine import due
from engine.errors import NotPossible
from engine.perform import perform
from roles.actor import SYSTEM
from sla.models import DueStep
from tests import cases, parties
from tests.cases import answer, fresh, step
from tests.clocks.reading import clock, faults, waiting
from tests.tickets import places
from tickets.models import Event, Ticket

pytestmark = pytest.mark.django_db
VENDOR = "uc-cambio"


def fire(now, **how) -> None:
    """As the worker does, look after look, until nothing is due."""
    waiting_now = DueStep.objects.filter(fired_at=None, set_aside_at=None, due_at__lte=now)
    while waiting_now.exists():
        due.fire(now=now, **how)


def at_vendor(*, impact=1, urgency=1) -> Ticket:
    """An incident that the vendor was asked to take just now."""
    ticket = step(cases.at_support(), "prioritise", parties.support_manager(), impact=impact, urgency=urgency)
    perform(Ticket, ticket.pk, "escalate_vendor", actor=parties.support(), via="test", data=cases.TO_VENDOR)
    return fresh(ticket.pk)


def thresholds(ticket, metric="resolve", agreement=VENDOR) -> dict[int, timedelta]:
    """How long after its start each waiting threshold of one clock is due."""
    one = clock(ticket, agreement, metric)
    found = {reason.split(":")[2]: at - one.started_at for reason, at in waiting(ticket).items()
             if reason.startswith(f"clock:{one.pk}:")}  # fmt: skip
    return {int(percent): after for percent, after in found.items()}


def p1():
    """A P1 at the vendor: every clock of it runs around the clock."""
    return at_vendor()


def test_every_share_of_the_amount_is_a_step_that_falls_due():
    hours = timedelta(hours=4)
    assert thresholds(p1()) == {50: hours / 2, 75: hours * 3 / 4, 90: hours * 9 / 10, 100: hours, 120: hours * 6 / 5}


def test_each_fires_once_in_order_and_the_breach_is_when_it_was_due():
    ticket = p1()
    one = clock(ticket, VENDOR, "resolve")
    fire(one.due_at + timedelta(hours=5))
    fire(one.due_at + timedelta(hours=6))
    events = Event.all_objects.filter(ticket=ticket, changed__clock__id=one.pk).order_by("seq")
    assert [(event.step, event.changed["clock"]["percent"]) for event in events] == [
        ("warn", 50),
        ("warn", 75),
        ("warn", 90),
        ("breach", 100),
        ("overrun", 120),
    ]
    breach = events[3]
    assert breach.changed["late"]["due_at"] == one.due_at.isoformat()
    assert breach.changed["clock"]["due_at"] == one.due_at.isoformat()
    after = clock(ticket, VENDOR, "resolve")
    assert (after.breached_at, after.fired) == (one.due_at, [50, 75, 90, 100, 120])
    assert faults(ticket) == []


def test_nobody_but_the_program_takes_them_and_only_for_a_clock():
    ticket = p1()
    with pytest.raises(NotPossible) as refused:
        perform(Ticket, ticket.pk, "breach", actor=SYSTEM, via="timer")
    assert [reason.code for reason in refused.value.reasons] == ["no_clock"]
    one = clock(ticket, VENDOR, "resolve")
    perform(Ticket, ticket.pk, "warn", actor=SYSTEM, via="timer", cause=f"due:clock:{one.pk}:50")
    with pytest.raises(NotPossible) as refused:
        perform(Ticket, ticket.pk, "warn", actor=SYSTEM, via="timer", cause=f"due:clock:{one.pk}:50")
    assert [reason.code for reason in refused.value.reasons] == ["clock_settled"]
    other = p1()
    with pytest.raises(NotPossible):
        perform(Ticket, other.pk, "warn", actor=SYSTEM, via="timer", cause=f"due:clock:{one.pk}:75")


def test_the_promise_to_the_region_is_not_the_vendors_to_read_and_its_own_is():
    ticket = p1()
    fire(clock(ticket, VENDOR, "resolve").due_at + timedelta(hours=9))
    kinds = {
        (event.changed["clock"]["provider"], event.audience)
        for event in Event.all_objects.filter(ticket=ticket, step="breach")
    }
    support, vendor = (clock(ticket, slug, "resolve").provider_id for slug in ("sla-sussa", VENDOR))
    assert {(vendor, "supply"), (support, "customer"), (support, "support")} == kinds


def on_hold(ticket, who, **data):
    return step(ticket, "hold", who, **places.waiting(**data))


def test_a_pause_takes_the_thresholds_away_and_its_end_puts_them_back():
    ticket = cases.at_support()
    ticket = step(ticket, "assign", parties.support(), category_open="programfel", assignee="me",
                  team=cases.team(parties.SUPPORT_ORG).slug)  # fmt: skip
    before = thresholds(ticket, agreement="sla-sussa")
    assert set(before) == {50, 75, 90, 100, 120}
    ticket = step(ticket, "hold", parties.support(), **places.waiting())
    one = clock(ticket, "sla-sussa", "resolve")
    assert (one.state, one.paused_by) == ("paused", "await_reporter")
    ticket = step(ticket, "resume", parties.support())
    assert clock(ticket, "sla-sussa", "resolve").state == "running"
    assert set(thresholds(ticket, agreement="sla-sussa")) == {50, 75, 90, 100, 120}


def test_a_clock_that_stops_warns_no_more():
    ticket = answer(p1(), "accept", parties.vendor(), assignee="me")
    assert thresholds(ticket, "acknowledge") == {}
    ticket = step(ticket, "report_solution", parties.vendor(), solution="Rättad", handoff_letter="Klart")
    assert thresholds(ticket) == {}
    assert thresholds(ticket, agreement="sla-sussa")


def test_what_has_passed_when_the_priority_is_raised_fires_at_once():
    ticket = at_vendor(impact=4, urgency=4)
    one = clock(ticket, VENDOR, "resolve")
    later = one.started_at + timedelta(hours=5)
    perform(Ticket, ticket.pk, "prioritise", actor=parties.support_manager(), via="test",
            data={"impact": 1, "urgency": 1}, at=later)  # fmt: skip
    one = clock(ticket, VENDOR, "resolve")
    assert (one.priority, one.amount, one.breached_at) == (1, timedelta(hours=4), later)
    assert set(thresholds(ticket).values()) == {later - one.started_at}
    fire(later)
    assert [percent for percent in clock(ticket, VENDOR, "resolve").fired] == [50, 75, 90, 100, 120]
    assert faults(ticket) == []


def test_a_lowered_priority_undoes_no_breach_and_fires_nothing_twice():
    ticket = p1()
    one = clock(ticket, VENDOR, "resolve")
    fire(one.due_at)
    later = one.due_at + timedelta(minutes=1)
    perform(Ticket, ticket.pk, "prioritise", actor=parties.support_manager(), via="test",
            data={"impact": 4, "urgency": 4}, at=later)  # fmt: skip
    after = clock(ticket, VENDOR, "resolve")
    assert (after.priority, after.breached_at, after.fired) == (4, one.due_at, [50, 75, 90, 100])
    assert set(thresholds(ticket)) == {120}
    assert faults(ticket) == []


def test_a_lowered_priority_warns_anew_of_what_its_longer_time_has_not_used_and_once():
    ticket = p1()
    one = clock(ticket, VENDOR, "resolve")
    later = one.started_at + timedelta(hours=3, minutes=45)
    fire(later)
    assert clock(ticket, VENDOR, "resolve").fired == [50, 75, 90]
    lower = {"actor": parties.support_manager(), "via": "test"}
    perform(Ticket, ticket.pk, "prioritise", data={"impact": 4, "urgency": 4}, at=later, **lower)
    after = clock(ticket, VENDOR, "resolve")
    assert (after.priority, after.fired) == (4, [])
    assert set(thresholds(ticket)) == {50, 75, 90, 100, 120}
    assert faults(ticket) == []
    fire(after.due_at - timedelta(minutes=1))
    assert clock(ticket, VENDOR, "resolve").fired == [50, 75, 90]
    events = Event.all_objects.filter(ticket=ticket, changed__clock__id=one.pk).order_by("seq")
    assert [event.changed["clock"]["percent"] for event in events] == [50, 75, 90] * 2  # once under each target
    assert faults(ticket) == []
    fire(after.due_at + timedelta(minutes=1))
    assert clock(ticket, VENDOR, "resolve").fired == [50, 75, 90, 100]
    assert faults(ticket) == []


def test_a_raised_priority_warns_of_nothing_twice():
    ticket = at_vendor(impact=4, urgency=4)
    one = clock(ticket, VENDOR, "resolve")
    half = next(row.due_at for row in DueStep.objects.filter(reason=f"clock:{one.pk}:50"))
    fire(half)
    raised = {"actor": parties.support_manager(), "via": "test", "at": half + timedelta(minutes=1)}
    perform(Ticket, ticket.pk, "prioritise", data={"impact": 3, "urgency": 3}, **raised)
    assert 50 in clock(ticket, VENDOR, "resolve").fired
    assert 50 not in thresholds(ticket) and faults(ticket) == []


def everything(ticket) -> dict:
    events = Event.all_objects.filter(ticket=ticket).exclude(step="enter_major")  # which names a case that is made anew
    events = events.order_by("seq").values_list("step", "at", "changed", "audience")
    rows = DueStep.objects.filter(subject_id=ticket.pk).order_by("reason", "step")
    one = clock(ticket, VENDOR, "resolve")
    return {
        "events": list(events),
        "due": list(rows.values_list("reason", "step", "due_at", "fired_at")),
        "clock": (one.fired, one.breached_at),
    }


def test_many_at_once_are_as_one_by_one():
    tickets = [p1() for _ in range(4)]
    now = clock(tickets[0], VENDOR, "resolve").due_at + timedelta(hours=3)
    before = transaction.savepoint()
    fire(now, limit=1)
    expected = [everything(ticket) for ticket in tickets]
    transaction.savepoint_rollback(before)
    fire(now)
    assert [everything(ticket) for ticket in tickets] == expected
