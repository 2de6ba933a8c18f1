"""Reading tickets over the API: the list, one ticket, its steps, events and hand-offs."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from rest_framework.response import Response

from engine.explain import add_who_to, steps_for
from tickets import explaining, filters, paging, reading, selectors
from tickets.api import clocks, describe, present
from tickets.api.asked import parameters_of, whole_number
from tickets.api.door import ApiView
from tickets.grants import shares_of

LIST_PARAMETERS = frozenset(filters.FILTERS) | {"sort", "cursor", "page_size", "count"}
PAGE_PARAMETERS = frozenset({"cursor", "page_size"})
BY_ID = paging.Order("", (("id", True),))


def links_around(request, *, next_cursor: str = "", previous_cursor: str = "") -> dict[str, str | None]:
    """The addresses of the pages around this one, with its own filters."""
    said = {}
    for name, cursor in (("next", next_cursor), ("previous", previous_cursor)):
        query = request.query_params.copy()
        query["cursor"] = cursor
        said[name] = request.build_absolute_uri(f"{request.path}?{query.urlencode()}") if cursor else None
    return said


def page_size(parameters: dict) -> int:
    return whole_number(parameters, "page_size", default=paging.PER_PAGE, most=paging.MOST_PER_PAGE)


def etag(version: int) -> str:
    return f'"{version}"'


def address_of(ticket) -> str:
    return reverse("api:ticket", args=[ticket.number])


class Tickets(ApiView):
    """GET of the list; POST stands in `writes`."""

    @describe.ticket_list
    def get(self, request):
        parameters = parameters_of(request, LIST_PARAMETERS)
        count = parameters.get("count") == "true"
        found = selectors.queue(parameters, self.actor, size=page_size(parameters), count=count)
        body = {"results": [present.listed(one, self.actor) for one in found.page.rows], "sort": found.order}
        if count:
            body |= {"total": found.total, "total_is_more": found.is_more}
        return Response(body | links_around(request, next_cursor=found.page.next, previous_cursor=found.page.previous))


class TicketDetail(ApiView):
    @describe.ticket
    def get(self, request, number):
        parameters_of(request, frozenset())
        ticket = selectors.ticket_called(number, self.actor)
        reading.note_reading(ticket, self.actor, at=timezone.now())
        legs = selectors.legs(ticket, self.actor) if ticket.detail_model else []
        joined = [one.joined_seq for one in legs if one.joined_seq]
        body = present.detailed(
            ticket,
            self.actor,
            texts=selectors.texts(ticket, self.actor),
            detail=ticket.detail(),
            legs=legs,
            links=selectors.links(ticket, self.actor),
            words=selectors.texts_of_events(ticket, self.actor, joined) if joined else {},
        ) | {"clocks": clocks.clocks_of(ticket, self.actor, now=timezone.now())}
        return Response(body, headers={"ETag": etag(ticket.version)})


class Shares(ApiView):
    """Who was let in by a share that is in force; ended by the step `end_share`."""

    @describe.shares
    def get(self, request, number):
        parameters_of(request, frozenset())
        ticket = selectors.ticket_called(number, self.actor)
        rows = shares_of(ticket) if self.actor.is_customer_side else []
        return Response({"results": [present.share(one) for one in rows]})


class Readers(ApiView):
    """Who reads the ticket, and by which rule: persons are named on the reader's own side only."""

    @describe.readers
    def get(self, request, number):
        parameters_of(request, frozenset())
        ticket = selectors.ticket_called(number, self.actor)
        return Response({"results": [present.access(one) for one in explaining.access_to(ticket, self.actor)]})


class Steps(ApiView):
    """What can be done now, what cannot and why, on the ticket, its open hand-off and its legs."""

    @describe.steps
    def get(self, request, number):
        every = parameters_of(request, frozenset({"every"})).get("every") == "true"
        ticket = selectors.ticket_called(number, self.actor)
        handoffs = [one for one in selectors.handoffs(ticket, self.actor) if one.state == "proposed"]
        legs = selectors.legs(ticket, self.actor) if ticket.detail_model else []
        ticket.know_legs(legs)  # the same rows serve the guards
        states_of = explaining.every_step if every else steps_for
        found = {one: states_of(one, self.actor) for one in (ticket, *handoffs, *legs)}
        add_who_to(found.items(), self.actor)
        body = {
            "number": ticket.number,
            "state": ticket.state,
            "version": ticket.version,
            "steps": steps_of(ticket, found),
            "handoffs": [{"id": one.pk, "version": one.version, "steps": steps_of(one, found)} for one in handoffs],
            "legs": [
                {"region": present.organisation(one.region_id), "version": one.version, "steps": steps_of(one, found)}
                for one in legs
            ],
        }
        return Response(body, headers={"ETag": etag(ticket.version)})


def steps_of(subject, found) -> list[dict]:
    return [present.step_state(one, explaining.rules_of(subject, one.name)) for one in found[subject]]


class Events(ApiView):
    """The history as this reader may know it, newest first, with the words written in each step."""

    @describe.events
    def get(self, request, number):
        parameters = parameters_of(request, PAGE_PARAMETERS)
        size = page_size(parameters)
        ticket = selectors.ticket_called(number, self.actor)
        before = parameters.get("cursor")
        before = whole_number(parameters, "cursor", default=0, most=9_999_999_999) if before else None
        found = selectors.events(ticket, self.actor, before=before, size=size + 1)
        shown = found[:size]
        texts = selectors.texts_of_events(ticket, self.actor, [one.seq for one in shown])
        body = {"results": [present.event(one, ticket, self.actor, texts.get(one.seq, [])) for one in shown]}
        more = str(shown[-1].pk) if len(found) > size else ""
        return Response(body | links_around(request, next_cursor=more))


class Handoffs(ApiView):
    @describe.handoffs
    def get(self, request, number):
        parameters_of(request, frozenset())
        ticket = selectors.ticket_called(number, self.actor)
        found = selectors.handoffs(ticket, self.actor)
        texts = selectors.texts_of_events(ticket, self.actor, [one.event_seq for one in found])
        return Response({"results": [present.handoff(one, self.actor, texts.get(one.event_seq, [])) for one in found]})
