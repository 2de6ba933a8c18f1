"""Cases with times that were exceeded by a fifth or more, with reason and owner: what goes to the vendor's forum."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from rest_framework.response import Response

from sla.models import Metric
from tickets.api import describe, present
from tickets.api.asked import parameters_of
from tickets.api.door import ApiView
from tickets.api.reads import links_around, page_size
from tickets.api.shapes import ADDRESS, BOOL, NO_SLUG, NO_TIME, STRING, TIME, WHOLE, body, listed, some
from tickets.escalating import selection
from tickets.paging import page_of

_STATEMENT = body(code=STRING, owner=NO_SLUG, said_by=NO_SLUG, at=TIME, disputed_at=NO_TIME)
_OWED = {
    "metric": {"type": "string", "enum": Metric.values},
    "agreement": STRING,
    "provider": NO_SLUG,
    "priority": some("integer"),
    "minutes": some("integer") | {"description": "What the agreement allows, of the latest."},
    "exceeded": WHOLE | {"description": "How often."},
    "unexplained": WHOLE | {"description": "How many of these have no reason."},
    "breached_at": TIME | {"description": "The latest."},
    "worst_minutes": WHOLE | {"description": "Agreement time by which the worst was exceeded, as of now."},
    "statement": {"anyOf": [_STATEMENT, {"type": "null"}], "description": "The newest reason and owner."},
}
_ROW = {
    "ticket": STRING,
    "url": STRING,
    "title": STRING,
    "holder": NO_SLUG,
    "priority": some("integer"),
    "is_open": BOOL,
    "breached_at": TIME | {"description": "The latest; the list is in this order."},
    "exceeded": WHOLE,
    "unexplained": WHOLE,
    "times": listed(body(**_OWED)),
}
COMPONENTS = {"Exceeded": body(results=listed(body(**_ROW)), next=ADDRESS, previous=ADDRESS)}


class Exceeded(ApiView):
    @describe.exceeded
    def get(self, request):
        parameters = parameters_of(request, frozenset({"cursor", "page_size"}))
        found = page_of(
            selection.for_forum(self.actor),
            selection.NEWEST,
            cursor=parameters.get("cursor", ""),
            size=page_size(parameters),
        )
        cases = selection.cases_of(self.actor, found.rows, now=timezone.now())
        around = links_around(request, next_cursor=found.next, previous_cursor=found.previous)
        return Response({"results": [_row(one) for one in cases]} | around)


def _row(case: selection.Case) -> dict:
    ticket = case.ticket
    return {
        "ticket": ticket.number,
        "url": reverse("api:ticket", args=[ticket.number]),
        "title": ticket.title,
        "holder": present.organisation(ticket.holder_id),
        "priority": ticket.priority,
        "is_open": ticket.closed_at is None,
        "breached_at": case.latest_at,
        "exceeded": case.exceeded,
        "unexplained": case.unexplained,
        "times": [_owed(one) for one in case.times],
    }


def _owed(time: selection.Time) -> dict:
    clock = time.newest
    return {
        "metric": clock.metric,
        "agreement": clock.version.agreement.slug,
        "provider": present.organisation(clock.provider_id),
        "priority": clock.priority,
        "minutes": int(clock.amount.total_seconds() // 60) if clock.amount else None,
        "exceeded": len(time.rounds),
        "unexplained": time.unexplained,
        "breached_at": clock.breached_at,
        "worst_minutes": int(time.worst.total_seconds() // 60),
        "statement": _statement(time.statement) if time.statement else None,
    }


def _statement(row) -> dict:
    return {
        "code": row.code,
        "owner": present.organisation(row.owner_id),
        "said_by": present.organisation(row.organisation_id),
        "at": row.at,
        "disputed_at": row.disputed_at,
    }
