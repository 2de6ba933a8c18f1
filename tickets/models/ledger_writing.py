"""Keeping the time ledger in step with holder, hold and close; one function for every door, import included."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

# Why time between a close and its undo is in the ledger: the ticket was closed as a duplicate then.
CLOSED_AS_DUPLICATE = "duplicate"


def follow(ticket, before: dict | None, at: datetime) -> None:
    """As `follow_many`, for one ticket."""
    follow_many([(ticket, before, at)])


def follow_many(moves) -> None:
    """Write the ledgers' rows for changes of (ticket as it is now, its columns before or None at birth, instant).

    Needs the transaction of the changes; one statement to end rows and one to begin them. The row that ends and
    the row that begins share the instant.
    """
    ended, begun = [], []
    for ticket, before, at in moves:
        was = before or {}
        if ticket.registered_at is None:
            continue
        if was.get("registered_at") is None:
            begun.append(_row(ticket, at))
        elif was.get("closed_at") is not None and ticket.closed_at is None:
            begun += [_row(ticket, was["closed_at"], at, hold=CLOSED_AS_DUPLICATE), _row(ticket, at)]
        elif was.get("closed_at") is None and ticket.closed_at is not None:
            ended.append((ticket.pk, at))
        elif ticket.closed_at is None and _facts(ticket) != _facts_of(was):
            ended.append((ticket.pk, at))
            begun.append(_row(ticket, at))
    _end(ended)
    _begin(begun)


def _facts(ticket) -> tuple:
    return ticket.holder_id, ticket.hold, ticket.supplier_id


def _facts_of(was: dict) -> tuple:
    return was.get("holder_id"), was.get("hold"), was.get("supplier_id")


def _row(ticket, since: datetime, until: datetime | None = None, *, hold: str | None = None) -> tuple:
    hold = ticket.hold if hold is None else hold
    return ticket.pk, ticket.holder_id, hold, ticket.supplier_id if hold else None, since, until


def _end(rows) -> None:
    """End the open rows of (ticket, instant); one that began at the same instant is taken away, not left empty."""
    if not rows:
        return
    given = ", ".join(["(%s::bigint, %s::timestamptz)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"with given (ticket, at) as (values {given}),"  # noqa: S608 placeholders only
            " open as (select id, lower(span) as since, given.at from tickets_ledgerrow"
            " join given on ticket = ticket_id where upper_inf(span)),"
            " gone as (delete from tickets_ledgerrow r using open where r.id = open.id and open.since >= open.at)"
            " update tickets_ledgerrow r set span = tstzrange(open.since, open.at) from open"
            " where r.id = open.id and open.since < open.at",
            [value for row in rows for value in row],
        )


def _begin(rows) -> None:
    """Insert rows of (ticket, organisation, hold, supplier, since, until); one without any time is left out."""
    rows = [row for row in rows if row[-1] is None or row[-1] > row[-2]]
    if not rows:
        return
    given = ", ".join(["(%s, %s, %s, %s, tstzrange(%s, %s))"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into tickets_ledgerrow (ticket_id, organisation_id, hold, supplier_id, span) values {given}",  # noqa: S608
            [value for row in rows for value in row],
        )
