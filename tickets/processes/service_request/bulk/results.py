"""What became of rows, as it is given: a file or a list with a line for each, or numbers with one result for all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from engine.errors import Reason
from engine.validate import Unusable
from tickets.processes.service_request.bulk import figures, reading_files
from tickets.processes.service_request.bulk.cells import folded
from tickets.processes.service_request.bulk.codes import RowReason, RowState
from tickets.processes.service_request.bulk.rows import RESULTS, Given, fault

COLUMNS = {"row": ("row", "rad", "nr", "number", "nummer"), "result": ("result", "resultat")}
COLUMNS |= {"reason": ("reason", "orsak", "skäl")}
WORDS = {
    RowState.DELIVERED: ("delivered", "levererad", "levererat", "ok", "klar"),
    RowState.FAILED: ("failed", "misslyckad", "misslyckades", "fel"),
}
ALL = frozenset({"all", "alla", "*"})
SPAN = re.compile(r"([0-9]{1,4})(?:[-–]([0-9]{1,4}))?")  # no order has more rows


@dataclass(frozen=True)
class Results:
    """The state and the reason of each row, by its number. No words of people's own are among them."""

    rows: dict[int, tuple[str, str]] = field(default_factory=dict)
    possible: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows)


def results_of(value) -> Results:
    """Raises Unusable with every line that cannot be read."""
    given = _given(value)
    found: dict[int, tuple[str, str]] = {}
    broken: list[Reason] = []
    for place, row in enumerate(given.rows, start=1):
        number, settled, faults = _read(given, place, row)
        if not faults and number in found:
            faults = [_wrong(given, place, "row", "twice", _("The row stands twice. Remove one of the lines."))]
        broken += faults
        if not faults:
            found[number] = settled
    if broken:
        raise Unusable.of(broken)
    if not found:
        raise Unusable("no_rows", _("There are no results in it. Write a row, a result and, if it failed, a reason."))
    return Results(found)


def _given(value) -> Given:
    most = figures.rows_most()
    if not hasattr(value, "read"):
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value) or len(value) > most:
            raise Unusable("not_rows", _("Send the results as a list of objects, or as a file."))
        return Given([{str(name): str(cell) for name, cell in one.items() if cell is not None} for one in value])
    lines = reading_files.lines_of(value, most=most)
    headings = [_column(cell) for cell in lines[0][1]] if lines else []
    if not {"row", "result"} <= set(headings):
        raise Unusable("wrong_columns", _("The first line must name the columns row, result and reason."))
    rows = [dict(zip(headings, cells, strict=False)) for _line, cells in lines[1:]]
    return Given(rows, [line for line, _cells in lines[1:]])


def _column(heading: str) -> str:
    said = folded(heading)
    return next((name for name, words in COLUMNS.items() if said in words), said)


def _read(given: Given, place: int, row: dict) -> tuple[int, tuple[str, str], list[Reason]]:
    number, said = str(row.get("row", "")).strip(), folded(row.get("result", ""))
    why, faults = str(row.get("reason", "")).strip(), []
    if not number.isascii() or not number.isdecimal() or len(number) > 5 or int(number) < 1:
        faults.append(_wrong(given, place, "row", "not_a_number", _("Write the number of the row in the order.")))
    state = next((state for state, words in WORDS.items() if said in (*words, folded(state.label))), None)
    if state is None:
        faults.append(_wrong(given, place, "result", "not_a_choice", _("Write “delivered” or “failed”.")))
    reason = _reason_of(why)
    if state == RowState.FAILED and not reason:
        listed = ", ".join(str(one.label) for one in RowReason)
        text = _("Say why it failed, one of: %(choices)s.") % {"choices": listed}
        faults.append(_wrong(given, place, "reason", "required", text))
    if faults:
        return 0, ("", ""), faults
    return int(number), (state.value, reason if state == RowState.FAILED else ""), []


def _reason_of(words: str) -> str:
    return next((one.value for one in RowReason if folded(words) in (one.value, folded(one.label))), "")


def _wrong(given: Given, place: int, column: str, code: str, text) -> Reason:
    labels = {"row": pgettext("column", "row"), "result": pgettext("column", "result")}
    label = labels.get(column) or pgettext("column", "reason")
    return fault(RESULTS, given, place, column=column, label=label, code=code, text=text)


def numbers_in(text: str, waiting: Iterable[int]) -> list[int]:
    """The rows that “1-480, 483” names, or all that are `waiting`. Raises Unusable for anything else."""
    if folded(text) in ALL:
        return sorted(waiting)
    found: set[int] = set()
    for part in re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", text.strip())):
        if not part:
            continue
        span = SPAN.fullmatch(part)
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (0, 0)
        if not 1 <= first <= last:
            raise Unusable("not_rows", _("Write numbers of rows, for example 1-480, 483."))
        found |= set(range(first, last + 1))
    return sorted(found)


def spans(numbers: Iterable[int]) -> str:
    """Numbers as people write them: “1-480, 483”."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in found)
