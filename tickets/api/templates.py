"""The register of medication and health record templates over the API."""

from __future__ import annotations

from rest_framework.response import Response

from tickets.api import describe
from tickets.api.asked import parameters_of, whole_number
from tickets.api.door import ApiView
from tickets.api.reads import links_around
from tickets.api.shapes import NO_SLUG, SLUG, STRING, WHOLE, body, page
from tickets.processes.service_request.experts import reading
from tickets.processes.service_request.experts.codes import TemplateKind, TemplateState

PARAMETERS = frozenset(reading.FILTERS) | {"cursor", "page_size"}
MOST_PER_PAGE = 100
MOST_ROWS = 1_000_000
COMPONENTS = {
    "TemplateRecordPage": page(
        body(
            template=SLUG,
            kind={"type": "string", "enum": TemplateKind.values},
            name=STRING,
            purpose=STRING,
            region=NO_SLUG,
            state={"type": "string", "enum": TemplateState.values},
            since={"type": "string", "format": "date"},
            forum=SLUG,
            decision=STRING,
            order=NO_SLUG | {"description": "Number of the order that it came of; the caller may not read that."},
        ),
        total=WHOLE,
    )
}


class Templates(ApiView):
    """The vendor reads an empty register."""

    @describe.templates
    def get(self, request):
        parameters = parameters_of(request, PARAMETERS)
        size = whole_number(parameters, "page_size", default=reading.PER_PAGE, most=MOST_PER_PAGE)
        start = whole_number(parameters, "cursor", default=1, most=MOST_ROWS) if parameters.get("cursor") else 0
        found = reading.listed(parameters, self.actor, start=start, size=size)
        answer = {"results": [row(one) for one in found.rows], "total": found.total}
        return Response(answer | links_around(request, next_cursor=str(found.more or "")))


def row(one: reading.Row) -> dict:
    record = one.record
    return {
        "template": record.slug,
        "kind": record.kind,
        "name": one.name,
        "purpose": one.purpose,
        "region": record.region.slug if record.region else None,
        "state": one.state,
        "since": one.since,
        "forum": one.forum,
        "decision": one.decision,
        "order": one.order or None,
    }
