"""Delivery: take a due row, make its words, send, write down how it ended; give up loudly in the end."""

import logging
import time
import traceback
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from outbox.channels import CHANNELS
from outbox.models import Message
from outbox.rendering import render

log = logging.getLogger(__name__)

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
TRIES = len(PAUSES) + 1
# Longer than a worker's task may run: a row is taken over only when its worker is surely gone.
LEASE = timedelta(minutes=15)
ROUND_S = 20  # seconds after which a round takes no new row: the next beat goes on, unless nothing may be changed


def deliver(limit: int = 200, *, now: datetime | None = None) -> int:
    """Tries up to `limit` due messages and returns how many were sent.

    `now` is UTC; without it the clock is read for each message. Opens its own short transactions, one to take
    a row and one to write down how it ended, and holds none while sending: must not be called inside one.
    Safe in any number of workers at once. A message that fails never stops the others.
    """
    sent = 0
    stop_at = time.monotonic() + ROUND_S
    for _ in range(limit):
        message = _claim(now or timezone.now()) if time.monotonic() < stop_at else None
        if message is None:
            break
        sent += _try(message, now)
    return sent


def retry(message_id: int) -> bool:
    """Sends a message again that was given up, with all its tries; whether there was one to send.

    Works in or outside a transaction. The caller answers for the right to do so.
    """
    dead = Message.objects.dead().filter(pk=message_id)
    changed = dead.update(dead_at=None, claimed_at=None, attempts=0, last_error="", due_at=timezone.now())
    return changed == 1


def _claim(now: datetime) -> Message | None:
    """Takes the row that has been due the longest and that nobody else holds, until the end of the lease."""
    with transaction.atomic(durable=True):
        due = Message.objects.due(now).select_related("recipient").order_by("due_at", "id")
        message = due.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
        if message is None:
            return None
        message.attempts += 1
        message.claimed_at = now
        message.due_at = now + LEASE
        message.save(update_fields=["attempts", "claimed_at", "due_at"])
        return message


def _try(message: Message, now: datetime | None) -> bool:
    if message.attempts > TRIES:  # its worker was lost during the last try
        _set_back(message, "WorkerLost", now or timezone.now())
        return False
    try:
        rendered = render(message)
        if rendered is not None:
            CHANNELS[message.channel](message, rendered)
    except Exception as error:  # the outermost loop of a worker: one bad message must not stop the rest
        _set_back(message, _without_words(error), now or timezone.now())
        return False
    at = now or timezone.now()
    if rendered is None:
        _finish(message, dropped_at=at)
        return False
    _finish(message, sent_at=at, last_error="")
    return True


def _set_back(message: Message, reason: str, at: datetime) -> None:
    """Waits for the next try, or gives up."""
    if message.attempts < TRIES:
        _finish(message, due_at=at + PAUSES[message.attempts - 1], claimed_at=None, last_error=reason)
        log.warning("message %s was not sent, try %s of %s: %s", message.pk, message.attempts, TRIES, reason)
        return
    _finish(message, dead_at=at, last_error=reason)
    dead = Message.objects.dead().count()
    log.error("message %s was given up after %s tries: %s; %s given up in all", message.pk, TRIES, reason, dead)


def _finish(message: Message, **columns: object) -> None:
    """Writes down how a try ended, unless the lease ran out and another worker has the row."""
    mine = Message.objects.waiting().filter(pk=message.pk, claimed_at=message.claimed_at)
    if not mine.update(**columns):
        log.warning("message %s was taken over by another worker", message.pk)


def _without_words(error: Exception) -> str:
    """The kind of the error and where it came up; its own words may quote the message."""
    code = getattr(error, "smtp_code", "")
    frame = traceback.extract_tb(error.__traceback__)[-1]
    path = Path(frame.filename)
    return f"{type(error).__name__} {code} {path.parent.name}/{path.name}:{frame.lineno}".replace("  ", " ")[:120]
