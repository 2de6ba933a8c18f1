"""The same words and the same file on several tickets: hidden and settled together."""

import threading
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from engine.perform import perform, perform_within
from tests import parties
from tests.cases import step
from tests.concurrency.racing import lost, race, won
from tests.files.test_removed_everywhere import LETTER, hidden, settled, text_of, whole
from tests.tickets import places
from tests.tickets.made_files import text_file
from tickets import forgetting
from tickets.models import Attachment, Event, HiddenPart, TextVersion, Ticket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def linked(*tickets) -> None:
    """Each with the next one."""
    for one, other in pairwise(tickets):
        step(one, "link", parties.support_manager(), other_ticket=other.number, link_kind="related")


def with_the_same_note(count: int) -> list:
    tickets = [places.joint() for _ in range(count)]
    note = {"note_text": LETTER, "note_audience": "customer"}
    return [step(ticket, "add_note", parties.support(), **note) for ticket in tickets]


def note_of(ticket) -> TextVersion:
    return text_of(ticket, "note_text")


def test_copies_of_copies_are_hidden_in_one_go_and_settled_with_the_first():
    first, second, third = with_the_same_note(3)
    linked(second, first, third)
    hidden(second, note_of(second), parties.support())
    parts = {part.ticket_id: part for part in HiddenPart.all_objects.all()}
    assert parts.keys() == {first.pk, second.pk, third.pk}
    assert parts[second.pk].copy_of is None
    assert {parts[pk].copy_of for pk in (first.pk, third.pk)} == {parts[second.pk]}
    assert Event.all_objects.filter(step="hide_personal_data").count() == 3
    assert all(note_of(one).is_hidden for one in (first, second, third))
    settled(second)
    assert all(note_of(one).redacted for one in (first, second, third))
    whole()


def statements(act) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        act()
    return [one["sql"] for one in seen.captured_queries]


def test_the_tickets_of_copies_are_locked_by_one_statement_in_their_order_before_anything_is_written(settings):
    settings.DATABASE_KEEPS_PLANS = False  # every statement is seen as it is written
    tickets = with_the_same_note(3)
    linked(*tickets)
    parties.support_security()
    for act in (lambda: hidden(tickets[2], note_of(tickets[2]), parties.support()), lambda: settled(tickets[2])):
        said = statements(act)
        written = next(place for place, sql in enumerate(said) if sql.lower().startswith(("insert", "update")))
        locks = [sql for sql in said[:written] if "FOR NO KEY UPDATE" in sql]
        assert len(locks) == 2, "the ticket itself, then the others"
        assert "ORDER BY" in locks[1]
        assert all(str(one.pk) in locks[1] for one in tickets[:2])


@pytest.mark.parametrize("_round", range(2))
def test_two_who_hide_the_same_words_from_two_tickets_at_once_end_with_each_hidden_once(_round):
    tickets = with_the_same_note(3)
    linked(*tickets)

    def hiding(ticket):
        data = {"hidden_part": note_of(ticket).part_key}
        return lambda: perform(Ticket, ticket.pk, "hide_personal_data", actor=parties.support(), via="test", data=data)

    parties.support()
    outcomes = race(hiding(tickets[0]), hiding(tickets[2]))
    assert len(won(outcomes)) == 1, outcomes
    assert lost(outcomes)[0] in ("Busy", "Refused")
    assert HiddenPart.all_objects.count() == 3
    assert all(note_of(one).is_hidden for one in tickets)
    whole()


def test_a_file_that_can_no_longer_be_read_is_shown_again_and_found_by_its_name(settings):
    ticket = places.incident()
    given = {"files": [text_file("Felkod 17 " * 200_000, name="visselpipa.txt")], "note_audience": "customer"}
    ticket = step(ticket, "attach", parties.desk(), **given)
    ticket = hidden(ticket, Attachment.all_objects.get())
    settings.ATTACHMENT_MAX_MB = 1
    ticket = settled(ticket, "show")
    row = Attachment.all_objects.get()
    assert (row.name, row.part_id) == ("visselpipa.txt", None)
    with connection.cursor() as cursor:
        cursor.execute("select words::text from tickets_attachment")
        (words,) = cursor.fetchone()
    assert "visselpipa" in words
    assert "felkod" not in words


def test_bytes_that_somebody_is_attaching_again_are_not_deleted():
    """The last row of some content goes at the very moment when the same content comes in once more."""
    ticket, other, desk = places.incident(), places.incident(), parties.desk()
    step(ticket, "attach", desk, files=[text_file()], note_audience="customer")
    stored = Attachment.all_objects.get().file
    Attachment.all_objects.update(file="", sha256="", redacted=True)
    deleting = threading.Thread(target=_in_a_connection_of_its_own(lambda: forgetting._delete({stored.name})))
    with transaction.atomic():
        data = {"files": [text_file()], "note_audience": "customer"}
        perform_within(Ticket, other.pk, "attach", actor=desk, via="test", data=data)
        deleting.start()
        deleting.join(timeout=0.5)
        assert deleting.is_alive(), "whoever deletes waits for whoever stores"
    deleting.join()
    assert Attachment.all_objects.get(ticket=other).file.name == stored.name
    assert stored.storage.exists(stored.name)


def _in_a_connection_of_its_own(act):
    def run():
        try:
            act()
        finally:
            connection.close()

    return run
