"""Statements of every request that PostgreSQL plans once a connection, and not at every call.

Planning one costs it up to five times what answering does (docs/decisions/kept-queries.md). It is for statements
whose best plan is the same whatever is asked for: rows found by their key. A list, whose plan hangs on how many rows
a filter keeps, is planned at every call.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection

MOST = 300  # statements a connection keeps; more would be a text that is not constant
_kept: WeakKeyDictionary = WeakKeyDictionary()  # connection of the driver -> {text: name}


def planned(sql: str, values: list) -> tuple[str, list]:
    """What to execute instead of `sql` with `values`: a call of its kept plan, or the two themselves.

    `sql` is constant text with `%s` for each value, of types that PostgreSQL can tell from their place. Names every
    column: a plan of `*` fails once a column is added. Raises what the database says of a text it cannot plan.
    """
    if not settings.DATABASE_KEEPS_PLANS:
        return sql, values
    connection.ensure_connection()
    names = _kept.setdefault(connection.connection, {})
    if sql not in names:
        if len(names) >= MOST:
            return sql, values
        _plan(f"planned_{len(names)}", sql, len(values))
        names[sql] = f"planned_{len(names)}"
    return f"execute {names[sql]}({', '.join(['%s'] * len(values))})" if values else f"execute {names[sql]}", values


def _plan(name: str, sql: str, count: int) -> None:
    """By the driver itself: it is no question of the request's, so nobody counts or logs it as one."""
    text = sql % tuple(f"${number}" for number in range(1, count + 1))
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(f"prepare {name} as {text}")
