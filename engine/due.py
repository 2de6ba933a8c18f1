"""Firing the steps that have fallen due: each exactly once, late rather than never, one bad row alone."""

from __future__ import annotations

import logging
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from math import inf

from django.apps import apps
from django.db import connection
from django.db.models import Min, Q
from django.utils import timezone

from engine.errors import EngineError, NotPossible
from engine.many import MOST, Outcome, perform_many
from roles.actor import SYSTEM
from sla.models import DueStep

log = logging.getLogger(__name__)

TRIES = 3
LOOK = 5_000  # rows of one look: what one of several workers has locked, another leaves for its next batch
LATE = timedelta(minutes=1)  # from here on the event says when the step was due


def schedule(rows) -> None:
    """Write due rows for (subject, step, reason, at) in one statement; a waiting row of the same name moves.

    Needs a transaction.
    """
    values = as_written(rows)
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


def as_written(rows) -> list[tuple]:
    """(type, id, step, reason, at) of each, the last of one name; for who writes them along with rows of its own."""
    named = {(_type_of(one), one.pk, step, reason): at for one, step, reason, at in rows}
    return [(*name, at) for name, at in named.items()]


def as_named(rows) -> list[tuple]:
    """(type, id, step, reason or None for every reason) of each."""
    return [(_type_of(one), one.pk, step, reason) for one, step, reason in rows]


def call_off(rows) -> None:
    """Remove waiting rows of (subject, step, reason or None for every reason) in one statement. Needs a transaction."""
    ids = defaultdict(set)
    for subject, step, reason in rows:
        ids[(_type_of(subject), step, reason)].add(subject.pk)
    wanted = Q()
    for (kind, step, reason), pks in ids.items():
        one = Q(subject_type=kind, subject_id__in=pks, step=step)
        wanted |= one if reason is None else one & Q(reason=reason)
    if wanted:
        DueStep.objects.filter(wanted, fired_at=None).delete()


def _type_of(subject) -> str:
    return subject._meta.concrete_model._meta.label_lower


def fire(*, limit: int = LOOK, now: datetime | None = None, seconds: float = inf) -> int:
    """Take the steps that are due at `now` (UTC), the oldest `limit`. Safe to run twice, late or in several workers.

    No batch is begun after so many seconds.

    Opens a transaction for each batch of one step on one model. A row whose subject is locked waits for the next
    look; one that raises is tried three times and then set aside, logged and shown by /readyz, unless the step is no
    longer possible: then nothing is left to do. Returns how many were taken.
    """
    now = now or timezone.now()
    rows = list(_waiting(now).order_by("due_at", "pk")[:limit])
    stop_at, taken = time.monotonic() + seconds, 0
    for batch in _batches(rows):
        if time.monotonic() >= stop_at:
            break
        taken += _fire(batch, now)
    return taken


def _waiting(now: datetime):
    return DueStep.objects.filter(fired_at=None, set_aside_at=None, due_at__lte=now)


def _batches(rows: list[DueStep]) -> list[list[DueStep]]:
    """Rows of one step and model, the first of every subject before its second; one that has failed goes alone."""
    turns: Counter = Counter()
    groups = defaultdict(list)
    for row in rows:
        subject = (row.subject_type, row.subject_id)
        groups[(turns[subject], row.subject_type, row.step, row.pk if row.attempts else 0)].append(row)
        turns[subject] += 1
    in_turn = sorted(groups.items(), key=lambda item: item[0][0])
    return [group[start : start + MOST] for _key, group in in_turn for start in range(0, len(group), MOST)]


def _fire(rows: list[DueStep], now: datetime) -> int:
    by_subject = {row.subject_id: row for row in rows}
    outcome = _taken(rows, now)
    for pk, error in outcome.faults.items():
        _set_back(by_subject[pk], error, now)
    return len(outcome.events)


def _taken(rows: list[DueStep], now: datetime) -> Outcome:
    pks = [row.subject_id for row in rows]
    try:
        model = apps.get_model(rows[0].subject_type)
    except LookupError as error:
        return Outcome(faults=dict.fromkeys(pks, error))
    return perform_many(model, pks, rows[0].step, actor=SYSTEM, via="timer", at=now, claims=_Claims(rows, now))


class _Claims:
    """The due rows of one batch. Under its subject's lock nobody else moves, calls off or fires a row."""

    def __init__(self, rows: list[DueStep], now: datetime):
        self.asked, self.now = {row.pk for row in rows}, now
        self.kind = rows[0].subject_type
        self.claimed: dict[int, DueStep] = {}

    def claim(self, subjects) -> dict[int, dict]:
        """Those still waiting, unless an earlier row of the same subject waits, too: a subject's steps keep order."""
        waiting = _waiting(self.now).filter(subject_type=self.kind, subject_id__in=[one.pk for one in subjects])
        waiting = waiting.order_by("due_at", "pk").select_for_update(skip_locked=True, no_key=True)
        self.claimed, has_earlier = {}, set()
        for row in waiting:
            if row.pk in self.asked and row.subject_id not in has_earlier:
                self.claimed[row.subject_id] = row
            if row.attempts == 0:  # one that has failed holds nobody up
                has_earlier.add(row.subject_id)
        self._put_off(subjects)
        return {pk: self._said(row) for pk, row in self.claimed.items()}

    def _put_off(self, subjects) -> None:
        """Let rows wait on that are early: what they are about has gone on since they were written."""
        later_of = getattr(type(subjects[0]), "put_off", None) if self.claimed else None
        if later_of is None:
            return
        claimed = [(one, self.claimed[one.pk]) for one in subjects if one.pk in self.claimed]
        later = later_of(claimed, self.now)
        schedule((one, row.step, row.reason, later[one.pk]) for one, row in claimed if one.pk in later)
        for pk in later:
            del self.claimed[pk]

    def _said(self, row: DueStep) -> dict:
        late = self.now - row.due_at
        notes = {} if late < LATE else {"late": {"due_at": row.due_at.astimezone(UTC).isoformat()}}
        return {"cause": f"due:{row.reason or row.step}", "notes": notes}

    def settle(self, taken, refused) -> None:
        if taken:
            DueStep.objects.filter(pk__in=[self.claimed[pk].pk for pk in taken]).update(fired_at=self.now)
        for pk, error in refused.items():
            _set_back(self.claimed[pk], error, self.now)


def _set_back(row: DueStep, error: Exception, now: datetime) -> None:
    """Count a try that failed, unless the row was fired, called off or moved to another time since it was read."""
    codes = ", ".join(reason.code for reason in error.reasons) if isinstance(error, EngineError) else ""
    said = {"attempts": row.attempts + 1, "last_error": f"{type(error).__name__} {codes}".strip()[:200]}
    if isinstance(error, NotPossible):
        said["fired_at"] = now  # somebody was quicker, or the subject has gone on: nothing left to do
    elif said["attempts"] >= TRIES:
        said["set_aside_at"] = now
    unchanged = DueStep.objects.filter(pk=row.pk, due_at=row.due_at, attempts=row.attempts, fired_at=None)
    if unchanged.update(**said) and "set_aside_at" in said:
        log.error("due step %s set aside after %s tries: %s", row.pk, said["attempts"], said["last_error"])


def waited(now: datetime) -> timedelta | None:
    """How long the oldest row that is due at `now` has waited; None where nothing is due. One query, by an index."""
    oldest = _waiting(now).aggregate(oldest=Min("due_at"))["oldest"]
    return None if oldest is None else now - oldest


def given_up() -> int:
    """How many rows were set aside after all tries: each waits for a person."""
    return DueStep.objects.filter(set_aside_at__isnull=False).count()
