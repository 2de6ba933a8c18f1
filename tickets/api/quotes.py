"""The quotes of an order over the API, each as it was given, and what each region bears of it."""

from __future__ import annotations

from django.http import Http404
from django.utils import timezone
from rest_framework.response import Response

from regions.allocation import Key
from tickets import selectors
from tickets.api import describe, present
from tickets.api.asked import parameters_of
from tickets.api.door import ApiView
from tickets.api.shapes import BOOL, NO_TIME, SLUG, STRING, TIME, WHOLE, body, listed, some
from tickets.models import Quote, QuoteShare, TextVersion
from tickets.processes.service_request.quoting.subject import latest_allocation, with_division

KRONOR = STRING | {"description": "In kronor, with two decimals, without VAT."}
STANDS = ("open", "ended", "replaced", "accepted")
DIVISION = body(
    key={"type": "string", "enum": Key.values},
    accepted_at=NO_TIME | {"description": "From then on the regions pay these amounts; null: as it is proposed."},
    shares=listed(body(region=SLUG, per_cent=STRING, amount=KRONOR)),
)
COMPONENTS = {
    "OrderQuotes": body(
        results=listed(
            body(
                number=WHOLE,
                status={
                    "type": "string",
                    "enum": list(STANDS),
                    "description": "open: can be accepted. ended: not accepted, and no longer to be. replaced: by a "
                    "later one.",
                },
                price=KRONOR,
                currency={"type": "string", "const": "SEK"},
                lead_days=WHOLE | {"description": "In working days."},
                valid_until={"type": "string", "format": "date", "description": "Its last day."},
                text=some("string", description="What it covers; null where it was taken out of sight."),
                given_by=SLUG,
                received_outside=BOOL | {"description": "It came as a document, and was written down here."},
                at=TIME,
                division={
                    "anyOf": [DIVISION, {"type": "null"}],
                    "description": "How the cost is divided; null while nobody has said so, and for the vendor.",
                },
            )
        )
    )
}


class OrderQuotes(ApiView):
    """The latest first."""

    @describe.order_quotes
    def get(self, request, number):
        parameters_of(request, frozenset())
        ticket = selectors.ticket_called(number, self.actor)
        if not hasattr(ticket, "latest_quote"):
            raise Http404
        quotes = _quotes(ticket, self.actor)
        words = _words(ticket, quotes, self.actor)
        return Response({"results": [_row(one, quotes[0], ticket, words) for one in quotes]})


def _quotes(ticket, actor) -> list[Quote]:
    rows = Quote.objects.visible_to(actor).filter(ticket_id=ticket.pk).select_related("given_by")
    return list(with_division(rows, QuoteShare.objects.visible_to(actor)))


def _words(ticket, quotes: list[Quote], actor) -> dict[int, str]:
    """What each covers, by the place of its event."""
    seqs = [one.event_seq for one in quotes]
    rows = TextVersion.objects.visible_to(actor).filter(
        ticket_id=ticket.pk, field="quote_text", event_seq__in=seqs, redacted=False
    )
    return dict(rows.values_list("event_seq", "body")) if quotes else {}


def _row(one: Quote, latest: Quote, ticket, words: dict[int, str]) -> dict:
    division = latest_allocation(one)
    return {
        "number": one.number,
        "status": _stands(one, latest, ticket, division),
        "price": f"{one.price:.2f}",
        "currency": "SEK",
        "lead_days": one.lead_days,
        "valid_until": one.valid_until,
        "text": words.get(one.event_seq),
        "given_by": present.organisation(one.given_by_id),
        "received_outside": one.received_outside,
        "at": one.at,
        "division": _division(division) if division else None,
    }


def _stands(one: Quote, latest: Quote, ticket, division) -> str:
    if one != latest:
        return "replaced"
    if division is not None and division.accepted_at:
        return "accepted"
    is_open = ticket.state == "order_approval" and one.valid_until >= timezone.localdate()
    return "open" if is_open else "ended"


def _division(found) -> dict:
    return {
        "key": found.key,
        "accepted_at": found.accepted_at,
        "shares": [
            {
                "region": one.region.slug,
                "per_cent": f"{one.share / 100:.2f}",
                "amount": f"{one.amount:.2f}",
            }
            for one in found.parts
        ],
    }
