"""What is removed is one text of one ticket: whoever says something like it about something else keeps her words."""

import pytest
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import transaction
from django.utils import timezone

from engine.models import OnceKey
from engine.perform import perform_within
from outbox.models import Message
from roles.models import Draft
from tests import cases, parties
from tests.articles import making
from tests.cases import step
from tests.files.test_removed_everywhere import hidden, settled, text_of, whole
from tests.tickets import places
from tickets import forgetting
from tickets.models import ArticleText, Event, SavedView, Ticket

pytestmark = pytest.mark.django_db(transaction=True)

LETTER = 'Ring "Visselpipan" på avdelningen,\nhon är patient.'  # its word outlives a test in the index of words
MARK = "[BORTTAGET: personuppgift]"
USUAL = "Skrivaren i korridoren"


def draft(form: str, words: str) -> Draft:
    fields = [["note_text", words], ["other", f"{words} är en annan sak"]]
    return Draft.objects.create(person=parties.support().user, form=form, fields=fields, saved_at=timezone.now())


def test_an_older_version_of_the_field_is_common_words_and_stays_wherever_others_wrote_them():
    ticket = cases.at_vendor()
    for reference in (USUAL, "Visselpipens telefon"):
        ticket = step(ticket, "link_vendor_reference", parties.vendor(), vendor_reference=reference)
    kept = draft("/arenden/x/", USUAL)
    view = SavedView.objects.create(
        owner=parties.desk().user,
        name=USUAL,
        filters={"q": USUAL},
        created_at=timezone.now(),
        updated_at=timezone.now(),
    )
    quoting = draft("/arenden/y/", "Visselpipens telefon")
    settled(hidden(ticket, text_of(ticket, "vendor_reference")))
    kept.refresh_from_db()
    view.refresh_from_db()
    quoting.refresh_from_db()
    assert kept.fields == [["note_text", USUAL], ["other", f"{USUAL} är en annan sak"]]
    assert (view.name, view.filters) == (USUAL, {"q": USUAL})
    assert quoting.fields == [["note_text", MARK], ["other", f"{MARK} är en annan sak"]]


def test_short_words_are_removed_where_the_ticket_is_spoken_of_and_they_are_all_that_is_said():
    ticket = step(places.incident(), "add_note", parties.desk(), note_text="Anna", note_audience="customer")
    own, other = draft(f"/arenden/{ticket.number}/steg/add_note/", "Anna"), draft("/arenden/x/", "Anna")
    session = SessionStore()
    session["kept"] = {"fields": [["note_text", "Anna"]]}
    session.save()
    settled(hidden(ticket, text_of(ticket, "note_text")))
    own.refresh_from_db()
    other.refresh_from_db()
    assert own.fields == [["note_text", MARK], ["other", "Anna är en annan sak"]]
    assert other.fields == [["note_text", "Anna"], ["other", "Anna är en annan sak"]]
    assert SessionStore(session.session_key).load() == {"kept": {"fields": [["note_text", "Anna"]]}}


def test_articles_lose_the_words_where_they_belong_to_the_ticket_and_messages_where_they_are_about_it():
    ticket = step(places.incident(), "add_note", parties.desk(), note_text=LETTER, note_audience="customer")
    linked = making.published(made_from=ticket.number, article_body=f"Så här:\n\n{LETTER}")
    other = making.published(article_body=f"Så här:\n\n{LETTER}", article_title="Annat")
    about = {"payload": {"quoted": LETTER}, "subject_id": ticket.pk, "address": "x", "sent_at": timezone.now()}
    Message.objects.create(subject_type="tickets.article", kind="article.tell", dedupe_key="x", **about)
    OnceKey.objects.create(owner="user:1", key="x", fingerprint="f", outcome={"event": 0, "subject": ticket.pk})
    settled(hidden(ticket, text_of(ticket, "note_text")))
    bodies = ArticleText.all_objects.filter(field="article_body")
    assert {(one.body, bool(one.salt)) for one in bodies.filter(article=linked.pk)} == {(f"Så här:\n\n{MARK}", False)}
    assert {one.body for one in bodies.filter(article=other.pk)} == {f"Så här:\n\n{LETTER}"}
    assert Message.objects.get(dedupe_key="x").payload == {"quoted": LETTER}
    assert OnceKey.objects.get().fingerprint == "f", "what was sent about something else with the same key"
    whole()


def test_a_title_that_grows_by_the_mark_is_cut_to_its_length():
    words = "Visselpipornas"
    ticket = step(places.incident(), "add_note", parties.desk(), note_text=words, note_audience="customer")
    article = making.written(made_from=ticket.number, article_title=f"{words} " * 10)
    settled(hidden(ticket, text_of(ticket, "note_text")))
    title = making.fresh(article.pk).title
    assert (title, len(title)) == ((f"{MARK} " * 10)[:160], 160)
    whole()


def carried_over():
    """A ticket and the one that continues it with the same words."""
    ticket = places.incident("triage", symptom=LETTER)
    ticket = step(ticket, "reclassify", parties.desk(), new_kind="general-case", reason="En fråga")
    return ticket, Ticket.all_objects.exclude(pk=ticket.pk).get()


def test_sessions_are_looked_through_once_when_the_removal_has_been_committed(monkeypatch):
    ticket, _carried = carried_over()
    ticket = hidden(ticket, text_of(ticket, "symptom"))
    session = SessionStore()
    session["kept"] = LETTER
    session.save()
    looked, look = [], forgetting._scrub_sessions
    monkeypatch.setattr(forgetting, "_scrub_sessions", lambda words: (looked.append(words), look(words)))
    given = {"personal_data_verdict": "redact", "reason": "Ett namn"}
    with transaction.atomic():
        how = {"actor": parties.support_security(), "via": "test", "data": given}
        perform_within(Ticket, ticket.pk, "settle_personal_data", **how)
        assert looked == []
    assert looked == [{LETTER}]
    assert SessionStore(session.session_key).load() == {}


def test_a_session_that_ended_meanwhile_disturbs_nothing(monkeypatch):
    ticket = step(places.incident(), "add_note", parties.desk(), note_text=LETTER, note_audience="customer")
    sessions = [SessionStore(), SessionStore()]
    for session in sessions:
        session["kept"] = LETTER
        session.save()
    save = SessionStore.save

    def ended(self, must_create=False):
        self.model.objects.filter(session_key=self.session_key).delete()
        monkeypatch.setattr(SessionStore, "save", save)
        save(self, must_create)

    monkeypatch.setattr(SessionStore, "save", ended)
    settled(hidden(ticket, text_of(ticket, "note_text")))
    assert [row.get_decoded() for row in SessionStore().model.objects.all()] == [{}]


def test_the_reason_stays_on_the_case_that_was_decided_on():
    ticket, carried = carried_over()
    settled(hidden(ticket, text_of(ticket, "symptom")))
    assert text_of(ticket, "reason").body == "Ett namn"
    said = text_of(carried, "reason")
    assert said.body == "Avgjort tillsammans med ett annat ärende som har samma text eller fil"
    assert Event.all_objects.get(ticket=carried, step="settle_personal_data").seq == said.event_seq
