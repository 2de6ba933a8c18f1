"""Firing the steps that have fallen due: each exactly once, late rather than never, one bad row alone."""

from __future__ import annotations

import logging

from django.apps import apps
from django.db import OperationalError, transaction
from django.utils import timezone

from engine.errors import EngineError, NotPossible
from engine.perform import take
from roles.actor import SYSTEM
from sla.models import DueStep

log = logging.getLogger(__name__)

TRIES = 3


def schedule(rows) -> None:
    """Write due rows for (subject, step, reason, at); a waiting row of the same name moves. Needs a transaction."""
    made = [
        DueStep(
            subject_type=one._meta.concrete_model._meta.label_lower,
            subject_id=one.pk,
            step=step,
            reason=reason,
            due_at=at,
        )
        for one, step, reason, at in rows
    ]
    if made:
        call_off([(one, step, reason) for one, step, reason, at in rows])
        DueStep.objects.bulk_create(made)


def call_off(rows) -> None:
    """Remove waiting rows of (subject, step, reason or None for every reason). Needs a transaction."""
    for subject, step, reason in rows:
        waiting = DueStep.objects.filter(
            subject_type=subject._meta.concrete_model._meta.label_lower, subject_id=subject.pk, step=step, fired_at=None
        )
        (waiting if reason is None else waiting.filter(reason=reason)).delete()


def fire(*, limit: int = 500, now=None) -> int:
    """Take every step that is due at `now` (UTC). Safe to run twice, late or in two workers at once.

    Opens one transaction a row. A row whose subject is locked waits for the next round; one that raises is
    tried three times and then set aside, logged and shown by /readyz, unless the step is no longer possible:
    then nothing is left to do. Returns how many were taken.
    """
    waiting = DueStep.objects.filter(fired_at=None, set_aside_at=None, due_at__lte=now or timezone.now())
    fired = 0
    for pk in waiting.order_by("due_at").values_list("pk", flat=True)[:limit]:
        fired += _fire_one(waiting, pk, now)
    return fired


def _fire_one(waiting, pk: int, now=None) -> bool:
    try:
        with transaction.atomic(durable=True):
            found = waiting.filter(pk=pk).first()
            if found is None:
                return False
            subject = apps.get_model(found.subject_type).lock(found.subject_id, SYSTEM)
            # The subject's lock is held: whoever took the row meanwhile, or called it off, has committed.
            row = waiting.filter(pk=pk).first()
            if row is None:
                return False
            row.fired_at = now or timezone.now()
            row.save(update_fields=["fired_at"])
            take(subject, row.step, actor=SYSTEM, via="timer", cause=f"due:{row.reason or row.step}", at=now)
            return True
    except OperationalError:
        return False  # locked for longer than the lock time-out: the next round takes it
    except Exception as error:  # the outermost loop of a worker: one bad row must not stop the rest
        _set_back(pk, error, now)
        return False


def _set_back(pk: int, error: Exception, now) -> None:
    row = DueStep.objects.filter(pk=pk).first()
    if row is None:
        return  # called off meanwhile
    row.attempts += 1
    codes = ", ".join(reason.code for reason in error.reasons) if isinstance(error, EngineError) else ""
    row.last_error = f"{type(error).__name__} {codes}".strip()[:200]
    if isinstance(error, NotPossible):
        row.fired_at = now or timezone.now()  # somebody was quicker, or the subject has gone on: nothing left to do
    elif row.attempts >= TRIES:
        row.set_aside_at = now or timezone.now()
        log.error("due step %s set aside after %s tries: %s", pk, row.attempts, row.last_error)
    row.save(update_fields=["attempts", "last_error", "fired_at", "set_aside_at"])
