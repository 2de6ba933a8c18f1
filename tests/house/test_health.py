"""The two addresses that a monitor asks."""

import os
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from sussa import health


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


@pytest.fixture
def pack(settings, tmp_path):
    settings.MAJOR_PACK_IS_WATCHED, settings.MAJOR_PACK_DIR = True, tmp_path / "pack"
    return settings.MAJOR_PACK_DIR


def written(folder, minutes: int) -> None:
    folder.mkdir(exist_ok=True)
    sums = folder / "SHA256SUMS"
    sums.write_text("")
    at = (timezone.now() - timedelta(minutes=minutes)).timestamp()
    os.utime(sums, (at, at))


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "status"), [(0, 200), (119, 200), (121, 503)])
def test_readyz_says_how_old_the_pack_is_and_turns_red_after_two_hours(client, pack, minutes, status):
    written(pack, minutes)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["major_pack_minutes"]) == (status, minutes)
    wanted = "ok" if status == 200 else f"written {minutes} minutes ago"
    assert answer.json()["parts"]["major_pack"] == wanted


@pytest.mark.django_db
@pytest.mark.parametrize(("up", "status"), [(119, 200), (121, 503)])
def test_a_pack_that_was_never_written_is_late_two_hours_after_the_start(client, pack, monkeypatch, up, status):
    monkeypatch.setattr(health, "_STARTED", timezone.now() - timedelta(minutes=up))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["major_pack_minutes"]) == (status, None)


@pytest.mark.django_db
def test_the_worker_writes_what_readyz_looks_at(client, pack):
    from tickets.tasks import write_major_pack

    written(pack, 300)
    assert client.get("/readyz").status_code == 503
    write_major_pack()
    assert client.get("/readyz").json()["major_pack_minutes"] == 0


@pytest.mark.django_db
def test_the_page_about_operation_names_the_pack(client, pack):
    written(pack, 300)
    assert "Sidorna för när programmet är nere" in client.get("/driftinformation/").content.decode()


@pytest.mark.django_db
def test_where_nobody_has_asked_for_the_pack_it_is_not_watched(client, settings):
    settings.MAJOR_PACK_IS_WATCHED = False
    assert "major_pack" not in client.get("/readyz").json()["parts"]
