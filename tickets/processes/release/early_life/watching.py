"""In which regions and components a release is new, and from when until when; and which incidents fall into that.

A release is new in a region from its deployment there until early life support ends, or it is rolled back there. It is
worked out from what was deployed, and kept for half a minute as the directory keeps its rows: a registration costs
nothing more for it, and a deployment that is confirmed afterwards finds the incidents before it as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Q
from django.utils import timezone

from regions import directory
from roles.actor import Actor
from roles.kept import AnyOf
from tickets import codes, days
from tickets.change_calendar.collisions import kin_of
from tickets.models import PARTED, DeploymentSpell, RegionLeg, ReleaseDetail, Ticket

WHY = "where releases are new; each is shown to those who read it"
NUMBER = re.compile(r"[A-Za-z]{2,6}-[0-9]{4}-[0-9]{1,9}")


@dataclass(frozen=True)
class Window:
    """One region where the release is new, with the components that it touches there."""

    release_id: int
    number: str
    region_id: int
    services: frozenset[int]  # with the services they are parts of, and the parts of whole services
    begins: datetime
    ends: datetime | None  # None: it goes on

    def holds(self, at: datetime) -> bool:
        return self.begins <= at and (self.ends is None or at < self.ends)


def windows() -> tuple[Window, ...]:
    """Every window, the latest first; two queries, once in half a minute."""
    return directory.remembered((__name__, "windows"), _windows)


def _windows() -> tuple[Window, ...]:
    rows = DeploymentSpell.objects.unscoped(WHY).filter(environment=codes.Environment.PRODUCTION)
    columns = ("ticket_id", "region_id", "from_at", "rolled_back_at", "service_id")
    spells = list(rows.values_list(*columns).order_by("-from_at", "pk"))
    known, found = _releases({spell[0] for spell in spells}), {}
    for release_id, region_id, begins, back, service in spells:
        number, over = known[release_id]
        found.setdefault((release_id, number, region_id, begins, _first(back, over)), set()).add(service)
    return tuple(Window(*place, _kin(services), begins, ends) for (*place, begins, ends), services in found.items())


def _releases(ids: set[int]) -> dict[int, tuple[str, datetime | None]]:
    """By id the number, and when early life support ends; None: it goes on."""
    rows = ReleaseDetail.objects.filter(ticket_id__in=ids) if ids else ReleaseDetail.objects.none()
    rows = rows.values_list("ticket_id", "ticket__number", "els_until", "completed_at")
    return {pk: (number, _over(until, completed)) for pk, number, until, completed in rows}


def _over(until: date | None, completed: datetime | None) -> datetime | None:
    day = days.is_over(until) if until else None
    return _first(day, completed)


def _first(*instants: datetime | None) -> datetime | None:
    return min((one for one in instants if one is not None), default=None)


def _kin(service_ids: Iterable[int]) -> frozenset[int]:
    """A whole service and a part of it are the same here, as in the change calendar; two parts are not."""
    return frozenset(kin_of(service_ids))


def of_release(release_id: int) -> list[Window]:
    return [one for one in windows() if one.release_id == release_id]


def of_incident(ticket, region_ids: Iterable[int]) -> set[int]:
    """The releases, by id, that were new in one of these regions when it was registered; cut to no reader yet."""
    if ticket.registered_at is None or ticket.service_id is None:
        return set()
    regions = set(region_ids)
    return {
        one.release_id
        for one in windows()
        if one.region_id in regions and ticket.service_id in one.services and one.holds(ticket.registered_at)
    }


# --- As a condition ---


def within(those: Iterable[Window]) -> Q:
    """The incidents registered inside any of the windows; nothing where there are none."""
    return reduce(or_, (_inside(one) for one in those), Q(pk__in=[]))


def _inside(window: Window) -> Q:
    legs = RegionLeg.objects.unscoped(WHY).filter(region_id=window.region_id).exclude(state=PARTED)
    legs = legs.filter(ticket__registered_at__gte=window.begins)
    here = Q(origin_id=window.region_id) | Q(AnyOf("pk", ArraySubquery(legs.values("ticket_id"))))
    when = Q(registered_at__gte=window.begins)
    if window.ends is not None:
        when &= Q(registered_at__lt=window.ends)
    return Q(process="incident", service_id__in=sorted(window.services)) & when & here


def keep(value: str, actor: Actor) -> Q:
    """The filter of lists: the number of a release, or `any` that is new now. Raises KeyError for any other word.

    A number that there is none of, or that the reader may not read, keeps nothing. Who reads it is asked in the query
    itself: a kept query is made once for all readers of a side.
    """
    if value == "any":
        now = timezone.now()
        those = [one for one in windows() if one.holds(now)]
    elif NUMBER.fullmatch(value):
        those = [one for one in windows() if one.number == value.upper()]
    else:
        raise KeyError(value)
    by_release: dict[int, list[Window]] = {}
    for one in those:
        by_release.setdefault(one.release_id, []).append(one)
    kept = (within(its) & _reads(pk, actor) for pk, its in by_release.items())
    return reduce(or_, kept, Q(pk__in=[]))


def _reads(release_id: int, actor: Actor) -> Q:
    return Q(Exists(Ticket.objects.visible_to(actor).filter(pk=release_id)))
