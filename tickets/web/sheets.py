"""Tables as files for a spreadsheet: CSV with semicolons, in UTF-8 that also older programs take for that."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from django.http import HttpResponse

BYTE_ORDER_MARK = "\ufeff"  # else a spreadsheet takes å, ä and ö for something else
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def sheet(name: str, header: Iterable, lines: Iterable[Iterable]) -> HttpResponse:
    """The file called `name` (without its ending), to be saved."""
    answer = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    out = csv.writer(answer, delimiter=";")
    out.writerow([str(one) for one in header])
    out.writerows([_plain(one) for one in line] for line in lines)
    return answer


def _plain(value) -> str:
    """People's own words: no spreadsheet may take them for a formula."""
    words = str(value)
    return f"'{words}" if words[:1] in FORMULAS else words
