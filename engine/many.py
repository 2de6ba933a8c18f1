"""One step on many subjects of one model in one transaction: the batch form of `perform`.

Every subject is judged and moved by the code of `engine.perform` and written by the same `write`, which takes one
subject or many; so a step has the same result whichever way it was taken. A batch locks in one query, skipping
what somebody else is writing, and writes one statement a table.

One by one, each in a transaction of its own, go: subjects that are part of another (a regional leg: two of one
ticket share its history), steps with a follow-up (`then`) or with parts that move along, since those lock and write
more than the subject, and every subject of a batch that raised, so that the one that cannot be stored is found.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db import OperationalError, transaction

from engine.errors import EngineError
from engine.perform import judged, moved

log = logging.getLogger(__name__)

MOST = 500


class Claims(Protocol):
    """What a batch asks of its caller in its transaction, while the subjects are locked."""

    def claim(self, subjects: Sequence) -> Mapping[int, dict]:
        """Those subjects, by pk, that are still to be taken, with what `judged` is told beside (cause, notes)."""

    def settle(self, taken: Iterable[int], refused: Mapping[int, EngineError]) -> None:
        """The step is taken on these, by pk, and was refused on those."""


@dataclass
class Outcome:
    """What became of each subject, by pk. Whichever is nowhere was not claimed."""

    events: dict[int, Any] = field(default_factory=dict)
    refused: dict[int, EngineError] = field(default_factory=dict)  # under its lock; `settle` was told
    faults: dict[int, Exception] = field(default_factory=dict)  # is not there, or cannot be carried out
    busy: set[int] = field(default_factory=set)  # somebody else is writing it

    def add(self, other: Outcome) -> None:
        self.events |= other.events
        self.refused |= other.refused
        self.faults |= other.faults
        self.busy |= other.busy


@dataclass(frozen=True)
class _Job:
    model: Any
    name: str
    how: dict
    claims: Claims | None

    @property
    def goes_together(self) -> bool:
        return hasattr(self.model, "lock_many")


class _Alone(Exception):
    """These cannot be taken with others; nothing of the batch is written."""

    def __init__(self, pks: set[int]):
        self.pks = pks
        super().__init__()


def perform_many(
    model, pks: Sequence[int], name: str, *, actor, via: str, at: datetime | None = None, claims: Claims | None = None
) -> Outcome:
    """Take step `name` on at most `MOST` subjects, in the order of `pks`, without waiting for any.

    Opens its transactions, and raises nothing that concerns a single subject: that is in the outcome. `at` (UTC) is
    the instant of all, now when left out. Without `claims` every subject is taken.
    """
    if len(pks) > MOST:
        raise ValueError(f"at most {MOST} at once")
    job = _Job(model, name, {"actor": actor, "via": via, "at": at}, claims)
    outcome, alone = Outcome(), list(pks)
    if job.goes_together and len(pks) > 1:
        alone = _together(job, list(pks), outcome)
    for pk in alone:
        _by_itself(job, pk, outcome)
    return outcome


def _together(job: _Job, pks: list[int], outcome: Outcome) -> list[int]:
    """Take the step on as many as go together; returns those that must be taken one by one."""
    alone: list[int] = []
    try:
        try:
            outcome.add(_transaction(job, pks))
        except _Alone as found:
            alone = [pk for pk in pks if pk in found.pks]
            outcome.add(_transaction(job, [pk for pk in pks if pk not in found.pks]))
    except Exception as error:  # whichever subject it was: each is taken alone, and then it stands alone with it
        log.warning("%s on %s subjects is repeated one by one: %s", job.name, len(pks), type(error).__name__)
        return pks
    return alone


def _by_itself(job: _Job, pk: int, outcome: Outcome) -> None:
    try:
        outcome.add(_transaction(job, [pk]))
    except OperationalError:
        outcome.busy.add(pk)  # locked for longer than the lock time-out
    except Exception as error:  # the outermost loop of a worker: one bad subject must not stop the rest
        outcome.faults[pk] = error


def _transaction(job: _Job, pks: list[int]) -> Outcome:
    if not pks:
        return Outcome()
    with transaction.atomic(durable=True):
        outcome, subjects = _locked(job, pks)
        claimed = job.claims.claim(subjects) if job.claims else {one.pk: {} for one in subjects}
        contexts: list = []
        shared: dict = {"contexts": contexts}  # whoever takes the step first sees who takes it with it
        for one in subjects:
            if one.pk not in claimed:
                continue
            try:
                contexts.append(judged(one, job.name, **job.how, **claimed[one.pk], shared=shared))
            except EngineError as error:  # asked only: nothing is written yet
                outcome.refused[one.pk] = error
        outcome.events = _written(contexts, is_one=len(pks) == 1)
        if job.claims:
            job.claims.settle(outcome.events, outcome.refused)
    return outcome


def _locked(job: _Job, pks: list[int]) -> tuple[Outcome, list]:
    """The subjects in the order of `pks`; the outcome knows which are busy and which are not there."""
    if not job.goes_together:
        return Outcome(), [job.model.lock(pk, job.how["actor"]) for pk in pks]
    found = {one.pk: one for one in job.model.lock_many(pks, job.how["actor"])}
    missing = [pk for pk in pks if pk not in found]
    outcome = Outcome()
    if missing:
        there = job.model.objects.visible_to(job.how["actor"]).filter(pk__in=missing)
        outcome.busy = set(there.values_list("pk", flat=True))
        outcome.faults = {pk: job.model.DoesNotExist() for pk in missing if pk not in outcome.busy}
    return outcome, [found[pk] for pk in pks if pk in found]


def _written(contexts: list, *, is_one: bool) -> dict[int, Any]:
    """Carry the steps out; gives the events by subject."""
    if not contexts:
        return {}
    taken = [(context.subject, [context], moved(context)) for context in contexts]
    alone = {context.subject.pk for context in contexts if context.then or context.parts}
    if alone and not is_one:
        raise _Alone(alone)
    events = type(contexts[0].subject).write_many(taken)
    return {context.subject.pk: event for context, event in zip(contexts, events, strict=True)}
