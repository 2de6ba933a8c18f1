"""Runs with real workers: several at once, and nobody who looks."""

import time

import pytest
from celery.contrib.testing.worker import start_worker
from django.utils import timezone

from sussa.celery import app
from tests.cases import incident
from tests.concurrency.racing import race
from tests.parties import desk
from tickets.bulk import runs, working
from tickets.bulk.picking import Pick
from tickets.models import BulkRow, BulkRun, Event

pytestmark = pytest.mark.django_db(transaction=True)

WAIT_S = 60


def started(count: int) -> BulkRun:
    picks = [Pick(one.number, one.pk, one.version) for one in (incident() for _ in range(count))]
    run = runs.choose(picks, "add_note", actor=desk(), via="web", at=timezone.now())
    runs.start(run, data={"note_text": "Läst.", "note_audience": "customer"}, hat=None, at=timezone.now())
    return run


def notes_of(run) -> list[int]:
    """How many notes each ticket of the run has got."""
    ids = BulkRow.objects.filter(run=run).values_list("ticket_id", flat=True)
    rows = Event.objects.unscoped("test").filter(step="add_note")
    return [rows.filter(ticket_id=pk).count() for pk in ids]


def test_two_workers_on_one_run_take_each_ticket_once():
    run = started(8)
    columns = ("pk", "ticket_id", "ticket__process", "version")
    rows = [working._Waiting(*one) for one in BulkRow.objects.filter(run=run).values_list(*columns)]

    def all_of_them():
        for row in rows:
            working._settle(run, row, desk())

    run.refresh_from_db()
    race(all_of_them, all_of_them)
    assert notes_of(run) == [1] * 8
    assert set(BulkRow.objects.filter(run=run).values_list("outcome", flat=True)) == {"done"}


def test_workers_that_look_for_work_at_once_share_the_runs():
    every = [started(3) for _ in range(2)]
    race(*[lambda: working.work(seconds=WAIT_S)] * 3)
    working.work(seconds=WAIT_S)
    assert [notes_of(run) for run in every] == [[1] * 3] * 2
    assert not BulkRun.objects.filter(finished_at=None).exists()


def test_a_real_worker_carries_a_run_out_though_nobody_looks():
    app.loader.import_default_modules()
    run = started(3)
    with start_worker(app, pool="solo", loglevel="warning", perform_ping_check=False, shutdown_timeout=30):
        app.send_task("tickets.tasks.carry_out_bulk")
        end = time.monotonic() + WAIT_S
        while not run.is_finished:
            assert time.monotonic() < end, "the worker took nothing"
            time.sleep(0.1)
            run.refresh_from_db()
    assert notes_of(run) == [1] * 3
