"""A register over the API: the filters, the pages and the total are the same of all."""

from __future__ import annotations

from rest_framework.response import Response

from tickets.api.asked import parameters_of, whole_number
from tickets.api.reads import links_around
from tickets.listed import PER_PAGE, Found

MOST_PER_PAGE = 100
MOST_ROWS = 1_000_000


def found(request, actor, reading) -> Found:
    """The page that is asked for, as `reading.listed` gives it by `reading.FILTERS`. Raises Refused."""
    parameters = parameters_of(request, frozenset(reading.FILTERS) | {"cursor", "page_size"})
    size = whole_number(parameters, "page_size", default=PER_PAGE, most=MOST_PER_PAGE)
    start = whole_number(parameters, "cursor", default=1, most=MOST_ROWS) if parameters.get("cursor") else 0
    return reading.listed(parameters, actor, start=start, size=size)


def answer(request, page: Found, rows: list[dict], **more) -> Response:
    """The page as `rows` say it, with `more` that is told of all of it."""
    body = {"results": rows, "total": page.total} | more
    return Response(body | links_around(request, next_cursor=str(page.more or "")))
