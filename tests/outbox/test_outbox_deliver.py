"""Delivery by one worker: words, pauses, giving up, sending again."""

import logging
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from outbox import deliver as delivery
from outbox.channels.mail import message_id
from outbox.deliver import LEASE, PAUSES, TRIES, deliver, retry
from outbox.health import health
from outbox.models import Message
from outbox.rendering import Rendered, register_renderer
from outbox.tasks import deliver as deliver_task
from outbox.tasks import watchdog

pytestmark = pytest.mark.django_db(transaction=True)


class Broken(RuntimeError):
    pass


def breaks(message):
    raise Broken(f"words about {message.pk} that no log may hold: 811218-9876")


def test_due_message_is_sent_once_with_its_key_as_message_id(told, rendering, now, person):
    rendering()
    (message,) = told("event:981:anna")
    assert deliver(now=now) == 1
    assert deliver(now=now + timedelta(days=1)) == 0
    (sent,) = mail.outbox
    assert (sent.subject, sent.body, sent.to) == ("Subject", "Body event:981:anna", [person.email])
    headers = sent.message()
    assert headers["Message-ID"] == message_id("event:981:anna")
    assert headers["Auto-Submitted"] == "auto-generated"
    message.refresh_from_db()
    assert (message.sent_at, message.attempts, message.last_error) == (now, 1, "")


def test_message_ids_are_well_formed_and_differ_as_keys_do():
    keys = ["event:1:a", "event/1:a", "event.1:a", "event 1:a", "händelse:1", "a" * 200]
    ids = {message_id(key) for key in keys}
    assert len(ids) == len(keys)
    assert all(value.isascii() and value.count("@") == 1 and not set(value) & set(' :"') for value in ids)


def test_message_that_is_not_due_waits(told, rendering, now):
    rendering()
    told("later", due_at=now + timedelta(seconds=1))
    assert deliver(now=now) == 0
    assert deliver(now=now + timedelta(seconds=1)) == 1


def test_oldest_go_first_and_no_more_than_the_limit(told, rendering, now):
    rendering()
    told("second")
    told("first", due_at=now - timedelta(hours=1))
    assert deliver(1, now=now) == 1
    assert mail.outbox[0].body == "Body first"


def test_message_to_an_address_without_account_is_sent_there(told, rendering, now):
    rendering()
    told("vendor")
    Message.objects.update(recipient=None, address="desk@vendor.example")
    deliver(now=now)
    assert mail.outbox[0].to == ["desk@vendor.example"]


def test_words_of_people_are_never_read_as_a_template_nor_as_headers(told, rendering, now):
    words = "{{ settings.SECRET_KEY }} {% load x %} %(x)s {0}"
    rendering(renderer=lambda message: Rendered(f"{words}\nBcc: all@example.org", words))
    told("event:1")
    deliver(now=now)
    (sent,) = mail.outbox
    assert sent.body == words
    assert sent.subject == f"{words} Bcc: all@example.org"
    assert sent.recipients() == sent.to


def test_mail_has_the_same_words_as_html_with_links_to_this_program_alone(told, rendering, now, settings, person):
    settings.PUBLIC_URL = "https://sussa.example"
    person.language = "en"
    person.save()
    words = '<b>Hej</b> {{ x }} {% y %}\n\nhttps://sussa.example/arenden/1/ https://evil.example/"x"'
    rendering(renderer=lambda message: Rendered("A < B", words))
    told("event:1")
    deliver(now=now)
    (sent,) = mail.outbox
    ((html, kind),) = sent.alternatives
    assert (sent.body, kind) == (words, "text/html")
    assert '<html lang="en">' in html
    assert "<p>&lt;b&gt;Hej&lt;/b&gt; {{ x }} {% y %}</p>" in html
    assert html.count("href=") == 1
    assert '<a href="https://sussa.example/arenden/1/">' in html
    headers = sent.message()
    assert headers.get_content_type() == "multipart/alternative"
    assert headers["X-Auto-Response-Suppress"] == "All"


def test_words_are_made_in_the_language_of_the_recipient(told, rendering, now, person):
    person.language = "en"
    person.save()
    rendering(renderer=lambda message: Rendered(translation.get_language(), "."))
    told("event:1")
    with translation.override("sv"):
        deliver(now=now)
    assert mail.outbox[0].subject == "en"


def test_recipient_who_may_no_longer_see_it_gets_nothing(told, rendering, now):
    rendering(renderer=lambda message: None)
    (message,) = told("event:1")
    assert deliver(now=now) == 0
    message.refresh_from_db()
    assert (message.dropped_at, message.sent_at, mail.outbox) == (now, None, [])
    assert deliver(now=now + timedelta(days=1)) == 0
    assert health(now=now + timedelta(days=1)).is_well


def test_person_whose_account_is_closed_gets_nothing(told, rendering, now, person):
    rendering()
    (message,) = told("event:1")
    person.is_active = False
    person.save()
    deliver(now=now)
    message.refresh_from_db()
    assert message.dropped_at == now


