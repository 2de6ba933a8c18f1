"""Who the groups of a row's steps mean: the people of its region, by what they may do there."""

from __future__ import annotations

from regions import directory
from tickets import telling_whom
from tickets.models import Event, RegionDeployment, Ticket


def register() -> None:
    """Make the groups known to those who tell; called once, when the app is ready."""
    managing = frozenset({"deployment.manage"})
    telling_whom.MORE_PLACES.update(
        deployment_region=(managing, _of_row),
        deployment_regions=(managing, lambda ticket, event: {region.pk for region in directory.regions()}),
        deployment_deciders=(frozenset({"deployment.go"}), _of_row),
        deployment_verifiers=(frozenset({"deployment.verify"}), _of_row),
    )


def _of_row(ticket: Ticket, event: Event):
    rows = RegionDeployment.objects.unscoped(telling_whom.WHY).filter(pk=event.subject_id, ticket_id=ticket.pk)
    return set(rows.values_list("region_id", flat=True)) if event.subject_type == RegionDeployment.kind else set()
