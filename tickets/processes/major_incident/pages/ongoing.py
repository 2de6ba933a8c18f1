"""Which major incidents there are: the list, and the banner on Start for everyone concerned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from regions import directory
from tickets.models import MajorIncidentDetail, MiAction, MiRegionRow, Ticket
from tickets.processes.major_incident.kin import UNDER_WAY
from tickets.processes.major_incident.pages import situation as situations
from tickets.selectors import as_process
from tickets.web.showing import Cell

RECENT = timedelta(days=30)
SHOWN = 50
MOST_BANNERS = 3


@dataclass(frozen=True)
class Line:
    """A major incident in a list; `own` is what the reader's region has said, where it has a row."""

    ticket: Ticket
    url: str
    picture_url: str
    state: str
    declared_at: datetime | None
    message_due_at: datetime | None
    cells: list[Cell]
    own: MiRegionRow | None
    is_late: bool


@require_GET
def ongoing(request):
    """Under way first, then those of the last thirty days."""
    actor, now = request.actor, timezone.now()
    rows = Ticket.objects.visible_to(actor).filter(process=situations.SLUG, historic=False)
    over = rows.exclude(state__in=UNDER_WAY).filter(registered_at__gte=now - RECENT).order_by("-registered_at", "-pk")
    context = {
        "now": now,
        "lines": lines_of(situations.under_way(actor)[:SHOWN], actor, now),
        "over": lines_of(over[:SHOWN], actor, now),
        "may_propose": actor.can("mi.propose"),
        "actions": _actions_left(actor) if actor.is_customer_side else [],
    }
    return render(request, "tickets/major_incident/ongoing.html", context)


def _actions_left(actor) -> list[MiAction]:
    """What is left to do after the major incidents that the reader may read, by its day; one query."""
    rows = MiAction.objects.visible_to(actor).filter(done_at=None).select_related("text", "owner", "ticket")
    return list(rows.order_by("due_at", "pk")[:SHOWN])


def lines_of(rows, actor, now: datetime) -> list[Line]:
    """Three queries, none for each row."""
    found = [as_process(one) for one in rows]
    ids = [one.pk for one in found]
    details = MajorIncidentDetail.objects.in_bulk(ids) if ids else {}
    by_ticket: dict[int, list[MiRegionRow]] = {}
    for row in MiRegionRow.objects.visible_to(actor).filter(ticket_id__in=ids) if ids else ():
        by_ticket.setdefault(row.ticket_id, []).append(row)
    return [_line(one, details.get(one.pk), by_ticket.get(one.pk, []), actor, now) for one in found]


def _line(ticket, detail, rows, actor, now: datetime) -> Line:
    states = {row.region_id: row.state for row in rows}
    own = actor.organisation_ids
    due = detail.message_due_at if detail else None
    return Line(
        ticket=ticket,
        url=reverse("tickets:detail", args=[ticket.number]),
        picture_url=reverse("tickets:situation_picture", args=[ticket.number]),
        state=ticket.state_label(),
        declared_at=detail.declared_at if detail else None,
        message_due_at=due,
        cells=[
            Cell(
                one.letters, one.short_name or one.name,
                "" if states.get(one.pk, "") == "not_affected" else states.get(one.pk, ""), one.pk in own,
            )
            for one in directory.regions()
        ],
        own=next((row for row in rows if row.region_id in own), None),
        is_late=due is not None and due < now,
    )  # fmt: skip


def banner(actor, *, now: datetime) -> list[Line]:
    """What Start shows on top: declared ones that the reader may read; one query where there are none."""
    if not actor.hats:
        return []
    return lines_of(situations.under_way(actor).exclude(state="candidate")[:MOST_BANNERS], actor, now)
