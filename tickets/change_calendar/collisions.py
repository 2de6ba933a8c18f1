"""Which planned changes meet: at the same time, and in a region or in a component that both touch (features.md C11).

A service and a part of it are the same component here: whoever changes the whole changes each part. Two parts of one
service are not. Ends do not meet beginnings: times are [start, end).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from regions import directory
from regions.models import Organisation, ServiceComponent
from roles.actor import SYSTEM
from tickets.change_calendar import rollouts
from tickets.models import AffectedRegion, AffectedService, ChangeDetail, Ticket

COLLIDING = ("scheduled", "implementing")  # what is not planned any more, or is done, is in nobody's way
WHY = "of changes read through the scope"
MEETING = """
select one.ticket_id, other.ticket_id
  from tickets_changedetail one join tickets_changedetail other
    on one.ticket_id < other.ticket_id
   and one.planned_start < other.planned_end and other.planned_start < one.planned_end
 where one.ticket_id = any(%s) and other.ticket_id = any(%s)
   and (exists (select 1 from tickets_affectedregion a join tickets_affectedregion b using (region_id)
                 where a.ticket_id = one.ticket_id and b.ticket_id = other.ticket_id)
     or exists (select 1 from tickets_affectedservice a join regions_servicecomponent x on x.id = a.service_id,
                              tickets_affectedservice b join regions_servicecomponent y on y.id = b.service_id
                 where a.ticket_id = one.ticket_id and b.ticket_id = other.ticket_id
                   and (x.id = y.id or x.parent_id = y.id or y.parent_id = x.id)))
 order by 1, 2"""


@dataclass(frozen=True)
class Collision:
    """A change, or a release, that is in the way, and the regions and components that both touch."""

    change: Ticket
    start: datetime
    end: datetime
    regions: tuple[Organisation, ...]
    services: tuple[ServiceComponent, ...]


def of(change, actor=None) -> list[Collision]:
    """What a planned change meets, by start; `actor` None: whoever reads it (a rule of the program)."""
    detail = change.detail() or ChangeDetail.objects.filter(ticket_id=change.pk).first()
    if detail is None or detail.planned_start is None or detail.planned_end is None:
        return []
    return between(
        detail.planned_start,
        detail.planned_end,
        AffectedRegion.objects.unscoped(WHY).filter(ticket_id=change.pk).values_list("region_id", flat=True),
        AffectedService.objects.unscoped(WHY).filter(ticket_id=change.pk).values_list("service_id", flat=True),
        actor=actor,
        leave_out=change.pk,
    )


def between(
    start: datetime, end: datetime, region_ids: Iterable[int], service_ids: Iterable[int], *, actor, leave_out=None
) -> list[Collision]:
    """What a change of these regions and components would meet at [start, end), as far as `actor` reads it.

    Two queries, and two more where there is a change, one where a release is deployed.
    """
    regions, services = set(region_ids), kin_of(service_ids)
    rows = planned(start, end, actor or SYSTEM, states=COLLIDING).filter(_touching(regions, services))
    found = list(rows.exclude(ticket_id=leave_out) if leave_out else rows)
    met = _said(found, regions, services) if found else []
    return met + _rolled_out(start, end, actor or SYSTEM, regions, services)


def _rolled_out(start: datetime, end: datetime, actor, regions: set[int], services: set[int]) -> list[Collision]:
    """The releases that are deployed then in one of the regions, or that touch one of the components."""
    by_release: dict[Ticket, list] = {}
    for row in rollouts.planned(start, end, actor):
        by_release.setdefault(row.ticket, []).append(row)
    what = services_of([one.pk for one in by_release]) if by_release else {}
    found = []
    for release, rows in by_release.items():
        parts = tuple(one for one in what.get(release.pk, ()) if one.pk in services)
        met = rows if parts else [row for row in rows if row.region_id in regions]
        if met:
            places = tuple(directory.organisation(row.region_id) for row in met if row.region_id in regions)
            ends = [row.planned_end for row in met]
            found.append(Collision(release, min(row.planned_start for row in met), max(ends), places, parts))
    return found


def planned(start: datetime, end: datetime, actor, *, states: Iterable[str]) -> QuerySet[ChangeDetail]:
    """The changes planned at some time of [start, end) that `actor` reads, with their ticket, by start."""
    readable = Ticket.objects.visible_to(actor).filter(process="change", state__in=list(states))
    rows = ChangeDetail.objects.filter(planned_start__lt=end, planned_end__gt=start, ticket__in=readable)
    return rows.select_related("ticket").order_by("planned_start", "ticket_id")


def pairs(ids: Iterable[int]) -> list[tuple[int, int]]:
    """Which of the planned changes of these ids meet each other, the lower id first; one query."""
    wanted = list(ids)
    if len(wanted) < 2:
        return []
    with connection.cursor() as cursor:
        cursor.execute(MEETING, [wanted, wanted])
        return cursor.fetchall()


def kin_of(service_ids: Iterable[int]) -> set[int]:
    """The components with the services that they are parts of, and the parts of those that are whole services."""
    own = set(service_ids)
    known = [one for one in map(directory.service, own) if one is not None]
    return (
        own
        | {one.parent_id for one in known if one.parent_id}
        | {one.pk for one in directory.services() if one.parent_id in own}
    )


def _touching(regions: set[int], services: set[int]) -> Q:
    in_region = AffectedRegion.objects.unscoped(WHY).filter(ticket_id=OuterRef("ticket_id"), region_id__in=regions)
    in_service = AffectedService.objects.unscoped(WHY).filter(ticket_id=OuterRef("ticket_id"), service_id__in=services)
    return Q(Exists(in_region)) | Q(Exists(in_service))


def _said(rows: list[ChangeDetail], regions: set[int], services: set[int]) -> list[Collision]:
    ids = [row.ticket_id for row in rows]
    where, what = regions_of(ids), services_of(ids)
    return [
        Collision(
            row.ticket,
            row.planned_start,
            row.planned_end,
            tuple(one for one in where.get(row.ticket_id, ()) if one.pk in regions),
            tuple(one for one in what.get(row.ticket_id, ()) if one.pk in services),
        )
        for row in rows
    ]


def regions_of(ids: Iterable[int]) -> dict[int, list[Organisation]]:
    """The regions of each change that was read through the scope, in their order; one query."""
    rows = AffectedRegion.objects.unscoped(WHY).filter(ticket_id__in=list(ids))
    found: dict[int, list[Organisation]] = {}
    for ticket_id, region_id in rows.order_by("region__position").values_list("ticket_id", "region_id"):
        found.setdefault(ticket_id, []).append(directory.organisation(region_id))
    return found


def services_of(ids: Iterable[int]) -> dict[int, list[ServiceComponent]]:
    """The components of each change that was read through the scope, in the order of the catalogue; one query."""
    rows = AffectedService.objects.unscoped(WHY).filter(ticket_id__in=list(ids))
    touched: dict[int, set[int]] = {}
    for ticket_id, service_id in rows.values_list("ticket_id", "service_id"):
        touched.setdefault(ticket_id, set()).add(service_id)
    return {pk: [one for one in directory.services() if one.pk in found] for pk, found in touched.items()}
