"""Whom a problem reaches: the regions it concerns, and the incidents it explains. Unscoped where it says so."""

from __future__ import annotations

from tickets import codes
from tickets.models import Link, Ticket

KIND = codes.LinkKind.CAUSED_BY
WHY = "a rule of the problem itself"


def links(problem):
    """The links in force from incidents to the problem. Unscoped: for rules and effects, never for a page."""
    return Link.objects.unscoped(WHY).filter(other_id=problem.pk, kind=KIND, ended_at=None)


def incident_ids(problem) -> set[int]:
    """The ids of the linked incidents; empty for a problem being born."""
    return set(links(problem).values_list("ticket_id", flat=True)) if problem.pk else set()


def incidents(problem) -> list:
    """The linked incidents in the order in which they are locked. Unscoped: their words are for their own readers."""
    return list(Ticket.objects.unscoped(WHY).filter(pk__in=incident_ids(problem)).order_by("pk"))


def regions(problem) -> list:
    """The rows of the affected regions, in the order of the regions; read once for the step."""
    return problem.affected()


def region_ids_of(incident) -> set[int]:
    """The regions of an incident, which a problem that explains it concerns too. None of a confidential one."""
    if incident.visibility == codes.Visibility.CONFIDENTIAL:
        return set()
    process = incident if type(incident) is incident.workflow_class() else _as_process(incident)
    owner = {incident.origin_id} if incident.origin and incident.origin.tier == "region" else set()
    return owner | process.leg_regions() | process.concerned_regions()


def _as_process(ticket):
    ticket.__class__ = ticket.workflow_class()
    return ticket
