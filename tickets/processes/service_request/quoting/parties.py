"""Whose yes a quote takes: within a limit, above all limits, or where several regions share (processes.yaml)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from regions import directory
from tickets.processes.service_request import signing
from tickets.processes.service_request.codes import Purpose
from tickets.processes.service_request.signing import Party

ACCEPTS, FINANCE = "request.accept_quote", "request.sign_finance"


APPROVER = Party("approver", "order.approve", "origin", _("an approver whose limit reaches the price"))
# An object manager: whoever accepts quotes and does not sign for the finances.
REGION_MANAGER = Party("region_object", ACCEPTS, "origin", _("the region's object manager"), without=FINANCE)
MANAGER = Party("object", ACCEPTS, "support", _("the support organisation's object manager"), without=FINANCE)
CONTROLLER = Party("finance", FINANCE, "support", _("the finance controller"))
EVERY = (APPROVER, REGION_MANAGER, MANAGER, CONTROLLER)


def parties(ticket) -> tuple[Party, ...]:
    """The parties of the order's latest quote as it is divided now. Each is another person."""
    allocation = ticket.allocation()
    return parties_where(ticket, {one.region_id for one in allocation.parts} if allocation else {ticket.origin_id})


def parties_where(ticket, bearing: set[int]) -> tuple[Party, ...]:
    """The parties where these regions bear the cost; an order of the support organisation is everybody's."""
    if bearing != {ticket.origin_id} or directory.organisation(ticket.origin_id).tier != "region":
        return (MANAGER, CONTROLLER)
    return (APPROVER,) if ticket.able_to_accept() else (REGION_MANAGER, CONTROLLER)


def signed(ticket) -> tuple:
    """What is signed beside the item and its answers: the quote, its division, and the reference."""
    quote, allocation = ticket.latest_quote(), ticket.allocation()
    shares = [f"{one.region_id}:{one.share}" for one in allocation.parts] if allocation else []
    return (quote.number if quote else "", allocation.key if allocation else "", *sorted(shares), _reference(ticket))


def _reference(ticket) -> str:
    return ticket.said().get("purchase_reference", "")


signing.PARTIES[Purpose.QUOTE] = parties
signing.SIGNED[Purpose.QUOTE] = signed
