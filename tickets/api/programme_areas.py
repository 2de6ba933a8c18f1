"""Reading the national programme areas, by whose slugs needs and changes are tagged and filtered."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.response import Response

from tickets.api import describe
from tickets.api.asked import parameters_of
from tickets.api.door import ApiView
from tickets.api.shapes import BOOL, SLUG, STRING, reference, some
from tickets.areas import register

COMPONENTS = {
    "ProgrammeAreas": reference(
        slug=SLUG,
        label=STRING,
        short=STRING | {"description": "The name where it has no short one."},
        valid_to=some("string", format="date") | {"description": "The last day on which it can be chosen."},
        is_offered=BOOL | {"description": "Whether it can be chosen today; a retired one stays on what has it."},
    )
}


class ProgrammeAreas(ApiView):
    @describe.programme_areas
    def get(self, request):
        parameters_of(request, frozenset())
        today = timezone.localdate()
        rows = [
            {
                "slug": one.slug,
                "label": one.label,
                "short": one.short,
                "valid_to": one.valid_to,
                "is_offered": one.is_offered(today),
            }
            for one in register.areas()
        ]
        return Response({"results": rows})
