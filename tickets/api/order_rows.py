"""The rows of an order over the API: what each says, and what became of it. The step settle_rows settles them."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from engine.errors import Reason, Refused
from tickets import selectors
from tickets.api import describe
from tickets.api.asked import parameters_of, whole_number
from tickets.api.door import ApiView
from tickets.api.reads import links_around
from tickets.api.shapes import BOOL, NO_SLUG, WHOLE, body, page
from tickets.processes.service_request.bulk import reading
from tickets.processes.service_request.bulk.codes import RowState

PARAMETERS = frozenset({"state", "cursor", "page_size"})
MOST_PER_PAGE = 500
COMPONENTS = {
    "OrderRowPage": page(
        body(
            row=WHOLE,
            state={"type": "string", "enum": RowState.values},
            reason=NO_SLUG,
            answers={"type": "object", "description": "By the names of the columns of the item's form."},
        ),
        total=WHOLE,
        delivered=WHOLE,
        failed=WHOLE,
        hidden=BOOL | {"description": "The words were taken out of sight, or are not the caller's to read."},
    )
}


class OrderRows(ApiView):
    @describe.order_rows
    def get(self, request, number):
        parameters = parameters_of(request, PARAMETERS)
        ticket = selectors.ticket_called(number, self.actor)
        if not hasattr(ticket, "ordered") or not reading.is_of_rows(ticket):
            raise Http404
        if parameters.get("state") not in (None, *RowState.values):
            text = _("Choose one of: %(choices)s.") % {"choices": ", ".join(RowState.values)}
            raise Refused(Reason("not_a_choice", text, "state"))
        size = whole_number(parameters, "page_size", default=100, most=MOST_PER_PAGE)
        start = whole_number(parameters, "cursor", default=1, most=100_000) if parameters.get("cursor") else 0
        found = reading.page(ticket, self.actor, state=parameters.get("state", ""), start=start, size=size)
        done = reading.progress(ticket)
        answer = {
            "results": [row(one) for one in found.rows],
            "total": found.total,
            "delivered": done.delivered,
            "failed": done.failed,
            "hidden": found.is_hidden,
        }
        return Response(answer | links_around(request, next_cursor=str(found.more or "")))


def row(one: reading.Shown) -> dict:
    kept = one.row
    return {"row": kept.number, "state": kept.state, "reason": kept.reason or None, "answers": one.answers}
