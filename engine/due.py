"""Firing the steps that have fallen due: each exactly once, late rather than never, one bad row alone."""

from __future__ import annotations

import logging

from django.apps import apps
from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from engine.errors import EngineError, NotPossible
from engine.perform import take
from roles.actor import SYSTEM
from sla.models import DueStep

log = logging.getLogger(__name__)

TRIES = 3


def schedule(rows) -> None:
    """Write due rows for (subject, step, reason, at) in one statement; a waiting row of the same name moves.

    Needs a transaction.
    """
    named = {(_type_of(one), one.pk, step, reason): at for one, step, reason, at in rows}
    values = [(*name, at) for name, at in named.items()]
    if not values:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into sla_duestep (subject_type, subject_id, step, reason, due_at, attempts, last_error) values "  # noqa: S608 placeholders only
            + ", ".join(["(%s, %s, %s, %s, %s, 0, '')"] * len(values))
            + " on conflict (subject_type, subject_id, step, reason) where fired_at is null do update"
            " set due_at = excluded.due_at, attempts = 0, set_aside_at = null, last_error = ''",
            [value for row in values for value in row],
        )


def call_off(rows) -> None:
    """Remove waiting rows of (subject, step, reason or None for every reason) in one statement. Needs a transaction."""
    wanted = Q()
    for subject, step, reason in rows:
        one = Q(subject_type=_type_of(subject), subject_id=subject.pk, step=step)
        wanted |= one if reason is None else one & Q(reason=reason)
    if wanted:
        DueStep.objects.filter(wanted, fired_at=None).delete()


def _type_of(subject) -> str:
    return subject._meta.concrete_model._meta.label_lower


def fire(*, limit: int = 500, now=None) -> int:
    """Take every step that is due at `now` (UTC). Safe to run twice, late or in two workers at once.

    Opens one transaction a row. A row whose subject is locked waits for the next round; one that raises is
    tried three times and then set aside, logged and shown by /readyz, unless the step is no longer possible:
    then nothing is left to do. Returns how many were taken.
    """
    waiting = DueStep.objects.filter(fired_at=None, set_aside_at=None, due_at__lte=now or timezone.now())
    fired = 0
    for pk in waiting.order_by("due_at", "pk").values_list("pk", flat=True)[:limit]:
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
