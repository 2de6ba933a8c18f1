"""A ticket that is told about afterwards: the subject that `engine.record.record_history` writes."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from engine.history import text_digest
from engine.inputs import INPUTS
from engine.models import AbstractEvent
from engine.record import HistoryRow
from regions import directory
from tickets import codes
from tickets.importer.copying import copy_rows
from tickets.models import Event, LedgerRow, TextVersion
from tickets.models.number import next_number
from tickets.models.writing import CUSTOMER_COLUMNS, WORDED_COLUMNS, plain

# Columns that only say how a row is kept, or repeat what the event says itself.
UNTOLD = frozenset({"source_key", "created_at", "updated_at"})


class HistoricTicket:
    """One case of a log, on its way to become a ticket with `historic` set.

    `workflow` is the process's class, `source_key` the case's name in the log (unique), `origin` the owning
    organisation.
    """

    table = "tickets_ticket"

    def __init__(self, workflow, *, source_key: str, origin):
        self.workflow = workflow
        self.source_key = source_key
        self.origin = origin
        self._told: dict[str, Any] = {}
        self._base: dict[str, Any] = {}
        self._texts: list[TextVersion] = []

    def begin(self, rows: Sequence[HistoryRow]) -> None:
        """The number is the next of the year (UTC) in which the case began; the series is locked until commit."""
        setting = directory.setting(self.workflow.slug)
        if setting is None:
            raise LookupError(f"the collaboration has no settings for the process {self.workflow.slug}")
        began = rows[0].at
        self._base = {
            "process": self.workflow.slug,
            "number": next_number(setting.prefix, began.year),
            "origin_id": self.origin.pk,
            "visibility": setting.default_visibility,
            "registered_at": began,
            "historic": True,
        }

    def event(self, row: HistoryRow, seq: int) -> Event:
        now = {**self._base, **row.columns}
        changed = {
            key: (self._told.get(key), value)
            for key, value in now.items()
            if value != self._told.get(key) and (seq > 1 or value not in (None, "", [], False, 0))
        }
        self._told = now
        # As in a step: the vendor reads what happened from the time that the ticket was with it.
        audience = codes.Audience.ALL if now.get("vendor_since") else codes.Audience.CUSTOMER
        said = {
            key.removesuffix("_id"): {"old": plain(old), "new": plain(new), "for": _reader_of(key)}
            for key, (old, new) in changed.items()
            if key not in WORDED_COLUMNS | UNTOLD
        }
        for name, body in row.words.items():
            text = self._text(name, body, seq, audience, now["holder_id"])
            said[name] = {"text": text.digest, "for": text.audience}
        return Event(
            subject_type="ticket", subject_id=0, organisation_id=now["holder_id"], audience=audience, changed=said
        )

    def _text(self, name: str, body: str, seq: int, audience: str, organisation_id) -> TextVersion:
        salt = secrets.token_hex(16)
        declared = INPUTS[name].audience
        text = TextVersion(
            event_seq=seq,
            field=name,
            body=body,
            salt=salt,
            digest=text_digest(body, salt),
            audience=audience if declared == "event" else declared,
            organisation_id=organisation_id,
        )
        self._texts.append(text)
        return text

    def store(self, rows: Sequence[HistoryRow], events: Sequence[AbstractEvent]) -> None:
        last = rows[-1]
        ticket = self.workflow(
            **self._base,
            **last.columns,
            state=last.state,
            source_key=self.source_key,
            created_at=rows[0].at,
            updated_at=last.at,
            version=len(rows),
            event_seq=len(events),
            event_digest=events[-1].digest,
        )
        ticket.save(force_insert=True)
        for row in (*events, *self._texts):
            row.ticket_id = ticket.pk
        ledger = [
            LedgerRow(ticket_id=ticket.pk, organisation_id=holder, hold=hold, span=DateTimeTZRange(since, until))
            for holder, hold, since, until in tiles(rows)
        ]
        for model, made in ((TextVersion, self._texts), (Event, events), (LedgerRow, ledger)):
            copy_rows(model, made)


def _reader_of(column: str) -> str:
    return codes.Audience.CUSTOMER if column in CUSTOMER_COLUMNS else codes.Audience.ALL


def tiles(rows: Sequence[HistoryRow]) -> Iterator[tuple[int, str, datetime, datetime | None]]:
    """(holder, hold, from, to) from the first row to the close, or to None (open); what took no time is left out."""
    closed_at = rows[-1].columns.get("closed_at")
    since, facts = rows[0].at, _facts(rows[0])
    for row in rows[1:]:
        if _facts(row) != facts:
            if row.at > since:
                yield *facts, since, row.at
            since, facts = row.at, _facts(row)
    if closed_at is None or closed_at > since:
        yield *facts, since, closed_at


def _facts(row: HistoryRow) -> tuple[int, str]:
    return row.columns["holder_id"], row.columns["hold"]
