"""The reader's own orders: what waits for her, what is under way, and what has ended and can be ordered again."""

from __future__ import annotations

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from regions import directory
from tickets.models import ServiceRequestDetail, Ticket
from tickets.processes.service_request.catalogue import reading
from tickets.processes.service_request.catalogue.showing import order_url
from tickets.processes.service_request.states import END, S
from tickets.selectors import as_process
from tickets.web import addresses, showing

PROCESS = "service-request"
PAGE = 50


@dataclass(frozen=True)
class Row:
    """One order; nothing in it asks the database."""

    ticket: Ticket
    url: str
    state: showing.State
    title: str
    ordered_for: str
    holder: str
    due: object
    act: tuple[str, str] = ("", "")


@require_GET
def mine(request):
    """All of the reader's orders; two queries however many there are."""
    at, actor = timezone.now(), request.actor
    rows = Ticket.objects.visible_to(actor).filter(process=PROCESS, reporter_id=actor.person_id)
    start = request.GET.get("start", "")
    start = int(start) if start.isdecimal() and len(start) < 6 else 0
    found = [as_process(one) for one in rows.order_by("-updated_at", "-pk")[start : start + PAGE + 1]]
    details = _details(found[:PAGE])
    orders = [_row(one, details.get(one.pk), actor, at) for one in found[:PAGE]]
    context = {
        "waiting": [one for one in orders if one.ticket.state in (S.DRAFT, S.DELIVERED)],
        "under_way": [one for one in orders if one.ticket.state not in (S.DRAFT, S.DELIVERED, *END)],
        "ended": [one for one in orders if one.ticket.state in END],
        "count": len(orders),
        "next": start + PAGE if len(found) > PAGE else None,
        "is_later": bool(start),
    }
    return render(request, "tickets/service_request/mine.html", context)


def _details(tickets: list) -> dict:
    rows = ServiceRequestDetail.objects.filter(ticket_id__in=[one.pk for one in tickets])
    return {row.ticket_id: row for row in rows.select_related("version__item", "version__service")}


def _row(ticket, detail, actor, at) -> Row:
    version = detail.version if detail else None
    holder = directory.organisation(ticket.holder_id)
    return Row(
        ticket,
        reverse("tickets:detail", args=[ticket.number]) if ticket.number else _begun(ticket, version),
        showing.state_of(ticket, actor),
        version.title if version else ticket.title or _("An order that has been begun"),
        detail.ordered_for if detail else "",
        holder.name if holder and ticket.state not in (S.DRAFT, *END) else "",
        detail.fulfil_by if detail and ticket.state not in (S.DRAFT, S.DELIVERED, *END) else None,
        _act(ticket, version, actor, at),
    )


def _begun(ticket, version) -> str:
    return order_url(version, draft=ticket.pk) if version else reverse("tickets:catalogue")


def _act(ticket, version, actor, at) -> tuple[str, str]:
    """What the orderer does next: the button's words and where it leads."""
    if ticket.state == S.DELIVERED:
        return _("Accept the delivery"), addresses.step_of(ticket, "accept")
    if ticket.state == S.DRAFT:
        words = _("Complete the order") if ticket.number else _("Go on with it")
        return words, _begun(ticket, version)
    if ticket.state in END and version is not None and reading.may_read_item(actor, version, at):
        return _("Order again"), order_url(version, copy=ticket.pk)
    return "", ""
