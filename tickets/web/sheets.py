"""Tables as files for a spreadsheet: CSV with semicolons, in UTF-8 that also older programs take for that."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable

from django.http import HttpResponse

BYTE_ORDER_MARK = "\ufeff"  # else a spreadsheet takes å, ä and ö for something else
# What a spreadsheet may take for the beginning of a formula, also behind spaces or a quotation mark, and full-width.
FORMULA = re.compile(r"""[\t\r\n]|[\s"]*[=+\-@＝＋－＠]""")
NUMBER = re.compile(r"-\d+(,\d+)?")


def sheet(name: str, header: Iterable, lines: Iterable[Iterable]) -> HttpResponse:
    """The file called `name` (without its ending), to be saved."""
    answer = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "private, no-store"
    out = csv.writer(answer, delimiter=";")
    out.writerows([_plain(one) for one in line] for line in (header, *lines))
    return answer


def _plain(value) -> str:
    """People's own words: no spreadsheet may take them for a formula."""
    words = str(value)
    return f"'{words}" if FORMULA.match(words) and not NUMBER.fullmatch(words) else words
