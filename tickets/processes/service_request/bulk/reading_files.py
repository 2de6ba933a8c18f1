"""A table out of a file: CSV as spreadsheets write it here, or the first sheet with words of an XLSX file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime, time

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from engine.file_text import FileRefused, limits, plain, refusals, text_of
from engine.file_text.uploading import CutOff
from engine.validate import Unusable

DELIMITERS = ";,\t"
MOST_COLUMNS = 60


def lines_of(upload, *, most: int) -> list[tuple[int, list[str]]]:
    """(number of the line in the file, its cells) of every line with words, the heading first.

    Raises Unusable for what is no such file, is damaged, unpacks to too much, or has more than `most` rows.
    """
    try:
        if isinstance(upload, CutOff):
            raise refusals.too_large()
        kind = text_of(upload, upload.name or "").kind
        if kind not in _READERS:
            raise Unusable("file_refused", _("Upload the rows as a CSV or an Excel file (XLSX)."))
        return _with_words(_READERS[kind](upload), most)
    except Unusable:  # is a ValueError, as what a damaged file raises
        raise
    except FileRefused as why:
        raise Unusable("file_refused", why.text) from None
    except (csv.Error, *limits.DAMAGED) as error:
        raise Unusable("file_refused", refusals.broken().text) from error


def _with_words(lines: Iterable[tuple[int, list[str]]], most: int) -> list[tuple[int, list[str]]]:
    found = []
    for number, cells in lines:
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        if sum(bool(cell) for cell in cells[MOST_COLUMNS:]):
            raise Unusable("too_many_columns", _("The file has too many columns. Begin from the template."))
        found.append((number, cells[:MOST_COLUMNS]))
        if len(found) > most + 1:
            text = _("The file has more than %(most)d rows. Divide it into several orders.")
            raise Unusable("too_many_rows", text % {"most": most})
    return found


def _csv_lines(upload) -> Iterator[tuple[int, list[str]]]:
    """Semicolons or commas, whichever the heading has more of; Excel's own line `sep=;` decides where it stands."""
    upload.seek(0)
    text = plain.decoded(upload.read())
    first, _newline, rest = text.partition("\n")
    before = 0
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text, before = first.strip()[4], rest, 1
    else:
        delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = before + 1
    for cells in reader:
        yield begins, cells
        begins = before + reader.line_num + 1


def _xlsx_lines(upload) -> Iterator[tuple[int, list[str]]]:
    """Of the first sheet that has words; formulas count as what they last gave."""
    upload.seek(0)
    book = load_workbook(upload, read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # a file may claim a million rows
            has_words, cells_left = False, limits.MAX_CELLS
            for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                cells_left -= len(row) + 1
                if cells_left < 0:
                    raise refusals.too_complex()
                cells = [_cell(value) for value in row]
                has_words = has_words or any(cells)
                yield number, cells
            if has_words:
                return
    finally:
        book.close()


def _cell(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


_READERS = {"csv": _csv_lines, "xlsx": _xlsx_lines}
