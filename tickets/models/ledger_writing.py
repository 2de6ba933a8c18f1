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

    Needs the transaction of the changes; one statement. The row that ends and the row that begins share the instant.
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
    _write(ended, [row for row in begun if row[-1] is None or row[-1] > row[-2]])


def _facts(ticket) -> tuple:
    return ticket.holder_id, ticket.hold, ticket.supplier_id


def _facts_of(was: dict) -> tuple:
    return was.get("holder_id"), was.get("hold"), was.get("supplier_id")


def _row(ticket, since: datetime, until: datetime | None = None, *, hold: str | None = None) -> tuple:
    hold = ticket.hold if hold is None else hold
    return ticket.pk, ticket.holder_id, hold, ticket.supplier_id if hold else None, since, until


def _write(ended, begun) -> None:
    """End the open rows of (ticket, instant), then insert (organisation, hold, ...) rows; one statement.

    One that began at the same instant as it ends is taken away, not left empty. The rows that begin wait for those
    that end: the database refuses two open ones.
    """
    if not ended and not begun:
        return
    closing = (
        f"with given (ticket, at) as (values {_places('(%s::bigint, %s::timestamptz)', ended)}),"  # noqa: S608 placeholders only
        " open as (select id, lower(span) as since, given.at from tickets_ledgerrow"
        " join given on ticket = ticket_id where upper_inf(span)),"
        " gone as (delete from tickets_ledgerrow r using open where r.id = open.id and open.since >= open.at"
        " returning 1),"
        " ended as (update tickets_ledgerrow r set span = tstzrange(open.since, open.at) from open"
        " where r.id = open.id and open.since < open.at returning 1)"
    )
    waited = "(select count(*) from gone) + (select count(*) from ended)"
    row = "(%s::bigint, %s::bigint, %s::text, %s::bigint, tstzrange(%s, %s))"
    opening = (
        "insert into tickets_ledgerrow (ticket_id, organisation_id, hold, supplier_id, span)"  # noqa: S608 placeholders only
        f" select * from (values {_places(row, begun)}) as begun"
    )
    if not begun:
        sql = f"{closing} select {waited}"
    else:
        sql = f"{closing} {opening} where {waited} >= 0" if ended else opening
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for one in (*ended, *begun) for value in one])


def _places(row: str, rows) -> str:
    return ", ".join([row] * len(rows))
