"""Search over the API: the hits newest first, cut down by the same filters as the list, counted where that is asked.

On the first page also the knowledge articles that answer the words, best first; the filters say nothing of them.
"""

from __future__ import annotations

from rest_framework.response import Response

from tickets import articles, filters
from tickets.api import describe, present
from tickets.api.articles import row
from tickets.api.asked import parameters_of
from tickets.api.door import ApiView
from tickets.api.reads import links_around, page_size
from tickets.search import find

PARAMETERS = frozenset(filters.FILTERS) | {"cursor", "page_size", "facets"}


class Search(ApiView):
    @describe.search
    def get(self, request):
        parameters = parameters_of(request, PARAMETERS)
        divided = parameters.pop("facets", "") == "true"
        found = find.search(parameters, self.actor, size=page_size(parameters), divided=divided)
        body = {"results": [present.listed(one, self.actor) for one in found.page.rows], "close": found.is_close}
        if not parameters.get("cursor"):
            known = articles.answering(found.terms, self.actor, size=articles.PROPOSED)
            body["articles"] = {"total": known.total, "results": [row(one, self.actor) for one in known.rows]}
        if divided:
            body |= {"total": found.total, "total_is_more": found.is_more, "facets": _facets(found)}
        return Response(body | links_around(request, next_cursor=found.page.next, previous_cursor=found.page.previous))


def _facets(found: find.Found) -> dict[str, list[dict]]:
    return {
        name: [{"value": value, "count": count} for value, count in counted] for name, counted in found.facets.items()
    }
