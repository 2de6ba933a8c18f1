"""What is removed as personal data is gone from the whole database and from every stored file; the history holds."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.management import call_command
from django.utils import timezone

from engine.models import OnceKey
from engine.once import Once
from engine.perform import perform
from outbox.models import Message
from roles.models import Draft
from tests import cases, parties
from tests.articles import making
from tests.cases import step
from tests.files.dump import everything, tables_with
from tests.tickets import places
from tests.tickets.made_files import text_file
from tickets.forgetting import remove_left_over_files
from tickets.models import (
    Attachment,
    BulkRow,
    BulkRun,
    Event,
    HiddenPart,
    SavedView,
    Task,
    TextVersion,
    Ticket,
)
from tickets.telling import recipients

pytestmark = pytest.mark.django_db(transaction=True)

WORD = "Kvittrasången"  # stands in nothing else
STEM = "kvittras"  # of the word as search keeps it
LETTER = f'Ring "{WORD}" på avdelningen,\nhon är patient.'


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def text_of(ticket, field):
    return TextVersion.all_objects.filter(ticket=ticket, field=field).order_by("-event_seq").first()


def hidden(ticket, row, who=None):
    return step(ticket, "hide_personal_data", who or parties.desk(), hidden_part=row.part_key)


def settled(ticket, verdict="redact", who=None, **more):
    who = who or parties.support_security()
    return step(ticket, "settle_personal_data", who, personal_data_verdict=verdict, reason="Ett namn", **more)


def whole() -> None:
    out = StringIO()
    call_command("verify_history", stdout=out, verbosity=0)
    assert out.getvalue() == ""


def quoted_elsewhere(ticket, words: str) -> None:
    """The words in a draft, a sent and a dead message, a session and the digest of a request."""
    desk = parties.desk()
    fields = [["note_text", words.replace("\n", "\r\n")], ["other", "Behålls"]]
    Draft.objects.create(person=desk.user, form="/arenden/x/", fields=fields, saved_at=timezone.now())
    about = {"subject_type": "tickets.ticket", "subject_id": ticket.pk, "address": "x", "kind": "ticket.tell"}
    for name in ("sent_at", "dead_at"):
        made = {"payload": {"quoted": words}, "dedupe_key": name, name: timezone.now()}
        Message.objects.create(**about, **made)
    session = SessionStore()
    session["kept"], session["other"] = {"fields": [["note_text", words]]}, "Behålls"
    session.save()


def test_a_removed_note_is_found_nowhere_and_its_mark_stays():
    ticket = places.incident()
    note = {"note_text": LETTER, "note_audience": "customer"}
    once = Once("user:1", "k" * 8, "f" * 64)
    perform(Ticket, ticket.pk, "add_note", actor=parties.desk(), via="test", data=note, once=once)
    quoted_elsewhere(ticket, LETTER)
    assert everything().count(STEM) >= 6
    hidden(ticket, text_of(ticket, "note_text"))
    whole()
    ticket = settled(ticket)
    assert STEM not in everything()
    assert WORD not in str(SessionStore(SessionStore().model.objects.get().session_key).load())
    assert OnceKey.objects.get().fingerprint == ""
    assert Draft.objects.get().fields[1] == ["other", "Behålls"]
    text = text_of(ticket, "note_text")
    assert (text.body, text.salt, text.redacted) == ("[BORTTAGET: personuppgift]", "", True)
    part = HiddenPart.all_objects.get()
    assert (part.hidden_by, part.settled_by) == (parties.desk().user, parties.support_security().user)
    assert text_of(ticket, "reason").body == "Ett namn"
    whole()


def test_a_dump_of_the_database_finds_the_words_in_every_place_before_and_in_none_after():
    words, ticket, desk = f"{WORD} på avdelningen är patient.", places.incident(), parties.desk()
    ticket = step(ticket, "add_note", desk, note_text=words, note_audience="customer")
    quoted_elsewhere(ticket, words)
    making.published(made_from=ticket.number, article_title=words, article_body=f"Så här:\n\n{words}")
    at = {"created_at": timezone.now()}
    run = BulkRun.objects.create(user=desk.user, via="web", step="add_note", language="sv", data={"text": words}, **at)
    row = {"number": ticket.number, "ticket": ticket, "outcome": "refused", "settled_at": timezone.now()}
    BulkRow.objects.create(run=run, position=1, reasons=[{"code": "x", "text": f"Nej: {words}", "field": ""}], **row)
    view = {"name": words, "filters": {"q": words}, "updated_at": timezone.now(), **at}
    SavedView.objects.create(owner=parties.support().user, **view)
    kept = {"textversion", "searchword", "article", "articletext", "bulkrun", "bulkrow", "savedview"}
    elsewhere = {"outbox_message", "roles_draft", "django_session"}
    assert tables_with(STEM) == {f"tickets_{name}" for name in kept} | elsewhere
    ticket = hidden(ticket, text_of(ticket, "note_text"))
    hiding = {"hiddenpart", "hiddenarticlepart"}  # the article's title said the same, its text quoted it
    assert tables_with(STEM) == {f"tickets_{name}" for name in kept - {"textversion", "article"} | hiding} | elsewhere
    settled(ticket)
    assert tables_with(STEM) == set()
    assert STEM not in everything()
    whole()


def test_a_removed_field_is_gone_in_all_its_versions_columns_and_carried_copies():
    title = f"{WORD} kommer inte in"
    ticket = places.incident("triage", title=title, symptom=LETTER)
    ticket = step(ticket, "reclassify", parties.desk(), new_kind="general-case", reason="En fråga")
    (carried,) = Ticket.all_objects.exclude(pk=ticket.pk)
    assert carried.title == title
    for field in ("title", "symptom"):
        hidden(ticket, text_of(ticket, field))
    carried.refresh_from_db()
    assert TextVersion.all_objects.get(ticket=carried, field="description").is_hidden
    assert cases.fresh(ticket.pk).title == "[DOLT: personuppgift]"
    for part in HiddenPart.all_objects.filter(ticket=ticket):
        settled(ticket, settled_part=part.pk)
    assert TextVersion.all_objects.get(ticket=carried, field="description").redacted
    assert STEM not in everything()
    whole()


def test_a_removed_file_leaves_no_bytes_no_name_and_no_sum():
    ticket, other = places.incident(), places.incident()
    for one in (ticket, other):
        files = {"files": [text_file(f"Hör till {WORD}", name=f"{WORD}.txt")], "note_audience": "customer"}
        step(one, "attach", parties.desk(), **files)
    file = Attachment.all_objects.get(ticket=ticket)
    content, checksum = f"Hör till {WORD}", file.sha256
    assert content.casefold() in everything()
    hidden(ticket, file)
    whole()
    assert not Attachment.all_objects.exclude(part=None).exclude(file="").exists()
    settled(ticket)
    found = everything()
    assert STEM not in found
    assert checksum not in found
    for row in Attachment.all_objects.all():
        assert (row.name, row.file.name, row.salt, row.redacted) == ("[BORTTAGET: personuppgift]", "", "", True)
    whole()


def test_what_is_shown_again_is_as_it_was():
    ticket = places.incident(title=f"{WORD} kommer inte in")
    files = {"files": [text_file(name="logg.txt")], "note_audience": "customer"}
    step(ticket, "attach", parties.desk(), **files)
    before = list(TextVersion.all_objects.filter(ticket=ticket).order_by("pk").values())
    file = Attachment.all_objects.values().get()
    hidden(ticket, text_of(ticket, "title"))
    hidden(ticket, Attachment.all_objects.get())
    for part in HiddenPart.all_objects.all():
        ticket = settled(ticket, "show", settled_part=part.pk)
    after = TextVersion.all_objects.filter(ticket=ticket, pk__lte=before[-1]["id"]).order_by("pk").values()
    assert list(after) == before
    assert Attachment.all_objects.values().get() == file
    assert ticket.title == f"{WORD} kommer inte in"
    assert Attachment.all_objects.get().file.read().decode() == "Felkod 17 i loggen."
    whole()


def test_a_removed_field_may_be_replaced_by_words_without_personal_data():
    ticket = places.incident(title=f"{WORD} kommer inte in")
    ticket = hidden(ticket, text_of(ticket, "title"))
    ticket = settled(ticket, replacement="En person kommer inte in")
    assert ticket.title == "En person kommer inte in"
    assert text_of(ticket, "title").body == "En person kommer inte in"
    assert STEM not in everything()
    whole()


def test_hiding_tells_who_decides_and_starts_the_clock():
    ticket = places.incident()
    desk, security = parties.desk(), parties.region_security()
    parties.support_security()
    ticket = step(ticket, "add_note", desk, note_text=LETTER, note_audience="customer")
    hidden(ticket, text_of(ticket, "note_text"))
    event = Event.all_objects.get(step="hide_personal_data")
    task = Task.all_objects.get(ticket=ticket)
    assert task.organisation_id == ticket.origin_id
    assert (task.due_at - event.at).total_seconds() == 72 * 3600
    told = {user.pk for user in recipients(ticket, event, ["personal_data"])}
    assert told == {security.user.pk, parties.support_security().user.pk}


def test_the_vendor_is_asked_to_delete_its_copy_of_what_it_had_read():
    ticket = cases.at_vendor(symptom=LETTER)
    hidden(ticket, text_of(ticket, "symptom"), parties.vendor())
    settled(ticket)
    task = Task.all_objects.get(audience="all")
    assert task.organisation.slug == parties.VENDOR_ORG


def test_a_stored_file_that_nothing_holds_is_removed_after_a_day_and_no_other(settings, tmp_path):
    ticket = places.incident()
    step(ticket, "attach", parties.desk(), files=[text_file()], note_audience="customer")
    stray = tmp_path / "ab" / ("ab" + "0" * 62)
    stray.parent.mkdir()
    stray.write_text(WORD)
    assert remove_left_over_files() == 0
    assert remove_left_over_files(older_than=timedelta(0)) == 1
    assert not stray.exists()
    assert Attachment.all_objects.get().file.storage.exists(Attachment.all_objects.get().file.name)
