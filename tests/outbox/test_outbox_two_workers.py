"""Two workers on two connections: every message is taken by exactly one of them."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from outbox import channels
from outbox.deliver import deliver, retry
from outbox.models import Message

pytestmark = pytest.mark.django_db(transaction=True)

WAIT_S = 30


@pytest.fixture
def sent(monkeypatch):
    """What left by a channel that sends nothing: (thread, key) in order."""
    left = []

    def send(message, rendered):
        left.append((threading.current_thread().name, message.dedupe_key))

    monkeypatch.setitem(channels.CHANNELS, "mail", send)
    return left


def worker(now, ready=None):
    try:
        if ready:
            ready.wait(WAIT_S)
        return deliver(now=now)
    finally:
        connection.close()


def test_two_workers_send_every_message_exactly_once(told, rendering, now, sent):
    rendering()
    keys = [f"event:{number}" for number in range(60)]
    told(*keys)
    ready = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda _: worker(now, ready), range(2)))
    assert sum(counts) == len(keys)
    assert Counter(key for _, key in sent) == Counter(keys)
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}


def test_message_that_one_worker_is_sending_is_left_alone_by_the_other(told, rendering, now, monkeypatch):
    rendering()
    told("slow")
    begun, go_on = threading.Event(), threading.Event()
    sends = []

    def slow(message, rendered):
        sends.append(message.dedupe_key)
        begun.set()
        assert go_on.wait(WAIT_S)

    monkeypatch.setitem(channels.CHANNELS, "mail", slow)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(worker, now)
        assert begun.wait(WAIT_S)
        with transaction.atomic():  # nothing is locked while a message is on its way
            Message.objects.select_for_update(nowait=True).get(dedupe_key="slow")
        assert deliver(now=now) == 0
        go_on.set()
        assert first.result(WAIT_S) == 1
    assert sends == ["slow"]


def test_row_that_another_connection_holds_is_passed_over_without_waiting(told, rendering, now, sent):
    rendering()
    told("held", "free")
    with transaction.atomic():
        Message.objects.select_for_update().get(dedupe_key="held")
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(worker, now).result(WAIT_S) == 1
    assert [key for _, key in sent] == ["free"]
    assert deliver(now=now) == 1
    assert [key for _, key in sent] == ["free", "held"]


def test_late_worker_does_not_overwrite_what_the_next_one_wrote(told, rendering, now, monkeypatch, caplog):
    rendering()
    (message,) = told("event:1")

    def overtaken(row, rendered):
        Message.objects.filter(pk=row.pk).update(dead_at=now)
        retry(row.pk)
        raise ConnectionResetError

    monkeypatch.setitem(channels.CHANNELS, "mail", overtaken)
    assert deliver(1, now=now) == 0
    message.refresh_from_db()
    assert (message.attempts, message.last_error, message.dead_at) == (0, "", None)
    assert "taken over" in caplog.text
