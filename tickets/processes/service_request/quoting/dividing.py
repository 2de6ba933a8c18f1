"""How a quote's price is divided: the parts that were chosen, and the rows that keep them."""

from __future__ import annotations

from django.utils import timezone

from engine.context import Context
from regions import directory
from regions.allocation import Key, Part, by_key, figures
from regions.sharing import amounts
from tickets import codes as ticket_codes
from tickets.processes.service_request.quoting.details import QuoteAllocation, QuoteShare


def proposed(context: Context) -> list[Part]:
    """The parts that the step's fields give. Raises NoFigures; checks have judged the rest."""
    key = context.data["allocation_key"]
    if key == Key.CUSTOM:
        return context.data["allocation_shares"]
    return parts_by(key, context.root, context.data.get("allocation_regions"), timezone.localdate(context.at))


def parts_by(key: str, ticket, regions, day) -> list[Part]:
    """The parts by a key among `regions`, or all of them. Raises NoFigures."""
    if key == Key.ORDERER:
        return by_key(key, [directory.organisation(ticket.origin_id)], day)
    return by_key(key, list(regions or directory.regions()), day)


def divide(context: Context) -> bool:
    """Effect's part: keep the division where it is another than the one that stands; whether it was."""
    if not context.has("allocation_key"):
        return False
    ticket, parts, key = context.root, proposed(context), context.data["allocation_key"]
    before = ticket.allocation()
    shares = {part.region.pk: part.share for part in parts}
    if before and before.key == key and {one.region_id: one.share for one in before.parts} == shares:
        return False
    quote = ticket.latest_quote()
    row = QuoteAllocation(
        ticket_id=ticket.pk,
        quote=quote,
        key=key,
        figures=figures(parts),
        at=context.at,
    )
    prices = amounts(quote.price, [part.share for part in parts])
    row.parts = [
        QuoteShare(allocation=row, region=part.region, share=part.share, amount=price)
        for part, price in zip(parts, prices, strict=True)
    ]
    context.add(lambda event, texts: _of_event(row, event))
    for one in row.parts:
        context.add(lambda event, texts, one=one: one)
    ticket.__dict__["_allocation"] = row
    said = [{"region": part.region.pk, "share": part.share} for part in parts]
    context.notes["allocation"] = {"key": str(key), "shares": said, "for": ticket_codes.Audience.CUSTOMER}
    return True


def _of_event(row: QuoteAllocation, event) -> QuoteAllocation:
    row.event_seq = event.seq
    return row
