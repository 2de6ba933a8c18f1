"""The incidents of a major incident, and the major incident of an incident: links of a kind of their own.

Not those of main case and part (`Process.kin`): an incident keeps its own clocks here, and its own main case.
"""

from __future__ import annotations

from tickets import codes
from tickets.models import PARTED, Link, RegionLeg, Ticket
from tickets.workflows.process import DECLARED

OVER = frozenset({"resolved", "review", "closed", "rejected", "downgraded"})
UNDER_WAY = ("candidate", *DECLARED)


def incidents_of(ticket) -> list:
    """The linked incidents by rising id, read once for the step; unscoped, a rule of the ticket itself."""
    if "_incidents" not in ticket.__dict__:
        linked = _links_of(ticket).values("ticket_id")
        found = Ticket.objects.unscoped("a rule of the ticket itself").filter(pk__in=linked)
        ticket.__dict__["_incidents"] = list(found.order_by("pk")) if ticket.pk else []
    return ticket.__dict__["_incidents"]


def _links_of(ticket):
    rows = Link.objects.unscoped("a rule of the ticket itself")
    return rows.filter(other_id=ticket.pk, kind=codes.LinkKind.IN_MAJOR, ended_at=None)


def open_incidents(ticket) -> list[int]:
    return [one.pk for one in incidents_of(ticket) if one.closed_at is None]


def regions_hit(ticket) -> set[int]:
    """The regions that the linked incidents name; one query."""
    if "_regions_hit" not in ticket.__dict__:
        legs = RegionLeg.objects.unscoped("a rule of the ticket itself").exclude(state=PARTED)
        named = legs.filter(ticket_id__in=_links_of(ticket).values("ticket_id")) if ticket.pk else legs.none()
        ticket.__dict__["_regions_hit"] = set(named.values_list("region_id", flat=True))
    return ticket.__dict__["_regions_hit"]


def major_of(incident):
    """The major incident or candidate under way that the incident is part of; None where there is none.

    One query; none where the incident was read together with the fact that it has no links.
    """
    if not getattr(incident, "is_linked", True):
        return None
    links = Link.objects.unscoped("a rule of the ticket itself").filter(
        ticket_id=incident.pk, kind=codes.LinkKind.IN_MAJOR, ended_at=None
    )
    rows = Ticket.objects.unscoped("a rule of the ticket itself").filter(state__in=UNDER_WAY)
    return rows.filter(pk__in=links.values("other_id")).order_by("-pk").first()


def under_way_of(service_id: int | None):
    """The newest major incident or candidate under way of the same service."""
    if service_id is None:
        return None
    rows = Ticket.objects.unscoped("a rule of the program").filter(process="major-incident", state__in=UNDER_WAY)
    return rows.filter(service_id=service_id).order_by("-pk").first()
