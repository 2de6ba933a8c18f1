"""The clock and the worker: what is scheduled exists, does not pile up, and really runs over Valkey."""

import pytest
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.utils import timezone

from sussa.celery import app
from sussa.launch.pytest_isolation import broker_of

SCHEDULE = settings.CELERY_BEAT_SCHEDULE


@pytest.fixture(scope="module", autouse=True)
def _tasks():
    app.loader.import_default_modules()


@pytest.mark.parametrize("name", sorted(SCHEDULE))
def test_a_scheduled_task_exists(name):
    assert SCHEDULE[name]["task"] in app.tasks


@pytest.mark.parametrize("name", sorted(SCHEDULE))
def test_a_scheduled_task_that_nobody_took_is_dropped(name):
    assert 0 < SCHEDULE[name]["options"]["expires"] <= 5 * SCHEDULE[name]["schedule"]


def test_due_steps_are_looked_for_every_second_and_messages_every_ten():
    every = {entry["task"]: entry["schedule"] for entry in SCHEDULE.values()}
    assert every["engine.tasks.fire_due_steps"] == 1.0
    assert every["outbox.tasks.deliver"] == 10.0


def test_a_task_lost_with_its_worker_is_given_out_again():
    assert app.conf.task_acks_late
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit


def test_two_test_workers_share_neither_queue_nor_database():
    assert len({broker_of(f"gw{number}") for number in range(7)}) == 7


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_takes_a_due_step_from_the_queue_and_sets_a_bad_one_aside():
    from sla.models import DueStep

    row = DueStep.objects.create(subject_type="no.such", subject_id=1, step="s", due_at=timezone.now())
    with start_worker(app, pool="solo", loglevel="warning", perform_ping_check=False, shutdown_timeout=30):
        for _ in range(3):
            app.send_task("engine.tasks.fire_due_steps")
        _wait_until_set_aside(row)
    assert row.attempts == 3
    assert row.fired_at is None


def _wait_until_set_aside(row):
    import time

    end = time.monotonic() + 30
    while row.set_aside_at is None:
        assert time.monotonic() < end, "the worker took nothing"
        time.sleep(0.1)
        row.refresh_from_db()
