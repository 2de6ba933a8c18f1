"""Many new rows at once by COPY: several times less work than INSERT for the tables that a history fills."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(model, rows: Sequence) -> None:
    """Insert unsaved `rows` of `model`; the rows do not learn their keys. Triggers and constraints hold as always.

    Needs a transaction.
    """
    if not rows:
        return
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    names = [field.attname for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    lines = "".join("\t".join([as_copied(getattr(row, name)) for name in names]) + "\n" for row in rows)
    with connection.cursor() as cursor:
        cursor.copy_expert(f'copy "{model._meta.db_table}" ({columns}) from stdin', io.StringIO(lines))


def as_copied(value: object) -> str:
    """A value as COPY's text format has it."""
    if value is None:
        return NULL
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, DateTimeTZRange):
        return f"[{_end(value.lower)},{_end(value.upper)})"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    return str(value)


def _end(at: datetime | None) -> str:
    return at.isoformat() if at else ""
