"""The hash chain of a subject's events: a changed, removed or inserted row can be found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import groupby

from django.db import connection, transaction

START = "0" * 64


def digest_of(event, before: str) -> str:
    """The event's digest over everything it says and the digest of the event before it."""
    said = [
        before,
        event.seq,
        event.subject_type,
        event.subject_id,
        event.step,
        event.source,
        event.target,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.via,
        event.user_id,
        event.acting_person_id,
        event.organisation_id,
        event.role,
        event.role_label,
        event.deputy_for_id,
        event.audience,
        event.changed,
        event.cause,
        event.imported,
    ]
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def text_digest(body: str, salt: str) -> str:
    """What an event says of words: salted, so that a short text cannot be guessed from the digest."""
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()


@dataclass(frozen=True)
class Fault:
    """Where a history does not hold: the ticket's number, the event's place and what is wrong."""

    subject: str
    seq: int
    what: str


def faults_in(subject: str, events, *, last_seq: int, last_digest: str) -> list[Fault]:
    """What is wrong with `events` (in order), given the head that the subject itself remembers."""
    found, before, expected = [], START, 1
    for event in events:
        if event.seq > last_seq or event.seq < expected:
            found.append(Fault(subject, event.seq, "inserted"))
            continue
        if event.seq > expected:
            found.append(Fault(subject, expected, "missing"))
            expected = event.seq
        elif digest_of(event, before) != event.digest:
            found.append(Fault(subject, event.seq, "changed"))
        before, expected = event.digest, expected + 1
    if expected - 1 != last_seq or before != last_digest:
        found.append(Fault(subject, last_seq, "end of history does not match the ticket"))
    return found


@dataclass(frozen=True)
class Head:
    """What a subject itself remembers of its history."""

    pk: int
    label: str
    last_seq: int
    last_digest: str


@dataclass(frozen=True)
class Chains:
    """One kind of subject that keeps a chain of events. Every app that has one registers it when it is ready.

    `heads(after, limit)` gives subjects by rising pk; `events(pks)` their events by subject and place, each with
    `root_id`; `words(pks, events)` says what is wrong with the texts that these events name; `strays()` gives
    (subject, place) of events that belong to no subject.
    """

    name: str
    count: Callable[[], int]
    heads: Callable[[int, int], Sequence[Head]]
    events: Callable[[Sequence[int]], Iterable]
    words: Callable[[Sequence[Head], Sequence], Iterable[Fault]]
    strays: Callable[[], Iterable[tuple[str, int]]]


CHAINS: dict[str, Chains] = {}


def register(chains: Chains) -> None:
    CHAINS[chains.name] = chains


def verify(chains: Chains, *, after: int = 0, batch: int = 500) -> Iterator[tuple[int, int, list[Fault]]]:
    """Go through every history, `batch` subjects at a time: gives (last pk, how many, faults) for each batch.

    Each batch is read in a transaction of its own that sees one instant, so that work may go on meanwhile;
    must not be called inside another one. Faults of events without a subject come last, with no subjects.
    """
    while True:
        with transaction.atomic(durable=True):
            _see_one_instant()
            heads = chains.heads(after, batch)
            if not heads:
                break
            events = list(chains.events([head.pk for head in heads]))
        found = _faults_of(heads, events) + list(chains.words(heads, events))
        after = heads[-1].pk
        yield after, len(heads), found
    strays = [Fault(subject, seq, "belongs to no subject") for subject, seq in chains.strays()]
    if strays:
        yield after, 0, strays


def _see_one_instant() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")


def _faults_of(heads: Sequence[Head], events: Sequence) -> list[Fault]:
    by_root = {pk: list(rows) for pk, rows in groupby(events, key=lambda event: event.root_id)}
    return [
        fault
        for head in heads
        for fault in faults_in(
            head.label, by_root.get(head.pk, ()), last_seq=head.last_seq, last_digest=head.last_digest
        )
    ]
