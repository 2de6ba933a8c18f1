"""Keeping the time ledger in step with holder, hold and close; one function for every door, import included."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

# Why time between a close and its undo is in the ledger: the ticket was closed as a duplicate then.
CLOSED_AS_DUPLICATE = "duplicate"


def follow(ticket, before: dict | None, at: datetime) -> None:
    """Write the ledger's rows for the change from `before` (columns, None at birth) to the ticket as it is now.

    Needs the transaction of the change. The row that ends and the row that begins share the instant `at`.
    """
    if ticket.registered_at is None:
        return
    was = before or {}
    if was.get("registered_at") is None:
        _open(ticket, at)
    elif was.get("closed_at") is not None and ticket.closed_at is None:
        _insert(ticket, was["closed_at"], at, hold=CLOSED_AS_DUPLICATE)
        _open(ticket, at)
    elif was.get("closed_at") is None and ticket.closed_at is not None:
        _close(ticket, at)
    elif ticket.closed_at is None and _facts(ticket) != (was.get("holder_id"), was.get("hold"), was.get("supplier_id")):
        _close(ticket, at)
        _open(ticket, at)


def _facts(ticket) -> tuple:
    return ticket.holder_id, ticket.hold, ticket.supplier_id


def _close(ticket, at: datetime) -> None:
    """End the open row at `at`; a row that began at the same instant is taken away instead of left empty."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with open as (select id, lower(span) as since from tickets_ledgerrow"
            " where ticket_id = %s and upper_inf(span)),"
            " gone as (delete from tickets_ledgerrow r using open where r.id = open.id and open.since >= %s)"
            " update tickets_ledgerrow r set span = tstzrange(open.since, %s) from open"
            " where r.id = open.id and open.since < %s",
            [ticket.pk, at, at, at],
        )


def _open(ticket, at: datetime) -> None:
    _insert(ticket, at, None, hold=ticket.hold)


def _insert(ticket, since: datetime, until: datetime | None, *, hold: str) -> None:
    if until is not None and until <= since:
        return  # closed and opened in the same instant: no time to account for
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into tickets_ledgerrow (ticket_id, organisation_id, hold, supplier_id, span)"
            " values (%s, %s, %s, %s, tstzrange(%s, %s))",
            [ticket.pk, ticket.holder_id, hold, ticket.supplier_id if hold else None, since, until],
        )
