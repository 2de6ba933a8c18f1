"""What is kept is what events and ledger say, to the microsecond, whatever was done in whatever order."""

import random
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import due
from sla.models import DueStep
from tests import cases, parties
from tests.clocks.reading import faults, fired, waiting
from tests.tickets import places
from tests.tickets.test_ledger_and_replay import ACTS, LIKELY, PACES, of_part, of_ticket, walk
from tickets.clocks import rebuilding
from tickets.models import Clock, Handoff, Ticket

pytestmark = pytest.mark.django_db

# The moves that clocks are about come often, so that most walks have some running.
OFTEN = [
    "up", "up too", "to vendor", "support accepts", "vendor accepts", "solution", "hold", "hold for a third party",
    "urgent", "prioritise", "assign at support", "take at support", "support returns", "the clock",
]  # fmt: skip
NOTE = {"note_text": "Vi letar", "note_audience": "customer"}
ACTS_HERE = {
    "to it": of_ticket("hand_over_it", parties.support, **places.OFFER),
    "it accepts": of_part(Handoff, "accept", parties.region_it, assignee="me"),
    "it notes": of_ticket("add_note", parties.region_it, **NOTE),
    "support notes": of_ticket("add_note", parties.support, **NOTE),
    "region notes": of_ticket("add_note", parties.desk, **NOTE),
}
MOVES = [*LIKELY, *OFTEN * 4, *ACTS_HERE]


@pytest.fixture(autouse=True)
def _more_moves(monkeypatch):
    for name, act in ACTS_HERE.items():
        monkeypatch.setitem(ACTS, name, act)


def all_faults() -> list:
    return [fault for ticket in Ticket.all_objects.exclude(registered_at=None) for fault in faults(ticket)]


@settings(max_examples=15)
@given(
    at_vendor=st.booleans(),
    moves=st.lists(st.tuples(st.sampled_from(MOVES), st.sampled_from(PACES)), min_size=8, max_size=24),
)
def test_any_walk_leaves_the_clocks_as_its_history_says(db, at_vendor, moves):
    ticket = cases.at_vendor() if at_vendor else cases.at_support()
    walk(ticket, moves)
    assert all_faults() == []


@pytest.mark.parametrize("seed", range(4))
def test_a_long_walk_opens_many_clocks_and_they_stay_as_its_history_says(seed):
    dice = random.Random(seed)
    ticket = [cases.at_vendor, cases.at_support, places.case_at_support, places.case][seed]()
    walk(ticket, [(dice.choice(MOVES), dice.choice(PACES[:6])) for _ in range(150)])
    assert Clock.all_objects.filter(ticket=ticket).count() >= 3
    assert all_faults() == []


# --- manage.py clocks rebuild ---


def told(*arguments) -> str:
    out = StringIO()
    call_command("clocks", "rebuild", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def spoil(ticket) -> None:
    Clock.all_objects.filter(ticket=ticket, metric="resolve").update(due_at=None, counts=False)
    Clock.all_objects.filter(ticket=ticket, metric="update").delete()
    DueStep.objects.filter(subject_id=ticket.pk, reason__startswith="clock:").filter(step="overrun").delete()


@pytest.mark.django_db(transaction=True)
def test_a_check_names_what_differs_and_a_rebuild_puts_it_right():
    ticket, _other = cases.at_vendor(), cases.at_support()
    assert "every clock agrees" in told("--check")
    before, due = clock_rows(ticket), sorted(waiting(ticket).values())
    spoil(ticket)
    with pytest.raises(CommandError) as refused:
        told("--check")
    assert refused.value.returncode == 1
    assert clock_rows(ticket) != before
    said = told("--ticket", ticket.number)
    assert "resolve" in said and "counts, due_at" in said and "missing" in said
    assert clock_rows(ticket) == before
    assert sorted(waiting(ticket).values()) == due
    assert "every clock agrees" in told("--check")


@pytest.mark.django_db(transaction=True)
def test_what_is_lost_is_derived_again_as_it_was():
    ticket = cases.at_vendor()
    while due.fire(now=timezone.now() + timedelta(days=3)):
        pass
    assert fired(ticket)
    before = clock_rows(ticket)
    Clock.all_objects.all().delete()
    told()
    assert [one for one in zip(clock_rows(ticket), before, strict=True) if one[0] != one[1]] == []


@pytest.mark.django_db(transaction=True)
def test_a_run_that_was_broken_off_goes_on_where_it_stopped(monkeypatch):
    tickets = [cases.at_support() for _ in range(3)]
    monkeypatch.setattr(rebuilding, "BATCH", 1)
    done = []

    def breaks_off(number, total):
        done.append(number)
        if number == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuilding.rebuild(only_checks=False, report=done.append, progress=breaks_off)
    Clock.all_objects.all().delete()
    run = rebuilding.rebuild(only_checks=False, report=lambda fault: None, progress=lambda number, total: None)
    assert (run.tickets, run.ended_at is not None) == (3, True)
    assert set(Clock.all_objects.values_list("ticket_id", flat=True)) == {tickets[-1].pk}


@pytest.mark.django_db(transaction=True)
def test_a_check_does_not_take_what_happens_meanwhile_for_a_fault(monkeypatch):
    ticket = cases.at_vendor()
    seen = rebuilding._waiting

    def as_it_was_a_moment_ago(ids):
        monkeypatch.setattr(rebuilding, "_waiting", seen)
        return {}

    monkeypatch.setattr(rebuilding, "_waiting", as_it_was_a_moment_ago)
    with transaction.atomic():
        assert rebuilding.of_tickets([ticket.pk], only_checks=True) == []
    assert rebuilding._waiting is seen, "it has looked"


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_somebody_holds_for_long_is_waited_for(monkeypatch):
    ticket, tried = cases.at_support(), []
    lock = rebuilding._lock

    def is_held(ids):
        tried.append(ids)
        if len(tried) < 3:
            raise OperationalError("canceling statement due to lock timeout")
        lock(ids)

    monkeypatch.setattr(rebuilding, "_lock", is_held)
    monkeypatch.setattr(rebuilding, "PAUSE_S", 0)
    run = rebuilding.rebuild(only_checks=False, report=lambda fault: None, progress=lambda number, total: None)
    assert (run.tickets, run.upto, len(tried)) == (1, ticket.pk, 3)


def clock_rows(ticket) -> list:
    rows = Clock.all_objects.filter(ticket=ticket).order_by("version_id", "metric", "provider_id", "round")
    return [{key: value for key, value in row.items() if key != "id"} for row in rows.values()]
