"""Steps that fall due: each taken once, late rather than never, and one bad row alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engine import due
from engine.errors import NotPossible
from engine.tasks import watchdog
from sla import wording
from sla.models import DueStep
from tests import parties
from tests.cases import fresh, step
from tests.tickets import places
from tickets.models import Event
from tickets.web.changes import Names, changes_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]


def row(ticket, name: str, *, at=None, reason: str = "x", subject_type: str = "tickets.ticket") -> DueStep:
    return DueStep.objects.create(
        subject_type=subject_type,
        subject_id=getattr(ticket, "pk", ticket),
        step=name,
        reason=reason,
        due_at=at or timezone.now() - timedelta(minutes=1),
    )


def test_a_row_that_cannot_be_carried_out_is_tried_three_times_and_set_aside_alone(caplog):
    good, bad = places.incident("on_hold"), places.incident()
    poison = row(bad, "triage", at=good.hold_until - timedelta(days=1))  # the program itself may not triage
    nobody = row(10**9, "resume", at=good.hold_until - timedelta(days=1))
    assert [due.fire(now=good.hold_until) for _ in range(4)] == [1, 0, 0, 0]
    for one in (poison, nobody):
        one.refresh_from_db()
        assert (one.attempts, one.fired_at) == (3, None)
        assert one.set_aside_at == good.hold_until
    assert poison.last_error == "NotPermitted system_may_not"
    assert nobody.last_error.startswith("DoesNotExist")
    assert len([one for one in caplog.records if "set aside" in one.getMessage()]) == 2
    assert (fresh(good.pk).state, fresh(bad.pk).state) == ("in_progress", "new")


def test_a_step_that_somebody_else_has_taken_is_done_and_no_fault(caplog):
    ticket = places.incident("in_progress")
    late = row(ticket, "resume")
    assert due.fire() == 0
    late.refresh_from_db()
    assert (late.fired_at is None, late.set_aside_at, late.attempts) == (False, None, 1)
    assert due.fire() == 0
    assert not caplog.records


def test_rows_are_taken_in_the_order_they_fall_due():
    tickets = [places.incident("on_hold"), places.case("on_hold")]
    first, second = sorted(tickets, key=lambda one: one.hold_until)
    assert due.fire(now=second.hold_until) == 2
    resumed = Event.all_objects.filter(step="resume").order_by("pk").values_list("ticket_id", flat=True)
    assert list(resumed) == [first.pk, second.pk]


def test_a_round_begins_nothing_after_its_time():
    ticket = places.incident("on_hold")
    assert [due.fire(now=ticket.hold_until, seconds=0), due.fire(now=ticket.hold_until, seconds=5)] == [0, 1]


def test_a_round_takes_no_more_than_its_limit():
    tickets = [places.incident("on_hold") for _ in range(3)]
    at = max(one.hold_until for one in tickets)
    assert [due.fire(now=at, limit=2), due.fire(now=at, limit=2), due.fire(now=at, limit=2)] == [2, 1, 0]


def test_the_same_step_is_waited_for_once_at_the_newest_time():
    ticket = places.incident("on_hold")
    later = ticket.hold_until + timedelta(days=2)
    due.schedule([(ticket, "resume", "hold", later)])
    assert DueStep.objects.get(subject_id=ticket.pk, step="resume").due_at == later
    due.call_off([(ticket, "resume", None)])
    assert not DueStep.objects.filter(subject_id=ticket.pk).exists()


def test_what_was_refused_leaves_no_step_waiting():
    from engine.errors import Refused

    ticket = places.incident("in_progress")
    with pytest.raises(Refused):
        step(ticket, "hold", parties.desk(), **places.waiting(days=31))
    assert not DueStep.objects.filter(subject_id=ticket.pk).exists()


def test_an_idle_look_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert due.fire() == 0


@pytest.mark.parametrize("error", [ValueError(), NotPossible()])
def test_a_try_that_failed_does_not_spend_a_row_that_was_moved_meanwhile(error):
    ticket = places.incident("on_hold")
    seen = DueStep.objects.get(subject_id=ticket.pk, step="resume")
    later = ticket.hold_until + timedelta(days=1)
    due.schedule([(ticket, "resume", "hold", later)])
    due._set_back(seen, error, ticket.hold_until)
    after = DueStep.objects.get(pk=seen.pk)
    assert (after.due_at, after.attempts, after.fired_at) == (later, 0, None)


def test_the_watchdog_tells_of_steps_that_wait_too_long_or_were_given_up(caplog):
    ticket, now = places.incident(), timezone.now()
    waits = row(ticket, "resume", at=now - timedelta(minutes=4))
    watchdog()
    assert not caplog.records
    DueStep.objects.filter(pk=waits.pk).update(due_at=now - timedelta(minutes=6))
    watchdog()
    DueStep.objects.filter(pk=waits.pk).update(set_aside_at=now)
    watchdog()
    assert [one.getMessage() for one in caplog.records] == [
        "due steps: 0 given up, the oldest has waited 6 minutes",
        "due steps: 1 given up, the oldest has waited 0 minutes",
    ]


def test_the_case_says_that_a_step_was_late_and_when_it_was_due():
    ticket = places.incident("on_hold")
    due.fire(now=ticket.hold_until + timedelta(minutes=30))
    event = Event.all_objects.get(ticket=ticket, step="resume")
    said = changes_of(event, ticket, parties.desk(), texts=[], names=Names())
    assert wording.long_time(ticket.hold_until) in {change.after for change in said}
