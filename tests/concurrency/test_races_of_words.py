"""A word of the search index that one person writes while another takes its last text away is still found."""

import threading
import time

import pytest
from django.db import connection, transaction

from engine.errors import Refused
from engine.perform import perform_within
from tests import cases
from tests.concurrency.racing import race, won
from tests.parties import desk
from tickets.models import HiddenPart, TextVersion
from tickets.search import find
from tickets.workflows import Incident

pytestmark = pytest.mark.django_db(transaction=True)

WORD = "zinkgrodan"


def is_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select exists (select 1 from pg_locks where locktype = 'advisory' and not granted)")
        return cursor.fetchone()[0]


def until_somebody_waits(seconds: float = 1.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not is_waiting():
        time.sleep(0.02)


def first_then(first, then) -> list:
    """`then` begins when `first` has written and not committed; `first` commits when `then` waits for it."""
    written = threading.Event()

    def leads():
        with transaction.atomic():
            first()
            written.set()
            until_somebody_waits()

    def follows():
        assert written.wait(10)
        with transaction.atomic():
            then()

    return race(leads, follows)


@pytest.mark.parametrize("writes_first", [True, False])
def test_a_word_written_while_its_last_text_goes_is_still_known(writes_first):
    old, new, who = cases.incident(), cases.incident(), desk()
    cases.step(old, "add_note", who, note_text=f"{WORD} är här", note_audience="own")
    said = TextVersion.objects.unscoped("test").get(ticket=old, field="note_text")

    def write():
        data = {"note_text": f"{WORD} igen", "note_audience": "own"}
        perform_within(Incident, new.pk, "add_note", actor=who, via="test", data=data)

    def remove():
        TextVersion.objects.unscoped("test").filter(pk=said.pk).update(body="", redacted=True)

    assert first_then(*((write, remove) if writes_first else (remove, write))) == [None, None]
    for words in (WORD, "grodan"):
        assert [one.number for one in find.search({"q": words}, who).page.rows] == [new.number]


def test_two_who_hide_at_once_both_do():
    first, second, who = cases.incident(), cases.incident(), desk()
    parts = []
    for number, ticket in enumerate((first, second)):
        cases.step(ticket, "add_note", who, note_text=f"{WORD} nummer{'ab'[number]}", note_audience="own")
        parts.append(TextVersion.objects.unscoped("test").get(ticket=ticket, field="note_text").part_key)
    outcomes = race(
        *(
            lambda ticket=ticket, part=part: cases.step(ticket, "hide_personal_data", who, hidden_part=part)
            for ticket, part in zip((first, second), parts, strict=True)
        )
    )
    assert not [one for one in outcomes if isinstance(one, Exception)], outcomes
    assert find.search({"q": WORD}, who).total == 0


def test_of_two_who_hide_the_same_words_on_linked_tickets_one_does_it_for_both_and_the_other_is_told():
    first, who = cases.incident(symptom=f"{WORD} på båda"), desk()
    second = cases.incident(symptom=f"{WORD} på båda")
    cases.step(first, "link", who, other_ticket=second.number, link_kind="related")
    parts = [text.part_key for text in TextVersion.objects.unscoped("test").filter(field="symptom").order_by("pk")]
    outcomes = race(
        *(
            lambda ticket=ticket, part=part: cases.step(ticket, "hide_personal_data", who, hidden_part=part)
            for ticket, part in zip((first, second), parts, strict=True)
        )
    )
    assert len(won(outcomes)) == 1, outcomes
    (refused,) = [one for one in outcomes if isinstance(one, Exception)]
    assert isinstance(refused, Refused), refused
    assert "dold" in str(refused.reasons[0].text)
    assert find.search({"q": WORD}, who).total == 0
    assert HiddenPart.objects.unscoped("test").count() == 2
