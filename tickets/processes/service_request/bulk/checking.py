"""Rows against the form of the item: every broken cell at once, with its row, its column and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from engine.errors import Reason
from engine.personal_data import certain, detect_identifiers, kind_names, possible
from engine.personal_data.context import speaks_of_a_person
from engine.validate import Unusable
from tickets.processes.service_request.bulk import figures, reading_files
from tickets.processes.service_request.bulk.cells import answer_in, columns_by_heading, folded
from tickets.processes.service_request.bulk.rows import INPUT, Given, Table, fault
from tickets.processes.service_request.catalogue import schema
from tickets.processes.service_request.catalogue.questions import questions_of


def table_of(value, version) -> Table:
    """The rows of a file or of a list from a program, fit to be kept. Raises Unusable with every fault there is."""
    given, broken = _given(value, version)
    if not given.rows:
        raise Unusable("no_rows", _("There are no rows. Fill in the template, and upload it."))
    possibles: set[str] = set()
    for number, row in enumerate(given.rows, start=1):
        broken += _faults(given, number, row, version, possibles)
    if broken:
        raise Unusable.of(broken)
    return Table([schema.clean(version, row) for row in given.rows], tuple(sorted(possibles)))


def faults_of_kept(rows: list[dict], version) -> int:
    """How many rows that were kept earlier do not fit this version of the item."""
    return sum(bool(schema.faults(version, row)) for row in rows)


def _given(value, version) -> tuple[Given, list[Reason]]:
    most = figures.rows_most()
    if hasattr(value, "read"):
        return _of_lines(reading_files.lines_of(value, most=most), version)
    if not isinstance(value, list):
        raise Unusable("not_rows", _("Send the rows as a list of objects, or as a file."))
    if len(value) > most:
        text = _("There are more than %(most)d rows. Divide them into several orders.")
        raise Unusable("too_many_rows", text % {"most": most})
    return _of_objects(value, version)


def _of_lines(lines: list[tuple[int, list[str]]], version) -> tuple[Given, list[Reason]]:
    if not lines:
        raise Unusable("no_rows", _("There are no rows. Fill in the template, and upload it."))
    columns = _columns(lines[0][1], version)
    rows, places, broken = [], [], []
    for line, cells in lines[1:]:
        rows.append(_row(columns, cells))
        places.append(line)
    given = Given(rows, places)
    for number, (_line, cells) in enumerate(lines[1:], start=1):
        if any(cells[len(columns) :]):
            text = _("There are more cells than columns. Put text with the delimiter inside quotation marks.")
            broken.append(fault(INPUT, given, number, column="", label="", code="too_many_cells", text=text))
    return given, broken


def _columns(headings: list[str], version) -> list:
    """The question of each column. Raises Unusable with all that is odd."""
    asked = questions_of(version.form)
    known, found, broken = columns_by_heading(asked), [], []
    while headings and not headings[-1]:
        headings = headings[:-1]
    for heading in headings:
        one = known.get(folded(heading))
        if one is None:
            broken.append(_of_heading(_("There is no column “%(column)s” in the template. Remove it."), heading))
        elif one in found:
            broken.append(_of_heading(_("The column “%(column)s” stands twice. Remove one."), heading))
        found.append(one)
    for one in asked:
        if one.required and one not in found:
            broken.append(_of_heading(_("The column “%(column)s” is missing. Add it."), str(one.label)))
    if broken:
        raise Unusable.of(broken)
    return found


def _of_heading(text: str, heading: str) -> Reason:
    """A fault of the heading; one that may hold a personal number is not repeated."""
    shown = "…" if detect_identifiers(heading) else heading[:60]
    return Reason("wrong_columns", text % {"column": shown}, INPUT)


def _row(columns: list, cells: list[str]) -> dict:
    answers = {one.name: answer_in(one, cell) for one, cell in zip(columns, cells, strict=False)}
    return {name: answer for name, answer in answers.items() if answer is not None}


def _of_objects(rows: list, version) -> tuple[Given, list[Reason]]:
    """Rows that a program sent, by the names of the columns."""
    asked = {one.name: one for one in questions_of(version.form)}
    given, broken = Given([]), []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            text = _("Send the row as an object of columns.")
            broken.append(fault(INPUT, given, number, column="", label="", code="not_an_object", text=text))
            given.rows.append({})
            continue
        answers = {
            str(name)[:60]: answer_in(asked[name], value) if name in asked else value for name, value in row.items()
        }
        given.rows.append({name: answer for name, answer in answers.items() if answer is not None})
    if broken:
        raise Unusable.of(broken)
    return given, broken


def _faults(given: Given, number: int, row: dict, version, possibles: set[str]) -> list[Reason]:
    """Of one row: personal numbers first, which no sentence of another fault may repeat."""
    labels = {one.name: str(one.label) for one in questions_of(version.form)}
    found, refused = [], set()
    for name, answer in row.items():
        label = labels.get(name, "")
        seen = detect_identifiers(_as_read(label, answer)) + detect_identifiers("" if name in labels else name)
        if sure := certain(seen):
            refused.add(name)
            text = _("Contains %(kinds)s. Remove it: an order may hold no information that identifies a patient.")
            said = text % {"kinds": kind_names(sure)}
            column = name if name in labels else ""
            found.append(fault(INPUT, given, number, column=column, label=label, code="personal_number", text=said))
        possibles |= {one.kind for one in possible(seen)}
    for reason in schema.faults(version, row, prefix=""):
        name = reason.field.removeprefix(".")
        if name not in refused:
            label = labels.get(name, "")
            found.append(fault(INPUT, given, number, column=name, label=label, code=reason.code, text=str(reason.text)))
    return found


def _as_read(label: str, answer) -> str:
    """The cell, beside its heading where that speaks of a person: bare digits are a number only there."""
    words = " ".join(map(str, answer)) if isinstance(answer, list) else str(answer)
    return f"{label}: {words}" if speaks_of_a_person(label) else words
