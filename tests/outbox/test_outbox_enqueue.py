"""Writing messages down."""

import pytest
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError

from outbox.enqueue import enqueue
from outbox.models import Message

pytestmark = pytest.mark.django_db(transaction=True)


def message(person, key="event:1:anna", **columns):
    return Message(
        kind="told", recipient=person, subject_type="tickets.ticket", subject_id=1, dedupe_key=key, **columns
    )


def test_message_needs_the_transaction_of_its_event(person):
    with pytest.raises(TransactionManagementError):
        enqueue([message(person)])


def test_message_goes_with_its_transaction(person):
    with pytest.raises(RuntimeError, match="the step failed"), transaction.atomic():
        enqueue([message(person)])
        raise RuntimeError("the step failed")
    assert not Message.objects.exists()


def test_same_key_is_written_once(person, django_assert_num_queries):
    with transaction.atomic():
        enqueue([message(person)])
        with django_assert_num_queries(1):
            enqueue([message(person), message(person, "event:1:bo"), message(person, "event:1:bo")])
    assert sorted(Message.objects.values_list("dedupe_key", flat=True)) == ["event:1:anna", "event:1:bo"]


@pytest.mark.parametrize(
    "payload", [{"note": "Patienten mår illa"}, {"ids": ["811218-9876"]}, {"Title Of Ticket": 1}, {"x": 1.5}]
)
def test_payload_with_words_is_refused(person, payload):
    with transaction.atomic(), pytest.raises(ValueError, match="ids"):
        enqueue([message(person, payload=payload)])
    assert not Message.objects.exists()


def test_payload_of_ids_and_names_is_kept(person):
    payload = {"step": "pass_on", "notes": [1, 2], "digest": None, "urgent": True}
    with transaction.atomic():
        enqueue([message(person, payload=payload)])
    assert Message.objects.get().payload == payload


def test_nothing_to_say_asks_the_database_nothing(django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(0):
        enqueue([])


@pytest.mark.parametrize("columns", [{"recipient": None}, {"address": "desk@vendor.example"}])
def test_message_goes_to_a_user_or_to_an_address(person, columns):
    row = message(person)
    for name, value in columns.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        enqueue([row])
