"""Reading how many inhabitants and users each region has, by which joint costs are divided."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.response import Response

from regions import allocation, directory
from tickets.api import describe
from tickets.api.asked import parameters_of
from tickets.api.door import ApiView
from tickets.api.shapes import BOOL, SLUG, STRING, WHOLE, reference
from tickets.region_figures.giving import Kind

COMPONENTS = {
    "RegionFigures": reference(
        region=SLUG,
        kind=STRING | {"enum": list(Kind.values)},
        value=WHOLE,
        measured_on={"type": "string", "format": "date"},
        source=STRING | {"description": "Who counted, and where it is found."},
        assumed=BOOL | {"description": "Nobody has counted: it stands until the region has given its own number."},
    )
}


class RegionFigures(ApiView):
    @describe.region_figures
    def get(self, request):
        parameters_of(request, frozenset())
        if not self.actor.is_customer_side:
            return Response({"results": []})
        today = timezone.localdate()
        rows = [
            {
                "region": region.slug,
                "kind": kind,
                "value": row.value,
                "measured_on": row.measured_on,
                "source": row.source,
                "assumed": row.assumed,
            }
            for kind in Kind.values
            for region in directory.regions()
            if (row := allocation.measures(kind, today).get(region.pk))
        ]
        return Response({"results": rows})
