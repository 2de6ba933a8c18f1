"""The rows of a release as its own rules read them: unscoped, in the order of the regions, once a step."""

from __future__ import annotations

from regions import directory
from tickets.processes.release.deployments.codes import DEVIATING, SETTLED
from tickets.processes.release.deployments.codes import RowState as R

WHY = "a rule of the release itself"


def rows_of(ticket) -> list:
    from tickets.models import RegionDeployment

    if "_deployments" not in ticket.__dict__:
        found = list(RegionDeployment.objects.unscoped(WHY).filter(ticket_id=ticket.pk)) if ticket.pk else []
        order = {region.pk: region.position for region in directory.regions()}
        for row in found:
            row.ticket = ticket
        ticket.__dict__["_deployments"] = sorted(found, key=lambda row: order.get(row.region_id, 0))
    return ticket.__dict__["_deployments"]


rows = rows_of


def ready(ticket) -> list:
    """The regions that have given their go."""
    return [row for row in rows_of(ticket) if row.state == R.READY]


def unfinished(ticket) -> list:
    """The rows that are neither verified nor deviate."""
    return [row for row in rows_of(ticket) if row.state not in SETTLED]


def without_deviation(ticket) -> list:
    """The rows that deviate with no record of it."""
    return [row for row in rows_of(ticket) if row.state in DEVIATING and row.deviation_id is None]
