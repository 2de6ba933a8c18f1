"""The index follows the texts by itself: what is replaced, emptied or taken away leaves nothing behind in it."""

import pytest
from django.db import connection

from tests import cases
from tests.parties import desk
from tests.tickets.made_files import text_file
from tickets.models import Attachment, TextVersion, Ticket
from tickets.search import asked, find, hints, index

pytestmark = pytest.mark.django_db

WORD = "zinkgrodan"


def hits(words: str) -> int:
    return find.search({"q": words}, desk()).total


def left_of(word: str) -> int:
    """Rows anywhere in the index that hold the word or an ending of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from tickets_searchword where word like %s)"
            " + (select count(*) from tickets_textversion where words::text like %s)"
            " + (select count(*) from tickets_attachment where words::text like %s)",
            [f"%{word[:6]}%"] * 3,
        )
        return cursor.fetchone()[0]


def noted(word: str = WORD) -> TextVersion:
    ticket = cases.incident(title="Listan låser sig")
    cases.step(ticket, "add_note", desk(), note_text=f"{word} är här", note_audience="own")
    return TextVersion.objects.unscoped("test").get(ticket=ticket, field="note_text")


def test_a_text_that_is_emptied_takes_its_words_along():
    said = noted()
    assert hits(WORD) == 1
    TextVersion.objects.unscoped("test").filter(pk=said.pk).update(body="[BORTTAGET]", redacted=True)
    assert hits(WORD) == 0 and left_of(WORD) == 0
    assert hits("borttaget") == 1


def test_a_word_stays_known_while_another_text_has_it():
    first, _second = noted(), noted()
    TextVersion.objects.unscoped("test").filter(pk=first.pk).update(body="", redacted=True)
    assert hits(WORD) == 1 and hits("grodan") == 1


def test_a_text_can_be_taken_out_and_put_back():
    said = noted()
    index.take_out(said)
    assert hits(WORD) == 0 and left_of(WORD) == 0
    index.put_back(said)
    assert hits(WORD) == 1 and hits("grodan") == 1


def test_a_file_that_is_taken_away_takes_its_words_along():
    ticket = cases.incident()
    cases.step(ticket, "attach", desk(), files=[text_file(f"{WORD} i loggen")], note_audience="own")
    assert hits(WORD) == 1
    Attachment.objects.unscoped("test").filter(ticket=ticket).update(name="[DOLT]", sha256="")
    assert hits(WORD) == 0 and left_of(WORD) == 0


def test_a_file_keeps_its_words_when_something_else_of_it_changes():
    ticket = cases.incident()
    cases.step(ticket, "attach", desk(), files=[text_file(f"{WORD} i loggen")], note_audience="own")
    file = Attachment.objects.unscoped("test").get(ticket=ticket)
    file.readable = False
    file.save()
    assert hits(WORD) == 1


def test_of_several_words_the_rarest_is_asked_of_the_index(monkeypatch):
    cases.incident(title="Läkemedelslistan låser sig", symptom="Gäller zyxw.")
    terms = asked.terms_of("läkemedelslistan zyxw")
    monkeypatch.setattr(index, "common_words", lambda: {"läkemedelslistan": 0.2})
    assert "zyxw" in index.first_query(terms, ())
    assert hits("läkemedelslistan zyxw") == 1
    monkeypatch.setattr(index, "common_words", dict)
    assert "läkemedelslistan" in index.first_query(terms, ())
    assert index.first_query(terms[:1], ["#202611"]).endswith("& ('#202611')")


def test_a_hint_shares_two_words_of_a_long_title():
    ticket = cases.incident(title="Kallelserna skrivs dubbelt i kassan, utskriftskön fastnar varje morgon")
    cases.incident(title="Utskriftskön är tom")
    said = "Utskriftskön fastnar på mottagningen varje eftermiddag, kallelserna uteblir"
    assert [one.number for one in hints.similar(said, None, desk(), 5).found] == [ticket.number]
    service = Ticket.objects.unscoped("test").get(pk=ticket.pk).service_id
    assert len(hints.similar("Utskriftskön stannar nattetid", service, desk(), 5).found) == 2
