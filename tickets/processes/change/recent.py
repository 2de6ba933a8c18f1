"""On a new incident: changes done lately in the same region or service, which may have caused it (features.md C13)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q
from django.urls import reverse

from regions import directory
from roles.kept import AnyOf
from tickets import codes as ticket_codes
from tickets.models import AffectedRegion, AffectedService, ChangeDetail, Ticket
from tickets.processes.change import figures
from tickets.web.possible import step_url

MOST = 5
DONE = ("validating", "review", "closed", "implementing")
WHY = "only narrows what the reader reads"


def changes(ticket, actor) -> list[Ticket]:
    """What the reader reads of changes begun in the days before the incident, the latest first; one query."""
    since = ticket.registered_at - timedelta(days=figures.of("recent_days"))
    begun = ChangeDetail.objects.filter(actual_start__gte=since, actual_start__lte=ticket.registered_at)
    regions = AffectedRegion.objects.unscoped(WHY).filter(region_id=ticket.origin_id).values("ticket_id")
    near = Q(AnyOf("pk", ArraySubquery(regions)))
    if ticket.service_id is not None:
        services = AffectedService.objects.unscoped(WHY).filter(service_id__in=_of_one(ticket.service_id))
        near |= Q(AnyOf("pk", ArraySubquery(services.values("ticket_id"))))
    rows = Ticket.objects.visible_to(actor).filter(process="change", state__in=DONE)
    rows = rows.filter(AnyOf("pk", ArraySubquery(begun.values("ticket_id")))).filter(near)
    return list(rows.order_by("-updated_at", "-pk")[:MOST])


def _of_one(service_id: int) -> list[int]:
    """A service with its parts; a part with the service that it belongs to."""
    one = directory.service(service_id)
    family = {service_id, *(row.pk for row in directory.services() if row.parent_id == service_id)}
    return sorted(family | ({one.parent_id} if one and one.parent_id else set()))


def panel(read, actions) -> dict | None:
    """While nobody has named a cause: the changes, and the way to name one."""
    ticket = read.ticket
    has_cause = any(one.ticket_id == ticket.pk and one.kind == ticket_codes.LinkKind.CAUSED_BY for one in read.links)
    if has_cause or ticket.historic or ticket.closed_at is not None or ticket.registered_at is None:
        return None
    found = changes(ticket, read.actor)
    if not found:
        return None
    link = f"{step_url(ticket, 'link')}?{urlencode({'link_kind': ticket_codes.LinkKind.CAUSED_BY})}"
    return {
        "template": "tickets/change/recent.html",
        "changes": [{"row": one, "url": reverse("tickets:detail", args=[one.number])} for one in found],
        "link_url": link if actions.can("link") else "",
        "days": figures.of("recent_days"),
    }
