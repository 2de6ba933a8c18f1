"""Many subjects in one transaction have the same history as one after the other."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from engine import due
from engine.errors import EngineError
from engine.many import MOST, perform_many
from engine.perform import take
from engine.step import steps
from outbox.models import Message
from roles.actor import SYSTEM
from sla.models import DueStep
from tests import parties
from tests.cases import fresh, step
from tests.tickets import places
from tests.tickets.replaying import assert_whole
from tickets.models import Event, IncidentDetail, LedgerRow, RegionLeg, Ticket
from tickets.workflows import GeneralCase

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]

NEVER = timedelta(days=40)  # from now: everything that waits is due by then


def answered():
    """An incident that only waits to be closed."""
    ticket = places.incident("resolved")
    places.confirm_all(ticket)
    return ticket


def shared():
    """Its share ends by itself, which writes more than the ticket."""
    until = timezone.now() + timedelta(days=20)
    words = {
        "share_level": "view_ticket",
        "reason": "Samma fel",
        "to_organisation": parties.NEIGHBOUR,
        "expires_at": until.isoformat(),
    }
    return step(places.incident("on_hold"), "share", parties.object_leader(), **words)


def offered():
    """A solved case whose offer is still open moves the hand-off along when it is closed."""
    return step(places.case("resolved"), "hand_over_support", parties.desk(), **places.OFFER)


def taken_up():
    """Somebody was quicker; the row that is left finds nothing to do."""
    ticket = places.incident("in_progress")
    due.schedule([(ticket, "resume", "left", timezone.now() + timedelta(days=2))])
    return ticket


def impossible():
    ticket = places.incident()
    due.schedule([(ticket, "triage", "odd", timezone.now() + timedelta(days=1))])
    return ticket


KINDS = {
    "waiting incident": lambda: places.incident("on_hold"),
    "waiting case": lambda: places.case("on_hold"),
    "answered case": lambda: places.case("resolved"),
    "solved incident": lambda: places.incident("resolved"),
    "answered incident": answered,
    "shared": shared,
    "offered": offered,
    "taken up": taken_up,
    "impossible": impossible,
}


def one_after_the_other(now) -> None:
    """Each row by itself, in the order they fell due, through the single form of the door."""
    rows = DueStep.objects.filter(fired_at=None, due_at__lte=now).order_by("due_at", "pk")
    for row in list(rows):
        said = {"late": {"due_at": row.due_at.isoformat()}} if now - row.due_at >= due.LATE else {}
        try:
            with transaction.atomic():
                waiting = DueStep.objects.filter(pk=row.pk, fired_at=None).first()
                if waiting is None:
                    continue
                subject = apps.get_model(row.subject_type).lock(row.subject_id, SYSTEM)
                how = {"actor": SYSTEM, "via": "timer", "cause": f"due:{row.reason or row.step}", "at": now}
                take(subject, row.step, notes=said, **how)
                DueStep.objects.filter(pk=row.pk).update(fired_at=now)
        except EngineError as error:
            due._set_back(row, error, now)


def everything(tickets) -> dict:
    """All that is stored of the tickets, without the numbers that the database itself gives."""
    pks = [one.pk for one in tickets]
    seqs = dict(Event.all_objects.filter(ticket_id__in=pks).values_list("pk", "seq"))
    rows = {
        model.__name__: list(model._base_manager.filter(**{f"{column}__in": pks}).order_by("pk").values())
        for model, column in ((Ticket, "pk"), (IncidentDetail, "ticket_id"), (RegionLeg, "ticket_id"))
    }
    events = Event.all_objects.filter(ticket_id__in=pks).order_by("ticket_id", "seq").values()
    ledger = LedgerRow.all_objects.filter(ticket_id__in=pks).order_by("ticket_id", "span").values()
    for one in (*events, *ledger):
        del one["id"]
    messages = Message.objects.filter(subject_id__in=pks).values("subject_id", "event_id", "kind", "payload", "due_at")
    told = [(one["subject_id"], seqs[one["event_id"]], one["kind"], str(one["payload"])) for one in messages]
    named = ("subject_type", "subject_id", "step", "reason", "due_at", "fired_at", "attempts", "last_error")
    waiting = DueStep.objects.order_by(*named[:5]).values_list(*named)
    return rows | {"events": list(events), "ledger": list(ledger), "told": sorted(told), "due": list(waiting)}


@given(chosen=some.lists(some.sampled_from(sorted(KINDS)), min_size=2, max_size=5), days=some.integers(3, 40))
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
def test_a_batch_leaves_what_one_after_the_other_leaves(chosen, days):
    start = transaction.savepoint()
    tickets = [KINDS[kind]() for kind in chosen]
    now = timezone.now() + timedelta(days=days)
    before = transaction.savepoint()
    one_after_the_other(now)
    expected = everything(tickets)
    transaction.savepoint_rollback(before)
    due.fire(now=now)
    assert everything(tickets) == expected
    for one in tickets:
        assert_whole(one.pk)
    transaction.savepoint_rollback(start)


def test_every_kind_at_once_is_as_one_after_the_other():
    tickets = [make() for make in KINDS.values()]
    now = timezone.now() + NEVER
    before = transaction.savepoint()
    one_after_the_other(now)
    expected = everything(tickets)
    transaction.savepoint_rollback(before)
    assert due.fire(now=now) >= 6
    assert everything(tickets) == expected


def test_a_batch_is_one_statement_a_table(django_assert_max_num_queries):
    tickets = [places.incident("on_hold") for _ in range(12)] + [places.case("on_hold") for _ in range(4)]
    now = max(one.hold_until for one in tickets)
    with django_assert_max_num_queries(16):
        assert due.fire(now=now) == 16
    assert {fresh(one.pk).state for one in tickets} == {"in_progress"}


def test_what_the_batch_cannot_do_goes_by_itself_and_the_rest_together():
    offer, plain = offered(), [places.case("resolved") for _ in range(4)]
    now = timezone.now() + NEVER
    assert due.fire(now=now) == 5
    assert {fresh(one.pk).state for one in (offer, *plain)} == {"closed"}
    at = Counter(Event.all_objects.filter(step="confirm").values_list("ticket_id", flat=True))
    assert set(at.values()) == {1}
    assert_whole(offer.pk)


def test_a_refusal_concerns_its_own_subject_alone():
    waiting, working = places.incident("on_hold"), places.incident("in_progress")
    found = perform_many(Ticket, [waiting.pk, working.pk, 10**9], "resume", actor=SYSTEM, via="timer")
    assert list(found.events) == [waiting.pk]
    assert {pk: type(error).__name__ for pk, error in found.refused.items()} == {working.pk: "NotPossible"}
    assert {pk: type(error).__name__ for pk, error in found.faults.items()} == {10**9: "DoesNotExist"}
    assert found.busy == set()


def test_more_than_a_batch_is_refused_at_once():
    with pytest.raises(ValueError, match="500"):
        perform_many(Ticket, range(MOST + 1), "resume", actor=SYSTEM, via="timer")


@pytest.fixture
def poisoned(monkeypatch):
    """Makes `resume` of one general case raise while it is carried out."""

    def make(pk: int) -> None:
        def break_one(context):
            if context.subject.pk == pk:
                Event.all_objects.filter(pk=context.event.pk)  # there is none yet

        declared = steps(GeneralCase)["resume"]
        rule = replace(declared.rule, does=(*declared.rule.does, break_one))
        monkeypatch.setitem(steps(GeneralCase), "resume", replace(declared, rule=rule))

    return make


@pytest.mark.parametrize("count", [6, pytest.param(MOST, marks=pytest.mark.soak)])
def test_one_that_cannot_be_carried_out_is_set_aside_and_holds_nobody_up(poisoned, count):
    tickets = [places.case("on_hold") for _ in range(count)]
    poison = tickets[2].pk
    poisoned(poison)
    now = max(one.hold_until for one in tickets)
    assert [due.fire(now=now) for _ in range(4)] == [count - 1, 0, 0, 0]
    row = DueStep.objects.get(subject_id=poison, step="resume")
    assert (row.attempts, row.set_aside_at, row.last_error) == (3, now, "AttributeError")
    assert fresh(poison).state == "on_hold"
    assert Event.all_objects.filter(step="resume").count() == count - 1


def test_one_that_has_failed_once_goes_alone_and_the_rest_together(poisoned, caplog):
    poison = places.case("on_hold")
    poisoned(poison.pk)
    due.fire(now=poison.hold_until)
    others = [places.case("on_hold") for _ in range(3)]
    assert due.fire(now=max(one.hold_until for one in others)) == 3
    assert not [one for one in caplog.records if "one by one" in one.getMessage()]
