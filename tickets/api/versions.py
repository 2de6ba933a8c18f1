"""Which version runs where, over the API: region by environment by component, as of any day."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.response import Response

from tickets.api import describe, present
from tickets.api.asked import parameters_of
from tickets.api.door import ApiView
from tickets.api.shapes import SLUG, STRING, TIME, body, listed
from tickets.processes.release.versions import reading

COMPONENTS = {
    "Versions": body(
        as_of={"type": "string", "format": "date"},
        at=TIME | {"description": "The instant that is meant: the end of that day, or now."},
        results=listed(
            body(
                region=SLUG,
                environment=STRING,
                service=SLUG,
                version=STRING,
                since=TIME,
                release=STRING | {"description": "The number of the release that brought it."},
                differs={"type": "boolean", "description": "More than half of the regions run another version."},
            )
        ),
    )
}


class Versions(ApiView):
    @describe.versions
    def get(self, request):
        now = timezone.now()
        asked = reading.asked_of(parameters_of(request, frozenset(reading.FILTERS)), now)
        matrix = reading.read(asked, self.actor, now)
        return Response({"as_of": asked.day, "at": matrix.at, "results": list(_cells(matrix))})


def _cells(matrix: reading.Matrix):
    for part in matrix.parts:
        for row in part.rows:
            for cell in row.cells:
                if cell.spell is not None:
                    yield {
                        "region": cell.region.slug,
                        "environment": part.environment,
                        "service": present.service(row.service.pk),
                        "version": cell.version,
                        "since": cell.spell.from_at,
                        "release": cell.spell.ticket.number,
                        "differs": cell.differs,
                    }
