"""What the rows of the list say of each case; how they look is `queue_row` of the frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from regions import directory
from tickets.web import showing
from tickets.web.clocks import Due, due_of


@dataclass(frozen=True)
class Row:
    """One ticket as the list shows it; nothing in it asks the database."""

    ticket: object
    url: str
    state: showing.State
    holder: str
    holder_tier: str
    assignee: str
    service: str
    vendor: str
    cells: list[showing.Cell]
    age: timedelta | None
    safety: str
    due: Due | None
    pick: str = ""  # the ticket at the version that is shown, where it can be ticked


def pick_of(ticket) -> str:
    return f"{ticket.pk}-{ticket.version}"


def rows_of(tickets: Iterable, filters: Mapping[str, str], actor, *, can_tick: bool = False) -> list[Row]:
    """One row a ticket, with `shown_legs` at hand; its address leads back to the list with these filters. One query."""
    tickets, came_from = list(tickets), urlencode({"lista": urlencode(filters)})
    due = due_of(tickets, actor, now=timezone.now())
    return [_row(one, came_from, actor, due.get(one.pk), pick_of(one) if can_tick else "") for one in tickets]


def _row(ticket, came_from: str, actor, due: Due | None, pick: str) -> Row:
    holder = directory.organisation(ticket.holder_id)
    service = directory.service(ticket.service_id)
    since = ticket.registered_at
    end = ticket.closed_at or timezone.now()
    return Row(
        ticket=ticket,
        url=f"{reverse('tickets:detail', args=[ticket.number])}?{came_from}",
        state=showing.state_of(ticket, actor),
        holder=(holder.short_name or holder.name) if holder else "",
        holder_tier=holder.tier if holder else "outside",
        assignee=showing.person_shown(ticket, ticket.assignee, ticket.holder_id, actor),
        service=service.name if service else "",
        vendor=showing.short_name(ticket.vendor_id),
        cells=showing.cells(ticket, ticket.shown_legs, actor),
        age=end - since if since else None,
        safety=ticket.patient_safety,
        due=due,
        pick=pick,
    )
