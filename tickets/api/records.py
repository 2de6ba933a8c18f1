"""A ticket as a public record over the API: its mark and numbers, and what was decided to hand out."""

from __future__ import annotations

from django.http import Http404
from django.utils import timezone
from rest_framework.response import Response

from roles import titles
from tickets import codes, selectors
from tickets.api import describe, present
from tickets.api.asked import parameters_of
from tickets.api.door import ApiView
from tickets.api.shapes import SLUG, STRING, TIME, WHOLE, body, listed
from tickets.api.words import AnyAccept, saved
from tickets.disclosing.door import package_of
from tickets.disclosing.reading import disclosures_of, handed_out, numbers_of
from tickets.reading import note_reading

COMPONENTS = {
    "PublicRecord": body(
        secrecy_mark={
            "type": "string",
            "enum": ["", *codes.Secrecy.values],
            "description": "A warning; it is judged when the case is asked for. Empty: nobody has judged it.",
        },
        diary_numbers=listed(body(organisation=SLUG, number=STRING)),
        disclosures=listed(
            body(
                number=WHOLE,
                decision={"type": "string", "enum": codes.Disclosed.values},
                organisation=SLUG,
                role=STRING,
                at=TIME,
            )
        ),
    )
}


class PublicRecord(ApiView):
    """For the customers; each reads the decisions of its own authority."""

    @describe.public_record
    def get(self, request, number):
        parameters_of(request, frozenset())
        ticket = selectors.ticket_called(number, self.actor)
        if not self.actor.is_customer_side:
            raise Http404
        said = {
            "secrecy_mark": ticket.secrecy_mark,
            "diary_numbers": [
                {"organisation": present.organisation(one.organisation_id), "number": one.number}
                for one in numbers_of(ticket, self.actor)
            ],
            "disclosures": [_row(one) for one in disclosures_of(ticket, self.actor)],
        }
        return Response(said)


class Disclosed(ApiView):
    """What was decided to hand out, as one file."""

    content_negotiation_class = AnyAccept

    @describe.download_disclosure
    def get(self, request, number, id):
        parameters_of(request, frozenset())
        ticket = selectors.ticket_called(number, self.actor)
        row = handed_out(ticket, self.actor, id)
        if row is None:
            raise Http404
        note_reading(ticket, self.actor, at=timezone.now())
        return saved(package_of(ticket, self.actor, row), f"{ticket.number}-utlamnande-{id}.zip", "application/zip")


def _row(one) -> dict:
    return {
        "number": one.number,
        "decision": one.decision,
        "organisation": present.organisation(one.organisation_id),
        "role": titles.as_kept(one.role_label),
        "at": one.at,
    }
