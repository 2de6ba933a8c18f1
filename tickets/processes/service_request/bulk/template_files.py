"""The file to fill in: a heading for each column of the item's form, as CSV or with its choices in XLSX."""

from __future__ import annotations

import io

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from tickets.processes.service_request.catalogue.questions import Kind, Question, questions_of
from tickets.web.sheets import sheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_WITH_CHOICES = 1000  # so far down the cells of the file offer their choices
LONGEST_LIST = 250  # characters that a spreadsheet keeps of the choices of a cell


def template_file(version, kind: str) -> HttpResponse:
    """The empty file; it says in its name which version of the item it is for."""
    name = f"{version.item.slug}-{version.number}"
    asked = questions_of(version.form)
    if kind == "csv":
        return sheet(name, [str(one.label) for one in asked], [])
    answer = HttpResponse(_workbook(version, asked), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def _workbook(version, asked: list[Question]) -> bytes:
    book = Workbook()
    rows = book.active
    rows.title = _("Rows")
    rows.append([str(one.label) for one in asked])
    rows.freeze_panes = "A2"
    for place, one in enumerate(asked, start=1):
        cell = rows.cell(row=1, column=place)
        cell.font = Font(bold=True)
        rows.column_dimensions[cell.column_letter].width = max(16, min(40, len(str(one.label)) + 4))
        if choices := _choices(one):
            listed = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
            rows.add_data_validation(listed)
            listed.add(f"{cell.column_letter}2:{cell.column_letter}{ROWS_WITH_CHOICES + 1}")
    _explain(book, version, asked)
    for cell in (cell for page in book.worksheets for row in page.iter_rows() for cell in row):
        if cell.data_type == "f":  # words of those who edit the catalogue, whatever they begin with
            cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _choices(one: Question) -> str:
    """The choices of a cell as a spreadsheet keeps them; "" where it has none, or they do not fit there."""
    words = [_("Yes"), _("No")] if one.kind == Kind.YES_NO else [str(label) for _key, label in one.choices]
    if one.kind not in (Kind.YES_NO, Kind.CHOICE) or any("," in word or '"' in word for word in words):
        return ""
    listed = ",".join(words)
    return listed if len(listed) <= LONGEST_LIST else ""


def _explain(book: Workbook, version, asked: list[Question]) -> None:
    """A second sheet that says what each column takes; it is not read."""
    help_sheet = book.create_sheet(_("About the columns"))
    help_sheet.append([version.title])
    help_sheet.append([_("Column"), _("Must be filled in"), _("What it takes")])
    for one in asked:
        help_sheet.append([str(one.label), _("Yes") if one.required else _("No"), what_it_takes(one)])
    for column, width in (("A", 30), ("B", 18), ("C", 80)):
        help_sheet.column_dimensions[column].width = width


def what_it_takes(one: Question) -> str:
    """What may stand in a cell, and the question's own help."""
    listed = ", ".join(str(label) for _key, label in one.choices)
    said = {
        Kind.CHOICE: _("One of: %(choices)s.") % {"choices": listed},
        Kind.CHOICES: _("One or more of: %(choices)s. Semicolons between.") % {"choices": listed},
        Kind.NUMBER: _("A whole number from %(low)s to %(high)s.") % {"low": one.least, "high": one.most},
        Kind.DATE: _("A date, for example 2026-03-05."),
        Kind.YES_NO: _("Yes or no."),
    }.get(one.kind) or _("Text, at most %(most)d characters.") % {"most": one.most}
    return f"{said} {one.help}".strip() if one.help.sv else said
