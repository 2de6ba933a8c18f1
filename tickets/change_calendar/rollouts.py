"""Deployments of releases among what is planned: each region's at its own time, in that region alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from regions.models import Organisation, ServiceComponent
from tickets.models import RegionDeployment
from tickets.processes.release.deployments.codes import DONE_IN_CALENDAR, IN_CALENDAR

AHEAD = IN_CALENDAR  # what may stand in another's way


def planned(
    start: datetime, end: datetime, actor, *, done: bool = False, region: Organisation | None = None
) -> QuerySet[RegionDeployment]:
    """The deployments planned at some time of [start, end) that `actor` reads, with their release, by start.

    With `done` those as well that have been carried out. What was planned of a release that has ended is planned no
    longer.
    """
    shown = Q(state__in=IN_CALENDAR, ticket__closed_at=None)
    if done:
        shown |= Q(state__in=DONE_IN_CALENDAR)
    rows = RegionDeployment.objects.visible_to(actor).filter(shown, planned_start__lt=end, planned_end__gt=start)
    rows = rows if region is None else rows.filter(region=region)
    return rows.select_related("ticket").order_by("planned_start", "ticket_id", "pk")


def are_kin(some: Iterable[ServiceComponent], others: Iterable[ServiceComponent]) -> list[ServiceComponent]:
    """Those of `some` that are among `others`, or are the whole or a part of one."""
    found = list(others)
    ids, parents = {one.pk for one in found}, {one.parent_id for one in found} - {None}
    return [one for one in some if one.pk in ids or one.parent_id in ids or one.pk in parents]
