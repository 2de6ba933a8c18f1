"""The status messages of a major incident over the API: as they went out, cut to the caller's regions."""

from __future__ import annotations

from rest_framework.response import Response

from tickets import selectors
from tickets.api import describe, present
from tickets.api.asked import parameters_of
from tickets.api.door import ApiView
from tickets.api.shapes import NO_SLUG, NO_TIME, PERSON, STRING, TIME, WHOLE, body, listed, some
from tickets.processes.major_incident.message_reading import messages_of

COMPONENTS = {
    "StatusMessages": body(
        results=listed(
            body(
                number=WHOLE | {"description": "It counts the messages of the major incident."},
                corrects=some("integer") | {"description": "The number of the message that this one adds to."},
                published_at=NO_TIME | {"description": "Empty of a draft, which few may read."},
                situation=STRING,
                impact=NO_SLUG,
                reserve_routine=NO_SLUG,
                next_at=NO_TIME,
                regions=listed(STRING) | {"description": "Slugs of those it is meant for; empty: all."},
                author=PERSON,
                approver=PERSON,
                additions=listed(body(region=NO_SLUG, at=TIME, text=STRING))
                | {"description": "What your own region has added; the support organisation reads all."},
            )
        )
    )
}


class StatusMessages(ApiView):
    @describe.status_messages
    def get(self, request, number):
        parameters_of(request, frozenset())
        ticket = selectors.ticket_called(number, self.actor)
        found = messages_of(ticket, self.actor) if ticket.process == "major-incident" else []
        return Response({"results": [_message(one, ticket, self.actor) for one in found]})


def _message(one, ticket, actor) -> dict:
    return {
        "number": one.number,
        "corrects": one.corrects.number if one.corrects else None,
        "published_at": one.published_at,
        "situation": one.situation.body,
        "impact": one.impact.body if one.impact else None,
        "reserve_routine": one.reserve_routine.body if one.reserve_routine else None,
        "next_at": one.next_at,
        "regions": [place.slug for place in one.meant_for],
        "author": present.person(one.author, one.organisation_id, ticket, actor),
        "approver": present.person(one.approver, one.organisation_id, ticket, actor),
        "additions": [
            {"region": present.organisation(row.region_id), "at": row.at, "text": row.text.body} for row in one.added
        ],
    }
