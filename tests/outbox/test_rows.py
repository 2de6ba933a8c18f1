"""Rows stored past the ORM's own ways are what the ORM would have stored."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from outbox.models import Message
from roles import rows
from roles.models import User

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 29, 0, 30, 0, 123456, tzinfo=UTC)


def message(key: str, **fields) -> Message:
    usual = {"kind": "k", "subject_type": "t", "subject_id": 1, "due_at": AT}
    if "recipient" not in fields:
        usual["address"] = "desk@example.org"
    return Message(dedupe_key=key, **usual | fields)


def test_new_rows_get_their_keys_in_order_and_are_as_they_were_given():
    made = [message(f"m:{number}", payload={"list": [number, None], "text": "å'\\%s"}) for number in range(5)]
    made[0].channel = gettext_lazy("mail")
    rows.insert(made)
    assert all(not one._state.adding for one in made)
    for one in made:
        stored = Message.objects.get(pk=one.pk)
        assert {name: value for name, value in vars(stored).items() if name != "_state"} == {
            name: value if name != "channel" else str(value) for name, value in vars(one).items() if name != "_state"
        }


def test_a_related_row_stored_later_is_named_by_its_key():
    person = User(email="rad@example.org", given_name="Rad", family_name="Rader")
    one = message("m:late", recipient=person)
    person.save()
    rows.insert([one])
    assert Message.objects.get(pk=one.pk).recipient == person


def test_known_rows_are_left_out_only_where_that_is_asked_for():
    rows.insert([message("m:1", kind="first")])
    rows.insert([message("m:1", kind="second"), message("m:2")], leave_known=True)
    assert list(Message.objects.order_by("dedupe_key").values_list("dedupe_key", "kind")) == [
        ("m:1", "first"),
        ("m:2", "k"),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert([message("m:2")])


def test_only_the_named_fields_of_changed_rows_are_stored():
    made = [message(f"m:{number}") for number in range(3)]
    rows.insert(made)
    for number, one in enumerate(made):
        one.attempts, one.payload, one.kind = number + 1, {"n": number}, "not named"
    rows.update(made, {"attempts", "payload"})
    found = Message.objects.order_by("pk").values_list("attempts", "payload", "kind")
    assert list(found) == [(1, {"n": 0}, "k"), (2, {"n": 1}, "k"), (3, {"n": 2}, "k")]
    rows.insert([])
