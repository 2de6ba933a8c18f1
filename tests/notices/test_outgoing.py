"""The log of messages: who sees it, what it shows, and sending again what was given up, with a row of who did."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from outbox.models import Message, Resending
from outbox.resending import NotAllowed, resend
from roles.actor import actor_for
from tests import cases, parties, query_counts
from tests.people import actor
from tests.web.tickets.door import Visitor, words

pytestmark = pytest.mark.django_db
ERROR = "ConnectionRefusedError channels/mail.py:27"


def operator():
    """The object manager of IT: may send again, and is no reader of a case that stays in its region."""
    return actor("sussa-objektledare-it", parties.SUPPORT_ORG)


def given_up(count: int = 1, **columns) -> list[Message]:
    ticket = cases.prioritised()
    now = timezone.now()
    rows = [
        Message(
            kind="ticket.mail",
            subject_type="tickets.ticket",
            subject_id=ticket.pk,
            dedupe_key=f"key:{ticket.pk}:{number}",
            **{"recipient": parties.desk().user, "dead_at": now, "last_error": ERROR, "attempts": 6} | columns,
        )
        for number in range(count)
    ]
    return Message.objects.bulk_create(rows)


def test_only_who_may_send_again_sees_the_log():
    given_up()
    for who in (parties.desk(), parties.support(), parties.vendor()):
        visitor = Visitor(who.user)
        assert visitor.see("/utskick/").status_code == 403
        assert visitor.client.post("/utskick/igen/", {"all": "1"}).status_code == 403
        assert "/utskick/" not in visitor.see("/aviseringar/").content.decode()
    assert Message.objects.dead().count() == 1
    assert "/utskick/" in Visitor(operator().user).see("/aviseringar/").content.decode()


def test_the_log_shows_channel_recipient_tries_and_error_and_no_word_of_a_case():
    (one,) = given_up()
    text = Visitor(operator().user).text("/utskick/")
    assert ERROR in text
    assert "E-post" in text
    assert one.recipient.email in text
    assert "Läkemedelslistan" not in text


def test_a_recipient_of_the_other_side_is_known_by_organisation_alone():
    given_up(recipient=parties.vendor().user)
    text = Visitor(operator().user).text("/utskick/")
    assert parties.vendor().user.email not in text
    assert "en person på" in text


def test_sending_again_gives_all_tries_back_and_keeps_who_did_it():
    one, other = given_up(2)
    visitor = Visitor(operator().user)
    answer = visitor.client.post("/utskick/igen/", {"id": one.pk}, follow=True)
    assert "1 meddelande skickas igen." in words(answer)
    one.refresh_from_db(), other.refresh_from_db()
    assert (one.dead_at, one.attempts, one.last_error) == (None, 0, "")
    assert one.due_at <= timezone.now()
    assert other.dead_at is not None
    row = Resending.objects.get()
    assert (row.message_id, row.by, row.last_error) == (one.pk, visitor.user, ERROR)
    assert "Objektledare IT" in row.by_role
    visitor.client.post("/utskick/igen/", {"all": "1"})
    assert not Message.objects.dead().exists()
    assert Resending.objects.count() == 2


@pytest.mark.parametrize("pk", ["", "0", "x", "-1", "9" * 40])
def test_what_is_not_given_up_is_not_sent_again(pk):
    given_up(dead_at=None, sent_at=timezone.now())
    answer = Visitor(operator().user).client.post("/utskick/igen/", {"id": pk}, follow=True)
    assert "Det fanns inget att skicka igen" in words(answer)
    assert not Resending.objects.exists()


def test_nobody_sends_again_through_the_function_without_the_right():
    (one,) = given_up()
    with pytest.raises(NotAllowed):
        resend(actor_for(parties.desk().user), at=timezone.now(), ids=[one.pk])


def test_who_sent_again_cannot_be_changed_afterwards():
    given_up()
    resend(operator(), at=timezone.now())
    for change in (lambda: Resending.objects.update(by_role="x"), lambda: Resending.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("state", "columns"),
    [
        ("dead", {}),
        ("failing", {"dead_at": None, "attempts": 2}),
        ("waiting", {"dead_at": None, "last_error": "", "attempts": 0}),
        ("sent", {"dead_at": None, "sent_at": timezone.now()}),
        ("dropped", {"dead_at": None, "dropped_at": timezone.now()}),
    ],
)
def test_each_state_is_a_filter(state, columns):
    Message.objects.all().delete()
    (one,) = given_up(**columns)
    Message.objects.exclude(pk=one.pk).delete()
    visitor = Visitor(operator().user)
    for asked in ("dead", "failing", "waiting", "sent", "dropped"):
        rows = visitor.see("/utskick/", lage=asked, kanal="mail").context["rows"]
        assert [row.state for row in rows] == ([state] if asked == state else [])


@pytest.mark.parametrize("rows", [1, 30])
def test_the_log_asks_the_database_as_often_for_many(rows):
    given_up(rows)
    resend(operator(), at=timezone.now())
    Message.objects.update(dead_at=timezone.now())
    visitor = Visitor(operator().user)
    visitor.see("/utskick/")
    query_counts.check("web: outgoing messages", lambda: visitor.see("/utskick/"), at_most=9)
