"""Several workers and people on the same due steps: each is taken once, in order, late rather than never."""

import signal
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from engine import due, many
from engine.perform import perform
from engine.tasks import fire_due_steps
from outbox.models import Message
from sla.models import DueStep
from tests import parties
from tests.cases import fresh
from tests.concurrency.racing import lost, process, race
from tests.tickets import places
from tests.tickets.replaying import assert_events_rebuild, assert_ledger_tiles
from tickets.models import Event, Ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]


def waiting(count: int) -> list[Ticket]:
    return [(places.case if number % 3 else places.incident)("on_hold") for number in range(count)]


def assert_each_once(tickets) -> None:
    """Each ticket was taken up once, with one message, and its history holds."""
    pks = [one.pk for one in tickets]
    events = Event.all_objects.filter(ticket_id__in=pks, step="resume")
    assert Counter(events.values_list("ticket_id", flat=True)) == dict.fromkeys(pks, 1)
    assert Message.objects.filter(event_id__in=events.values("pk")).count() == len(pks)
    assert not DueStep.objects.filter(subject_id__in=pks, step="resume", fired_at=None).exists()
    for pk in pks:
        assert fresh(pk).state == "in_progress"
        assert_ledger_tiles(pk)
        assert_events_rebuild(pk)
    call_command("verify_history", verbosity=0)


def test_two_workers_and_a_person_on_the_same_tickets_take_each_once(monkeypatch):
    monkeypatch.setattr(due, "MOST", 4)
    tickets = waiting(14)
    now, desk = max(one.hold_until for one in tickets), parties.desk()

    def person():
        taken = 0
        for one in reversed(tickets):
            try:
                perform(Ticket, one.pk, "resume", actor=desk, via="test")
                taken += 1
            except many.EngineError:
                pass
        return taken

    outcomes = race(lambda: due.fire(now=now), lambda: due.fire(now=now), person)
    assert lost(outcomes) == []
    while due.fire(now=now):  # what was busy meanwhile
        pass
    assert_each_once(tickets)


def test_what_a_person_is_writing_waits_and_the_rest_of_its_batch_does_not():
    tickets = waiting(5)
    now, held, let_go = max(one.hold_until for one in tickets), threading.Event(), threading.Event()

    def hold_it():
        with transaction.atomic():
            Ticket.lock(tickets[1].pk, parties.desk())
            held.set()
            let_go.wait(15)

    def the_clock():
        held.wait(15)
        try:
            return due.fire(now=now)
        finally:
            let_go.set()

    assert race(hold_it, the_clock)[1] == 4  # had it waited, all five would have been free in the end
    row = DueStep.objects.get(step="resume", subject_id=tickets[1].pk)
    assert (row.attempts, row.fired_at) == (0, None)
    assert due.fire(now=now) == 1
    assert_each_once(tickets)


def test_a_later_step_of_a_subject_does_not_overtake_an_earlier_one():
    ticket = places.incident("on_hold")
    later = ticket.hold_until + timedelta(minutes=1)
    with transaction.atomic():
        due.schedule([(ticket, "resume", "later", later)])
    row = DueStep.objects.get(subject_id=ticket.pk, reason="later")
    assert due._fire([row], later) == 0  # as another worker that looked at this row first
    assert due.fire(now=later) == 1
    assert Event.all_objects.get(ticket=ticket, step="resume").cause == "due:hold"


def test_beat_down_for_half_an_hour_and_everything_fires_once_late_and_in_order():
    tickets = sorted(waiting(6), key=lambda one: one.hold_until)
    now = tickets[-1].hold_until + timedelta(minutes=30)
    assert due.fire(now=now) == 6
    assert due.fire(now=now) == 0
    assert_each_once(tickets)
    cases = [one.pk for one in tickets if one.process == "general-case"]
    events = list(Event.all_objects.filter(step="resume", ticket_id__in=cases).order_by("pk"))
    assert [event.ticket_id for event in events] == cases
    for ticket in tickets:
        event = Event.all_objects.get(ticket=ticket, step="resume")
        assert event.changed["late"] == {"due_at": ticket.hold_until.astimezone(UTC).isoformat()}
        assert event.at == now


def test_a_step_that_fires_in_its_minute_is_not_called_late():
    ticket = places.incident("on_hold")
    assert due.fire(now=ticket.hold_until + timedelta(seconds=59)) == 1
    assert "late" not in Event.all_objects.get(ticket=ticket, step="resume").changed


def test_what_the_broker_forgets_is_taken_at_the_next_look(settings):
    import redis

    ticket = places.incident("on_hold")
    DueStep.objects.filter(subject_id=ticket.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    redis.Redis.from_url(settings.CELERY_BROKER_URL).flushdb()
    assert fire_due_steps() == 1
    assert fresh(ticket.pk).state == "in_progress"


@pytest.mark.parametrize(
    ("night", "due_at"),
    [
        (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # 02:30 for the first time
        (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),  # and for the second
        (datetime(2027, 3, 27, 22, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # 03:30: there is no 02:30
    ],
)
def test_in_a_night_of_clock_change_a_step_fires_once_at_its_instant(night, due_at):
    ticket = places.incident("on_hold")
    DueStep.objects.filter(subject_id=ticket.pk, step="resume").update(due_at=due_at)
    fired = [night + timedelta(minutes=15 * number) for number in range(24)]
    assert [at for at in fired if due.fire(now=at)] == [due_at]


# Does as the worker does, and stays for ever between the writing of its second batch and the commit.
STOPS_IN_ITS_SECOND_BATCH = """
import sys, time, django
django.setup()
from datetime import datetime
from engine import due
due.MOST = 5
settle, batches = due._Claims.settle, []
def stay(self, taken, refused):
    settle(self, taken, refused)
    batches.append(taken)
    if len(batches) == 2:
        print("in the middle", flush=True)
        time.sleep(60)
due._Claims.settle = stay
due.fire(now=datetime.fromisoformat(sys.argv[1]))
"""


@pytest.mark.kills
def test_a_worker_killed_in_the_middle_of_a_batch_loses_nothing_and_repeats_nothing():
    tickets = [places.case("on_hold") for _ in range(15)]
    now = max(one.hold_until for one in tickets)
    worker = process(STOPS_IN_ITS_SECOND_BATCH, now.isoformat())
    try:
        assert worker.stdout.readline() == "in the middle\n"
        assert due.fire(now=now) == 5  # the other worker takes the third batch and waits for nobody
        worker.send_signal(signal.SIGKILL)
    finally:
        worker.kill()
        worker.communicate()
    _wait_for_its_locks()
    assert due.fire(now=now) == 5  # the second, as if it had never been begun
    assert_each_once(tickets)


def _wait_for_its_locks() -> None:
    """PostgreSQL rolls back as soon as it notices that its client is gone."""
    until = time.monotonic() + 20
    query = "select count(*) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()"
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(query)
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.05)
    raise AssertionError("the killed worker still holds its locks")
