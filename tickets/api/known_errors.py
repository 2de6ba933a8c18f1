"""Known errors over the API: what is published of faults and how to get by, as the reader reads it."""

from __future__ import annotations

from rest_framework.response import Response

from tickets.api import describe, present
from tickets.api.asked import parameters_of, whole_number
from tickets.api.door import ApiView
from tickets.api.reads import links_around
from tickets.processes.known_error import reading
from tickets.processes.release.versions.concerned import regions_of

PARAMETERS = frozenset(reading.FILTERS) | {"cursor", "page_size"}
MOST_PER_PAGE = 100
MOST_ROWS = 1_000_000


def row(one: reading.Row, own: set[int]) -> dict:
    """`offered_here` is false where the reader's own region has verified the fix."""
    ticket = one.ticket
    return {
        "number": ticket.number,
        "state": ticket.state,
        "state_label": ticket.state_label(),
        "version": ticket.version,
        "title": ticket.title,
        "service": present.service(ticket.service_id),
        "workaround": one.workaround,
        "affected_versions": one.versions,
        "regions": [{"region": there.region.slug, "verified": there.verified} for there in one.regions],
        "offered_here": not any(there.verified and there.region.pk in own for there in one.regions),
        "review_at": one.review_at,
        "used": one.used,
    }


class KnownErrors(ApiView):
    @describe.known_errors
    def get(self, request):
        parameters = parameters_of(request, PARAMETERS)
        size = whole_number(parameters, "page_size", default=reading.PER_PAGE, most=MOST_PER_PAGE)
        start = whole_number(parameters, "cursor", default=1, most=MOST_ROWS) if parameters.get("cursor") else 0
        found, own = reading.listed(parameters, self.actor, start=start, size=size), set(regions_of(self.actor))
        body = {"results": [row(one, own) for one in found.rows], "total": found.total}
        return Response(body | links_around(request, next_cursor=str(found.more or "")))
