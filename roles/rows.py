"""Storing rows as they are: one statement for the new rows of a table, one for the changed ones.

What `bulk_create` and `bulk_update` do, without what they cost a single row: every step writes a handful of tables.
Needs the caller's transaction. Sends no signals; defaults that only the database knows are not for these models.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import JSONField


def insert(rows, *, leave_known: bool = False) -> None:
    """Store new rows of one model; those without a key get theirs. All have a key, or none.

    With `leave_known` a row that the table has already is left out, and no keys are given.
    """
    if not rows:
        return
    model, has_key = type(rows[0]), rows[0].pk is not None
    fields, prefix, line = _insertion(model, has_key)
    values = _values(rows, fields)
    gives_keys = not has_key and not leave_known
    statement = prefix + ", ".join([line] * len(rows)) + (" on conflict do nothing" if leave_known else "")
    with connection.cursor() as cursor:
        cursor.execute(statement + (f" returning {_quoted(model._meta.pk)}" if gives_keys else ""), values)
        keys = cursor.fetchall() if gives_keys else ()
    for row, (key,) in zip(rows, keys, strict=False):
        row.pk = key
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def update(rows, names) -> None:
    """Store the named fields of `rows` (of one model) as they are, in one statement."""
    meta = rows[0]._meta
    fields = [meta.pk, *(meta.get_field(name) for name in sorted(names))]
    columns = [_quoted(field) for field in fields]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
    first = "(" + ", ".join(f"%s::{_cast(field)}" for field in fields) + ")"
    others = ["(" + ", ".join(["%s"] * len(fields)) + ")"] * (len(rows) - 1)
    setting = ", ".join(f"{column} = given.{column}" for column in columns[1:])
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {meta.db_table} as kept set {setting}"  # noqa: S608 names of the model's own columns
            f" from (values {', '.join([first, *others])}) as given ({', '.join(columns)})"
            f" where kept.{columns[0]} = given.{columns[0]}",
            values,
        )


# Types that the driver writes as they are; a document's text is no document yet.
_PLAIN = frozenset({int, str, bool, type(None), datetime})


def _values(rows, fields) -> list:
    database, found = connections[DEFAULT_DB_ALIAS], []
    is_document = [isinstance(field, JSONField) for field in fields]
    for row in rows:
        for field, needs_form in zip(fields, is_document, strict=True):
            value = _to_store(row, field)
            is_ready = type(value) in _PLAIN and not needs_form
            found.append(value if is_ready else field.get_db_prep_save(value, database))
    return found


@cache
def _insertion(model, has_key: bool) -> tuple[list, str, str]:
    """The fields to store, the statement up to its values, and the place-holders of one row."""
    fields = [one for one in model._meta.concrete_fields if has_key or not one.primary_key]
    table, columns = connection.ops.quote_name(model._meta.db_table), ", ".join(_quoted(field) for field in fields)
    line = "(" + ", ".join(["%s"] * len(fields)) + ")"
    return fields, f"insert into {table} ({columns}) values ", line  # noqa: S608 names of the model's own columns


def _to_store(row, field):
    """The value of a new row; a related row that got its key after it was set is named by that key."""
    value = field.pre_save(row, True)
    if value is None and field.is_relation and field.is_cached(row):
        value = getattr(field.get_cached_value(row), "pk", None)
        setattr(row, field.attname, value)
    return value


def _quoted(field) -> str:
    return connection.ops.quote_name(field.column)


def _cast(field) -> str:
    kind = field.rel_db_type(connection) if field.primary_key else field.db_type(connection)
    return re.sub(r"\(.*\)", "", kind)
