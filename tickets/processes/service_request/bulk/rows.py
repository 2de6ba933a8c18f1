"""A table as it was given: its rows under the names of their columns, and where each stood in the file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from engine.errors import Reason

INPUT = "bulk_rows"
RESULTS = "bulk_results"
GIVEN = "rows_given"  # among what the step shares: rows came, whether or not they could be taken


@dataclass(frozen=True)
class Table:
    """Rows that fit. `possible` are kinds of personal numbers that they may hold: the writer must state they do not."""

    rows: list[dict]
    possible: tuple[str, ...] = ()


@dataclass(frozen=True)
class Given:
    """Rows before they are judged: by name of column, as written; `lines` says where in the file each stood."""

    rows: list[dict]
    lines: list[int] = field(default_factory=list)  # none: they were no file

    def place(self, number: int) -> str:
        """How row `number` (from 1) is called to people."""
        if self.lines:
            return str(_("Row %(line)d of the file") % {"line": self.lines[number - 1]})
        return str(_("Row %(line)d") % {"line": number})


@dataclass(frozen=True)
class RowFault(Reason):
    """What is wrong in one cell, or in one row. `place` and `column` say where, `fault` what to do."""

    place: str = ""
    column: str = ""
    fault: str = ""


def fault(name: str, given: Given, number: int, *, column: str, label: str, code: str, text) -> RowFault:
    """The reason of one cell of row `number`; `column` is "" for the row as a whole."""
    place, said = given.place(number), str(text)
    words = _("%(place)s, %(column)s: %(fault)s") if label else _("%(place)s: %(fault)s")
    path = ".".join(filter(None, (name, str(number), column)))
    whole = words % {"place": place, "column": label, "fault": said}
    return RowFault(code, whole, path, place=place, column=label, fault=said)


def count(table: Table | None) -> int:
    """How many rows a table has that was given in a step."""
    return len(table.rows) if table is not None else 0


def as_text(table: Table) -> str:
    """The one text that is kept of it."""
    return json.dumps(table.rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def of_text(body: str) -> list[dict] | None:
    """The rows of a kept text; None where it is no longer the table: it was hidden, or a part was removed."""
    try:
        found = json.loads(body)
    except ValueError:
        return None
    is_table = isinstance(found, list) and all(isinstance(one, dict) for one in found)
    return found if is_table else None