def test_poison_message_does_not_stop_the_others(told, rendering, now):
    rendering("poison", breaks)
    rendering()
    told("poison", kind="poison", due_at=now - timedelta(hours=1))
    told("a", "b")
    assert deliver(now=now) == 2
    assert Message.objects.get(dedupe_key="poison").sent_at is None


def test_failed_message_is_tried_after_1_5_30_minutes_2_and_12_hours_and_then_given_up(told, rendering, now, caplog):
    assert [pause.total_seconds() / 60 for pause in PAUSES] == [1, 5, 30, 120, 720]
    rendering(renderer=breaks)
    (message,) = told("event:1")
    at = now
    for attempt, pause in enumerate(PAUSES, start=1):
        deliver(now=at)
        message.refresh_from_db()
        assert (message.attempts, message.due_at, message.dead_at) == (attempt, at + pause, None)
        deliver(now=at + pause - timedelta(seconds=1))
        at += pause
        message.refresh_from_db()
        assert message.attempts == attempt
    with caplog.at_level(logging.ERROR):
        deliver(now=at)
    message.refresh_from_db()
    assert (message.attempts, message.dead_at) == (TRIES, at)
    assert f"message {message.pk} was given up" in caplog.text
    assert "1 given up in all" in caplog.text
    assert deliver(now=at + timedelta(days=30)) == 0


def test_error_is_kept_by_kind_and_place_and_never_by_its_words(told, rendering, now, caplog):
    rendering(renderer=breaks)
    (message,) = told("event:1")
    deliver(now=now)
    message.refresh_from_db()
    assert message.last_error.startswith("Broken outbox/test_outbox_deliver.py:")
    assert "9876" not in caplog.text + message.last_error


def test_kind_that_nobody_renders_is_tried_again(told, now):
    (message,) = told("event:1", kind="of a newer version")
    deliver(now=now)
    message.refresh_from_db()
    assert message.last_error.startswith("UnknownKind")
    assert message.due_at == now + PAUSES[0]


def test_mail_server_that_is_away_costs_a_try_and_nothing_else(told, rendering, now, monkeypatch):
    rendering()
    told("event:1")

    def away(self, messages):
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", away)
        assert deliver(now=now) == 0
    assert deliver(now=now + PAUSES[0]) == 1


def test_dead_message_is_sent_again_on_request(told, rendering, now):
    rendering()
    (message,) = told("event:1", dead_at=now, attempts=TRIES, last_error="Broken")
    assert deliver() == 0
    assert retry(message.pk) is True
    assert deliver() == 1
    message.refresh_from_db()
    assert (message.attempts, message.dead_at, message.last_error) == (1, None, "")


def test_only_dead_messages_are_sent_again(told, rendering, now):
    rendering()
    (message,) = told("event:1")
    assert retry(message.pk) is False
    deliver(now=now)
    assert retry(message.pk) is False
    assert retry(message.pk + 1) is False


def test_message_whose_worker_died_is_taken_again_after_the_lease(told, rendering, now):
    rendering()
    (message,) = told("event:1")
    delivery._claim(now)  # and then the worker is gone
    assert deliver(now=now + LEASE - timedelta(seconds=1)) == 0
    assert deliver(now=now + LEASE) == 1
    message.refresh_from_db()
    assert message.attempts == 2


def test_message_that_kills_every_worker_is_given_up(told, rendering, now, caplog):
    rendering()
    (message,) = told("event:1", attempts=TRIES)
    assert deliver(now=now) == 0
    message.refresh_from_db()
    assert (message.dead_at, message.last_error, mail.outbox) == (now, "WorkerLost", [])


def test_kind_has_one_renderer(rendering):
    rendering("told")
    with pytest.raises(ValueError, match="told"):
        register_renderer("told", lambda message: None)


def test_an_idle_round_is_one_query(now):
    with CaptureQueriesContext(connection) as captured:
        assert deliver(now=now) == 0
    assert len([query for query in captured if query["sql"] not in {"BEGIN", "COMMIT"}]) == 1


def test_due_rows_are_found_by_the_partial_index(told, now):
    told("event:1")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        assert "message_due" in Message.objects.due(now).order_by("due_at", "id").explain()


def test_tasks_deliver_and_watch(told, rendering, caplog):
    rendering()
    told("event:1")
    watchdog()
    assert "1 late" in caplog.text
    caplog.clear()
    assert deliver_task() == 1
    watchdog()
    assert caplog.text == ""


def test_health_counts_what_waits_what_is_late_and_what_is_dead(told, rendering, now):
    told("late", due_at=now - timedelta(minutes=11))
    told("fresh", due_at=now)
    told("dead", dead_at=now)
    state = health(now=now)
    assert (state.waiting, state.late, state.dead) == (2, 1, 1)
    assert state.oldest_due_at == now - timedelta(minutes=11)
    assert not state.is_well
