"""The two addresses that a monitor asks."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone


def test_healthz_answers_without_a_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_is_green_when_nothing_waits(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "parts": {"database": "ok", "redis": "ok", "due_steps": "ok", "outbox": "ok"},
        "given_up": {"due_steps": 0, "outbox": 0},
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "status"), [(4, 200), (6, 503)])
def test_readyz_turns_red_when_a_due_step_has_waited_more_than_five_minutes(client, minutes, status):
    due_at = timezone.now() - timedelta(minutes=minutes)
    apps.get_model("sla.DueStep").objects.create(subject_type="x.y", subject_id=1, step="s", due_at=due_at)
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert (answer.json()["parts"]["due_steps"] == "ok") is (status == 200)


@pytest.mark.django_db
def test_a_due_step_set_aside_is_counted_but_does_not_keep_readyz_red(client):
    long_ago = timezone.now() - timedelta(hours=1)
    apps.get_model("sla.DueStep").objects.create(
        subject_type="x.y", subject_id=1, step="s", due_at=long_ago, set_aside_at=long_ago
    )
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["given_up"]["due_steps"]) == (200, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "status"), [(9, 200), (11, 503)])
def test_readyz_turns_red_when_a_message_has_waited_more_than_ten_minutes(client, minutes, status):
    due_at = timezone.now() - timedelta(minutes=minutes)
    apps.get_model("outbox.Message").objects.create(
        kind="mail", address="a@example.org", dedupe_key="k", due_at=due_at, subject_type="x.y", subject_id=1
    )
    assert client.get("/readyz").status_code == status


def test_readyz_says_which_part_is_gone(client, settings, django_db_blocker, monkeypatch):
    from django.db import OperationalError, connection

    def refuse(*_):
        raise OperationalError("no server")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {"database": "unreachable (OperationalError)", "redis": "ok"}
