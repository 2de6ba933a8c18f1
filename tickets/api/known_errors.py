"""Known errors over the API: what is published of faults and how to get by, as the reader reads it."""

from __future__ import annotations

from tickets.api import describe, present, registers
from tickets.api.door import ApiView
from tickets.processes.known_error import reading
from tickets.processes.release.versions.concerned import regions_of


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
        found, own = registers.found(request, self.actor, reading), set(regions_of(self.actor))
        return registers.answer(request, found, [row(one, own) for one in found.rows])
