"""Whatever happens in whatever order and at whatever pace: time is whole, and the events say all of it."""

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import due
from engine.errors import EngineError
from engine.perform import perform
from tests import cases, parties
from tests.cases import fresh, team
from tests.tickets import places
from tests.tickets.replaying import assert_whole
from tests.tickets.way import SHARE
from tickets.models import Handoff, RegionLeg, Ticket

pytestmark = pytest.mark.django_db

PACES = [0, 1e-6, 1, 90, 3_600, 86_400, 9 * 86_400, 31 * 86_400]
REASON = {"reason": "Därför"}


def a_team(slug: str) -> dict:
    return {"team": team(slug).slug}


def of_ticket(name: str, who, **data):
    def act(ticket, at):
        typed = {key: value(at) if callable(value) else value for key, value in data.items()}
        perform(Ticket, ticket.pk, name, actor=who(), via="test", data=typed, at=at)

    return act


def of_part(model, name: str, who, **data):
    def act(ticket, at):
        for part in model.all_objects.filter(ticket=ticket).order_by("-pk")[:2]:
            try:
                perform(model, part.pk, name, actor=who(), via="test", data=dict(data), at=at)
            except (EngineError, model.DoesNotExist):
                continue

    return act


def the_clock(ticket, at):
    due.fire(now=at)


def on_hold(who, **data):
    data = {"hold_reason": "await_reporter", "hold_question": "Var?"} | data
    return of_ticket("hold", who, resume_at=lambda at: at + timedelta(days=5), **data)


def assign(who, slug: str):
    def act(ticket, at):
        more = places.ASSIGNING if ticket.process == "general-case" else {"category_open": "programfel"}
        of_ticket("assign", who, **a_team(slug), **more)(ticket, at)

    return act


REGION, SUPPORT, VENDOR = parties.REGION, parties.SUPPORT_ORG, parties.VENDOR_ORG
THIRD = {"hold_reason": "await_third_party", "supplier": parties.THIRD_PARTY, "supplier_reference": "X-1"}
ACTS = {
    "triage": of_ticket("triage", parties.desk),
    "start_triage": of_ticket("start_triage", parties.desk),
    "prioritise": of_ticket("prioritise", parties.desk, impact=3, urgency=2),
    "urgent": of_ticket("prioritise", parties.desk, impact=1, urgency=1),
    "assign": assign(parties.desk, REGION),
    "assign at support": assign(parties.support, SUPPORT),
    "assign at vendor": assign(parties.vendor, VENDOR),
    "take": of_ticket("take", parties.desk),
    "take at support": of_ticket("take", parties.support),
    "start": of_ticket("start", parties.desk),
    "hold": on_hold(parties.desk),
    "hold for a third party": on_hold(parties.support, **THIRD),
    "resume": of_ticket("resume", parties.desk),
    "answer": of_ticket("answer", parties.desk, note_text="Där"),
    "ask": of_ticket("ask", parties.support, question="Var?", awaited_party=REGION),
    "up": of_ticket("escalate_tier", parties.desk, **cases.TO_SUPPORT),
    "up too": of_ticket("hand_over_support", parties.desk, **places.OFFER),
    "to vendor": of_ticket("escalate_vendor", parties.support, **cases.TO_VENDOR),
    "down": of_ticket("hand_back", parties.support, **places.OFFER),
    "solution": of_ticket("report_solution", parties.vendor, solution="Ja", handoff_letter="Klart"),
    "region accepts": of_part(Handoff, "accept", parties.desk, assignee="me"),
    "support accepts": of_part(Handoff, "accept", parties.support, assignee="me"),
    "vendor accepts": of_part(Handoff, "accept", parties.vendor, assignee="me"),
    "support returns": of_part(Handoff, "return", parties.support_manager, return_reason="inte_fel", **REASON),
    "region withdraws": of_part(Handoff, "withdraw", parties.desk, **REASON),
    "resolve": of_ticket("resolve", parties.desk, **cases.SOLUTION),
    "answer the case": of_ticket("resolve", parties.desk, **places.ANSWER),
    "resolve at support": of_ticket("resolve", parties.support, **cases.SOLUTION),
    "confirm leg": of_part(RegionLeg, "region_confirm", parties.desk),
    "decline leg": of_part(RegionLeg, "region_decline", parties.desk, what_remains="Allt"),
    "reopen": of_ticket("reopen", parties.desk, **REASON),
    "close": of_ticket("close", parties.desk),
    "confirm": of_ticket("confirm", parties.desk),
    "cancel": of_ticket("cancel", parties.desk, **REASON),
    "undo": of_ticket("undo_duplicate", parties.region_manager, **REASON),
    "undo too": of_ticket("undo_duplicate", parties.object_leader, **REASON),
    "widen": of_ticket("widen", parties.support, **REASON),
    "share": of_ticket("share", parties.object_leader, **SHARE),
    "the clock": the_clock,
}
# What ends a ticket comes seldom, so that the walks are long.
LIKELY = [name for name in ACTS if name not in {"cancel", "close", "confirm"}] * 3 + list(ACTS)


def mark(ticket, at) -> None:
    master = places.incident() if ticket.process == "incident" else places.case()
    of_ticket("mark_duplicate", parties.desk, master_ticket=master.number)(ticket, at)


ACTS["mark"] = mark
LIKELY += ["mark"] * 3


def walk(ticket, moves) -> int:
    """Take each move that is allowed, its pace after the one before; gives how many were taken."""
    at, taken = ticket.registered_at, 0
    for name, pace in moves:
        at += timedelta(seconds=pace)
        try:
            ACTS[name](fresh(ticket.pk), at)
            taken += 1
        except (EngineError, Ticket.DoesNotExist):
            continue
    return taken


@settings(max_examples=15)
@given(
    process=st.sampled_from(["incident", "general-case"]),
    moves=st.lists(st.tuples(st.sampled_from(LIKELY), st.sampled_from(PACES)), min_size=8, max_size=24),
)
def test_any_walk_leaves_time_whole_and_a_history_that_tells_it_all(db, process, moves):
    ticket = places.incident() if process == "incident" else places.case()
    walk(ticket, moves)
    assert_whole(ticket.pk)


@pytest.mark.parametrize("seed", range(2))
def test_a_long_walk_goes_far_and_stays_whole(seed):
    """Seeded, so that the same long walks are taken every time; most of their moves are refused."""
    dice = random.Random(seed)
    ticket = places.incident() if seed % 2 else places.case()
    moves = [(dice.choice(LIKELY), dice.choice(PACES[:6])) for _ in range(120)]
    assert walk(ticket, moves) >= 10
    assert_whole(ticket.pk)


def test_a_clock_that_goes_backwards_does_not_tear_the_ledger():
    """Two servers whose clocks differ: a step is never taken before what the ticket already went through."""
    ticket = places.incident("in_progress")
    at = ticket.updated_at - timedelta(hours=2)
    event = perform(Ticket, ticket.pk, "hold", actor=parties.desk(), via="test", data=places.waiting(), at=at)
    assert event.at == ticket.updated_at
    assert_whole(ticket.pk)
