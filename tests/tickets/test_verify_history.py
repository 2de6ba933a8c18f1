"""`manage.py verify_history` finds what somebody with the keys to the database has done to the past."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from engine.history import CHAINS
from tests import parties
from tests.cases import at_vendor, fresh, step
from tests.tickets import places
from tickets.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


def by_hand(sql: str, *values) -> None:
    """What only a superuser can: change rows with every trigger off."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        try:
            cursor.execute(sql, values)
            assert cursor.rowcount, "the hand changed nothing"
        finally:
            cursor.execute("set session_replication_role = origin")


def verified(*args, **options) -> tuple[list[str], int]:
    """The lines that name faults, and the exit code."""
    out = StringIO()
    try:
        call_command("verify_history", *args, stdout=out, stderr=StringIO(), verbosity=0, **options)
    except CommandError as error:
        return out.getvalue().splitlines(), error.returncode
    return out.getvalue().splitlines(), 0


INSERTED = """
insert into tickets_event (seq, subject_type, subject_id, step, source, target, at, via, user_id, acting_person_id,
  organisation_id, role, role_label, deputy_for_id, audience, changed, cause, imported, digest, ticket_id)
select {seq}, subject_type, subject_id, step, source, target, at, via, user_id, acting_person_id,
  organisation_id, role, role_label, deputy_for_id, audience, changed, cause, imported, digest, ticket_id
  from tickets_event where ticket_id = %s and seq = 3
"""
# What the hand does to the ticket, and the place that is named.
DEEDS = {
    "another person": ("update tickets_event set user_id = null where ticket_id = %s and seq = 4", 4),
    "another time": ("update tickets_event set at = at - interval '1 microsecond' where ticket_id = %s and seq = 4", 4),
    "another state": ("update tickets_event set target = 'closed' where ticket_id = %s and seq = 4", 4),
    "another audience": ("update tickets_event set audience = 'own' where ticket_id = %s and seq = 4", 4),
    "another change": ("update tickets_event set changed = '{}' where ticket_id = %s and seq = 2", 2),
    "another digest": ("update tickets_event set digest = repeat('0', 64) where ticket_id = %s and seq = 4", 4),
    "no first": ("delete from tickets_event where ticket_id = %s and seq = 1", 1),
    "one fewer": ("delete from tickets_event where ticket_id = %s and seq = 5", 5),
    "no events": ("delete from tickets_event where ticket_id = %s", None),
    "one more": (INSERTED.format(seq=1000), 1000),
    "another order": (
        "update tickets_event set seq = case seq when 4 then 5 else 4 end where ticket_id = %s and seq in (4, 5)",
        4,
    ),
    "other words": ("update tickets_textversion set body = 'Annat' where ticket_id = %s and field = 'symptom'", 2),
    "no words": ("delete from tickets_textversion where ticket_id = %s and field = 'symptom'", 2),
    "a shorter history": ("update tickets_ticket set event_seq = event_seq - 1 where id = %s", None),
}


@pytest.fixture
def tickets():
    """Three tickets with a past; the one in the middle is the one that is dealt with."""
    return [places.incident("triage"), at_vendor(), places.case("closed")]


def test_an_untouched_past_is_found_whole(tickets):
    assert verified() == ([], 0)
    out = StringIO()
    call_command("verify_history", "tickets", "--batch", "1", stdout=out)
    assert out.getvalue().splitlines() == [f"tickets: {CHAINS['tickets'].count()} histories read, 0 faults"]


@pytest.mark.parametrize("deed", sorted(set(DEEDS) - {"another order"}))
def test_what_a_hand_did_to_the_past_is_found_at_its_place(tickets, deed):
    sql, place = DEEDS[deed]
    ticket = tickets[1]
    by_hand(sql, ticket.pk)
    place = place or fresh(ticket.pk).event_seq
    lines, code = verified(batch=2)
    assert code == 1
    assert any(line.startswith(f"{ticket.number} event {place}: ") for line in lines), lines
    assert all(line.startswith(f"{ticket.number} ") for line in lines), lines


def test_two_events_that_changed_places_are_found(tickets):
    ticket = tickets[1]
    for old, new in ((4, 2000), (5, 4), (2000, 5)):
        by_hand(f"update tickets_event set seq = {new} where ticket_id = %s and seq = {old}", ticket.pk)
    lines, code = verified()
    assert code == 1
    assert f"{ticket.number} event 4: changed" in lines


def test_words_that_were_slipped_in_are_found(tickets):
    ticket = tickets[1]
    by_hand(
        "insert into tickets_textversion (event_seq, field, body, salt, digest, audience, redacted, ticket_id)"
        " select 3, 'symptom', 'Nytt', salt, digest, audience, false, ticket_id from tickets_textversion"
        " where ticket_id = %s and field = 'symptom'",
        ticket.pk,
    )
    assert verified() == ([f"{ticket.number} event 3: text symptom was inserted"], 1)


def test_words_that_a_step_has_redacted_are_no_fault(tickets):
    by_hand("update tickets_textversion set body = '', salt = '', redacted = true where ticket_id = %s", tickets[1].pk)
    assert verified() == ([], 0)


def test_events_whose_ticket_is_gone_are_found(tickets):
    ticket = tickets[0]
    seen = Event.all_objects.filter(ticket=ticket).count()
    by_hand("delete from tickets_ticket where id = %s", ticket.pk)
    lines, code = verified()
    assert code == 1
    assert lines == [f"ticket {ticket.pk} event {seq}: belongs to no subject" for seq in range(1, seen + 1)]


def test_a_draft_is_named_by_its_key():
    ticket = places.draft("incident", parties.desk())
    by_hand("update tickets_event set user_id = null where ticket_id = %s", ticket.pk)
    assert verified() == ([f"draft {ticket.pk} event 1: changed"], 1)


def test_steps_that_are_taken_meanwhile_are_no_fault(tickets):
    """Each batch sees one instant: an event written while it is read is not half seen."""
    from engine.history import verify

    for _last, _number, faults in verify(CHAINS["tickets"], batch=1):
        assert faults == []
        step(tickets[2], "watch", parties.desk())


def test_a_kind_that_has_no_history_is_said_so():
    with pytest.raises(CommandError, match="There is no history of people"):
        call_command("verify_history", "people")
