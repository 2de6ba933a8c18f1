"""What giving, dividing, accepting and turning down a quote brings about."""

from __future__ import annotations

from engine.context import Context
from regions import directory
from tickets import codes as ticket_codes
from tickets import handing_over
from tickets.processes.service_request import effects, promised, signing, waiting_for
from tickets.processes.service_request.catalogue.models import Fulfiller
from tickets.processes.service_request.codes import Purpose
from tickets.processes.service_request.experts.effects import template_dropped
from tickets.processes.service_request.quoting import dividing
from tickets.processes.service_request.quoting.details import Quote, QuoteAllocation
from tickets.processes.service_request.quoting.parties import APPROVER
from tickets.processes.service_request.quoting.subject import WHY
from tickets.processes.service_request.states import S

VENDOR = "vendor"


def keep_quote(context: Context) -> None:
    """A version of its own, which the order waits to have accepted; an earlier one no longer holds, nor a yes to it."""
    ticket, data = context.root, context.data
    signing.void(context, Purpose.QUOTE)
    row = Quote(
        ticket_id=ticket.pk,
        number=len(ticket.quotes()) + 1,
        price=data["price"],
        lead_days=data["lead_time_days"],
        valid_until=data["quote_valid_until"],
        given_by=_giver(context),
        received_outside=_giver(context) != context.hat.organisation,
        at=context.at,
    )
    if row.given_by.tier != VENDOR:  # nothing of the vendor's, which may have been asked before
        context.audience = ticket_codes.Audience.CUSTOMER
    context.add(lambda event, texts: _of_event(row, event))
    ticket.__dict__["_quotes"] = [row, *ticket.quotes()]
    for name in ("_allocation", "_able"):
        ticket.__dict__.pop(name, None)
    context.notes["quote"] = {
        "number": row.number,
        "price": str(row.price),
        "until": row.valid_until.isoformat(),
        "for": _who_pays(ticket, with_vendor=row.given_by.tier == VENDOR),
    }
    if context.source == S.QUOTING:
        effects.back_from_quote(context)
    else:
        waiting_for.nobody(context)
    effects.lapse_quote_at(context, row.valid_until)
    effects.tell_reviewers(context)
    tell_deciders(context)


def _who_pays(ticket, *, with_vendor: bool) -> str:
    """The circle of what it costs: the owner and the support organisation, and the vendor of its own quote."""
    if not with_vendor:
        return ticket.audience_of("owner")
    is_of_region = directory.organisation(ticket.origin_id).tier == "region"
    return ticket_codes.circle_of(ticket.origin_id, with_vendor=True) if is_of_region else ticket_codes.Circle.SUPPLY


def _giver(context: Context):
    """The vendor, also where the quote came as a document; else whoever carries the order out at home."""
    if context.root.detail().fulfiller == Fulfiller.VENDOR:
        return handing_over.vendor_of(context.root)
    return context.hat.organisation


def _of_event(row: Quote, event) -> Quote:
    row.event_seq = event.seq
    return row


def tell_deciders(context: Context) -> None:
    """Those whose yes it still takes, as it is divided now."""
    found = signing.missing(context.root, Purpose.QUOTE)
    if APPROVER in found:
        effects.tell_approvers(context)
        return
    context.notes["order_signatures_missing"] = {
        "purpose": Purpose.QUOTE,
        "parties": [party.key for party in found],
        "for": ticket_codes.Audience.CUSTOMER,
    }
    context.tell(signing.MISSING)


def remind_deciders(context: Context) -> None:
    if context.source == S.ORDER_APPROVAL:
        tell_deciders(context)


def divide(context: Context) -> None:
    """Another division is signed anew, by those whose it is now."""
    if dividing.divide(context):
        signing.void(context, Purpose.QUOTE)
        tell_deciders(context)


def divide_and_refer(context: Context) -> None:
    """What is signed includes the division and the reference that are given with the signature."""
    changed = dividing.divide(context)
    reference = context.data.get("purchase_reference")
    said = context.root.said()
    if reference and reference != said.get("purchase_reference"):
        changed = changed or "purchase_reference" in said
        said["purchase_reference"] = reference
    if changed:
        signing.void(context, Purpose.QUOTE)


def date_acceptance(context: Context) -> None:
    """A division that comes with the last yes is born accepted; of one that stands already, see `accepted`."""
    row = context.root.allocation()
    if row.pk is None and not signing.missing(context.root, Purpose.QUOTE):
        row.accepted_at = context.at


def accepted(context: Context) -> None:
    """The regions pay these amounts, and whoever gave the quote carries it out."""
    ticket = context.root
    waiting_for.nobody(context)
    if ticket.allocation().accepted_at is None:
        rows = QuoteAllocation.objects.unscoped(WHY).filter(pk=ticket.allocation().pk)
        context.then.append(lambda finished: rows.update(accepted_at=finished.at))
    promised.begin_by_quote(context)
    effects.assign_fulfiller(context)
    effects.tell_orderer(context)
    context.tell(effects.QUOTERS)


def declined(context: Context) -> None:
    """The order ends, and what was to come of it is dropped."""
    template_dropped(context)
    effects.ended(context)
    context.tell(effects.QUOTERS)
