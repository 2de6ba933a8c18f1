"""Steps that fall due: each taken once, late rather than never, and one bad row alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engine import due
from sla.models import DueStep
from tests import parties
from tests.cases import fresh, step
from tests.tickets import places
from tickets.models import Event

pytestmark = pytest.mark.django_db


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
