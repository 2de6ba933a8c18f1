"""History from elsewhere: the one entry by which an import writes what already happened.

A step decides what may happen; here it has happened. So nothing is asked: no actor, no guard, no message,
no due step. What stays is what makes history trustworthy: order, the hash chain, the mark `imported`, one
transaction a case, and the database guard.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, Protocol

from django.db import connection, transaction

from engine.history import START, digest_of
from engine.models import AbstractEvent

VIA = "import"


@dataclass(frozen=True)
class HistoryRow:
    """One thing that happened, at its own time `at` (aware): the state it led to and the columns as they were then.

    `columns` are by attribute name; only those that differ from the row before become part of the event.
    `words` are texts by field that were new in this row. `cause` says where it comes from, never in free text.
    """

    at: datetime
    step: str
    state: str
    columns: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    cause: str = ""


class HistorySubject(Protocol):
    """What history is told about. It is new: history is never added to a subject that exists."""

    table: str

    def begin(self, rows: Sequence[HistoryRow]) -> None:
        """Take what a new subject needs (a number). Called inside the transaction."""

    def event(self, row: HistoryRow, seq: int) -> AbstractEvent:
        """The row's event with what changed, unsaved; the engine fills in order, time, state and digest."""

    def store(self, rows: Sequence[HistoryRow], events: Sequence[AbstractEvent]) -> None:
        """Insert the subject as it is after the last row, its events, words and ledger."""


def record_history(subject: HistorySubject, rows: Sequence[HistoryRow]) -> Sequence[AbstractEvent]:
    """Write the whole history of one new subject; returns its events.

    Opens the transaction: all of the history is written, or nothing. Raises ValueError for no rows or rows
    out of order, and IntegrityError when the subject is there already.
    """
    _must_be_in_order(rows)
    with transaction.atomic(durable=True):
        subject.begin(rows)
        events = _chained(subject, rows)
        _let_through(subject.table)
        subject.store(rows, events)
    return events


def _must_be_in_order(rows: Sequence[HistoryRow]) -> None:
    if not rows:
        raise ValueError("a history needs at least one row")
    if any(later.at < earlier.at for earlier, later in pairwise(rows)):
        raise ValueError("a history must be in order of time")


def _chained(subject: HistorySubject, rows: Sequence[HistoryRow]) -> list[AbstractEvent]:
    events: list[AbstractEvent] = []
    source, digest = "", START
    for seq, row in enumerate(rows, start=1):
        event = subject.event(row, seq)
        event.seq, event.at, event.step, event.cause = seq, row.at, row.step, row.cause
        event.source, event.target = source, row.state
        event.via, event.imported = VIA, True
        event.digest = digest = digest_of(event, digest)
        source = row.state
        events.append(event)
    return events


def _let_through(table: str) -> None:
    """Tell the database guard that this transaction brings one new row of `table` about, and changes no other."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('engine.subject', %s, true)", [f"{table}:new"])
