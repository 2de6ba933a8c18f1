"""The database's own half of the one door: what a hand, a script or a bug may not change."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from engine.perform import create_within, perform_within
from tests import cases, parties
from tests.cases import fresh
from tests.tickets import places
from tickets.models import Event, Handoff, LedgerRow, RegionLeg, Ticket
from tickets.workflows import PROCESSES, Incident

pytestmark = pytest.mark.django_db

GUARDED = {
    "state": "'closed'",
    "holder_id": "origin_id + 1",
    "hold": "'await_reporter'",
    "priority": "1",
    "visibility": "'joint'",
    "version": "version + 1",
}


def refused(sql: str, *values, says: str = "only change through the engine") -> None:
    with pytest.raises(IntegrityError) as stopped, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    assert says in str(stopped.value), str(stopped.value)


def named() -> str:
    """What the engine has told the guard to let through."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('engine.subject', true)")
        return cursor.fetchone()[0] or ""


def commit_checks() -> None:
    """What the deferred triggers would say at commit."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


@pytest.mark.parametrize("column", sorted(GUARDED))
def test_no_hand_changes_a_guarded_column_of_a_ticket(column):
    ticket = places.incident("triage")
    refused(f"update tickets_ticket set {column} = {GUARDED[column]} where id = %s", ticket.pk)
    refused(f"update tickets_ticket set {column} = {GUARDED[column]}")


def test_the_orm_is_stopped_like_a_hand():
    ticket = places.incident("triage")
    for change in (
        lambda: Ticket.all_objects.filter(pk=ticket.pk).update(state="closed"),
        lambda: Ticket.all_objects.filter(pk=ticket.pk).update(holder=parties.vendor().hats[0].organisation),
        lambda: Ticket.all_objects.bulk_update([_with(ticket, priority=1)], ["priority"]),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert fresh(ticket.pk).version == ticket.version


def _with(ticket, **columns):
    for name, value in columns.items():
        setattr(ticket, name, value)
    return ticket


def test_the_state_of_a_loaded_ticket_cannot_be_set_in_python():
    ticket = places.incident()
    with pytest.raises(AttributeError):
        ticket.state = "closed"


def test_a_transition_without_the_engine_is_stopped_at_the_save():
    ticket = places.incident()
    ticket.triage()
    with pytest.raises(IntegrityError), transaction.atomic():
        ticket.save()


@pytest.mark.parametrize("table", ["tickets_ticket", "tickets_handoff", "tickets_regionleg"])
def test_no_hand_inserts_deletes_or_empties_a_subject(table):
    places.offered_to_support()
    refused(f"insert into {table} select * from {table} limit 1")
    refused(f"delete from {table}", says="append-only")
    commit_checks()
    refused(f"truncate {table} cascade", says="append-only")


@pytest.mark.parametrize("model", [Handoff, RegionLeg])
def test_no_hand_moves_a_hand_off_or_a_leg(model):
    places.offered_to_support()
    table = model._meta.db_table
    for change in ("state = 'accepted'", "state = 'confirmed'", "version = version + 1"):
        refused(f"update {table} set {change}")


def test_events_are_never_changed_deleted_or_emptied():
    places.incident()
    refused("update tickets_event set user_id = null", says="append-only")
    refused("update tickets_event set at = at", says="append-only")
    refused("delete from tickets_event", says="append-only")
    commit_checks()
    refused("truncate tickets_event cascade", says="append-only")
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.all_objects.all().delete()


def test_a_legitimate_step_opens_the_door_for_its_own_ticket_alone():
    mine, other = places.incident(), places.incident()
    with transaction.atomic():
        perform_within(Ticket, mine.pk, "triage", actor=parties.desk(), via="test")
        refused("update tickets_ticket set state = 'triage' where id = %s", other.pk)
        refused("update tickets_ticket set state = 'triage'")


def test_a_legitimate_step_opens_the_door_for_its_own_ticket_once():
    ticket = places.incident()
    with transaction.atomic():
        perform_within(Ticket, ticket.pk, "triage", actor=parties.desk(), via="test")
        refused("update tickets_ticket set priority = 1 where id = %s", ticket.pk)


@pytest.mark.parametrize("name", ["add_note", "watch", "add_task"])
def test_a_quiet_step_leaves_no_key_in_the_door(name):
    ticket = places.incident("in_progress")
    data = {
        "add_note": {"note_text": "Hej", "note_audience": "customer"},
        "add_task": {"task_title": "Ring"},
    }.get(name, {})
    with transaction.atomic():
        perform_within(Ticket, ticket.pk, name, actor=parties.desk(), via="test", data=data)
        assert named() == ""
        refused("update tickets_ticket set state = 'closed' where id = %s", ticket.pk)


def test_a_birth_leaves_no_key_in_the_door():
    with transaction.atomic():
        data = cases.INCIDENT | {"started_at": timezone.now()}
        create_within(Incident, Incident.birth, actor=parties.desk(), via="test", data=data, process="incident")
        assert named() == ""
        refused("insert into tickets_ticket select * from tickets_ticket limit 1")


def test_a_step_of_a_part_leaves_no_key_in_the_door():
    row = places.offered_to_support()
    leg = places.leg("resolved")
    with transaction.atomic():
        data = {"assignee": "me"}
        perform_within(Handoff, row.pk, "accept", actor=parties.support(), via="test", data=data)
        assert named() == ""
        perform_within(RegionLeg, leg.pk, "region_confirm", actor=parties.desk(), via="test")
        assert named() == ""


def test_a_step_that_fails_after_it_began_leaves_nothing():
    ticket = places.incident()
    with pytest.raises(RuntimeError), transaction.atomic():
        perform_within(Ticket, ticket.pk, "triage", actor=parties.desk(), via="test")
        raise RuntimeError
    assert (fresh(ticket.pk).state, fresh(ticket.pk).event_seq) == ("new", ticket.event_seq)
    refused("update tickets_ticket set state = 'triage' where id = %s", ticket.pk)


@pytest.mark.parametrize(
    "spoil",
    [
        "update tickets_ledgerrow set span = tstzrange(lower(span) + interval '1 microsecond', upper(span))",
        "update tickets_ledgerrow set span = tstzrange(lower(span) - interval '1 microsecond', upper(span))",
        "update tickets_ledgerrow set span = tstzrange(lower(span), now() + interval '1 day') where upper_inf(span)",
        "delete from tickets_ledgerrow where not upper_inf(span)",
        "delete from tickets_ledgerrow where upper_inf(span)",
        "delete from tickets_ledgerrow",
        "update tickets_ticket set registered_at = registered_at - interval '1 minute'",
        "update tickets_ticket set closed_at = now()",
        "update tickets_ticket set closed_at = null",
    ],
)
def test_a_gap_in_the_ledger_is_refused_at_commit(spoil):
    places.incident("on_hold")
    if "closed_at = null" in spoil:
        places.incident("closed")
    commit_checks()
    with pytest.raises(IntegrityError) as stopped, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(spoil)
        commit_checks()
    assert "ledger" in str(stopped.value)


def test_an_overlap_in_the_ledger_is_refused_at_once():
    ticket = places.incident("triage")
    row = LedgerRow.all_objects.get(ticket=ticket)
    with pytest.raises(IntegrityError) as stopped, transaction.atomic():
        LedgerRow.all_objects.create(ticket=ticket, organisation=row.organisation, span=row.span)
    assert "ledger_no_overlap" in str(stopped.value)


def test_the_ledger_of_an_unregistered_case_is_empty():
    ticket = places.draft("incident", parties.desk())
    with pytest.raises(Exception, match="rows before registration"), transaction.atomic():
        span = (timezone.now(), None)
        LedgerRow.all_objects.create(ticket=ticket, organisation=parties.desk().hats[0].organisation, span=span)
        commit_checks()


def test_the_database_knows_the_states_of_every_process_and_no_others():
    with connection.cursor() as cursor:
        cursor.execute("select pg_get_constraintdef(oid) from pg_constraint where conname = 'ticket_state_of_process'")
        (said,) = cursor.fetchone()
    import re

    found = {}
    for process, states in re.findall(r"process\)::text = '([^']+)'::text\).*?ARRAY\[(.*?)\]", said, flags=re.S):
        found[process] = set(re.findall(r"'([^']+)'", states))
    assert found == {slug: set(workflow.States.values) for slug, workflow in PROCESSES.items()}


@pytest.mark.parametrize("model", [Handoff, RegionLeg])
def test_the_database_knows_the_states_of_the_parts(model):
    import re

    name = {"Handoff": "handoff_state_known", "RegionLeg": "leg_state_known"}[model.__name__]
    with connection.cursor() as cursor:
        cursor.execute("select pg_get_constraintdef(oid) from pg_constraint where conname = %s", [name])
        (said,) = cursor.fetchone()
    assert set(re.findall(r"'([^']+)'", said)) == set(model.States.values)


def test_every_table_of_a_subject_is_guarded_and_every_table_of_events_append_only():
    """A new workflow subject without its triggers fails here."""
    from django.apps import apps
    from django_fsm import FSMFieldMixin

    from engine.models import AbstractEvent

    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass::text, tgfoid::regproc::text, tgtype from pg_trigger where not tgisinternal"
        )
        triggers = {(table, function, kind) for table, function, kind in cursor.fetchall()}
    functions = {table: {function for one, function, kind in triggers if one == table} for table, _, _ in triggers}
    for model in apps.get_models():
        if model._meta.proxy:
            continue
        table = model._meta.db_table
        if any(isinstance(field, FSMFieldMixin) for field in model._meta.concrete_fields):
            assert {"engine_only_by_step", "engine_append_only"} <= functions.get(table, set()), table
        if issubclass(model, AbstractEvent):
            assert "engine_append_only" in functions.get(table, set()), table
