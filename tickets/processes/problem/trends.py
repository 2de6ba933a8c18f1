"""Faults that come back: open and ended incidents that are alike, counted, with the reason in words (features.md P8).

Everything is counted among the incidents that the reader may read. Incidents that already have a problem are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regions import directory
from tickets import codes
from tickets.models import IncidentDetail, Link, Ticket
from tickets.processes.problem import figures

MOST_LISTED = 20
MOST_NAMED = 50  # incidents that a problem is started from


@dataclass(frozen=True)
class Kind:
    """What incidents have in common: the service, and where given the category or the version."""

    service_id: int
    category: str = ""
    version: str = ""

    @property
    def label(self) -> str:
        service = directory.service(self.service_id)
        said = {"service": service.name if service else "", "version": self.version}
        if self.category:
            said["category"] = codes.Category(self.category).label
            return _("%(service)s (category: %(category)s)") % said
        return _("%(service)s (version: %(version)s)") % said if self.version else said["service"]


@dataclass
class Trend:
    """A kind of incident that has come often enough in the last days."""

    kind: Kind
    incidents: list[Ticket]
    before: int
    days: int
    regions: list[str] = field(default_factory=list)

    @property
    def numbers(self) -> list[str]:
        return [one.number for one in self.incidents[:MOST_NAMED]]

    @property
    def worst_safety(self) -> str:
        order = ("", *codes.PatientSafety.values)
        return max((one.patient_safety for one in self.incidents), key=order.index)

    @property
    def reason(self) -> str:
        """Why it stands in the list: how many, from how many regions, and how many there were before."""
        count, regions = len(self.incidents), len({one.origin_id for one in self.incidents})
        found = ngettext("%(count)s incident", "%(count)s incidents", count) % {"count": count}
        places = ngettext("%(count)s region", "%(count)s regions", regions) % {"count": regions}
        said = {
            "incidents": found,
            "what": self.kind.label,
            "days": self.days,
            "regions": places,
            "before": self.before,
        }
        text = _(
            "%(incidents)s of %(what)s in the last %(days)s days from %(regions)s, "
            "against %(before)s in the %(days)s days before"
        )
        return text % said


def trends(actor, *, now: datetime) -> list[Trend]:
    """The kinds that come most often among what `actor` reads, the most frequent first; one query.

    A kind that has exactly the incidents of a narrower one is left out for it.
    """
    days = figures.of("trend_days")
    since = now - timedelta(days=days)
    recent: dict[Kind, list] = defaultdict(list)
    earlier: dict[Kind, int] = defaultdict(int)
    for ticket in _incidents(actor, since=since - timedelta(days=days)):
        for kind in _kinds_of(ticket):
            if ticket.registered_at >= since:
                recent[kind].append(ticket)
            else:
                earlier[kind] += 1
    least = figures.of("trend_least")
    found = [Trend(kind, rows, earlier[kind], days) for kind, rows in recent.items() if len(rows) >= least]
    return _distinct(sorted(found, key=_order))[:MOST_LISTED]


def _incidents(actor, *, since: datetime):
    """Incidents of cases of their own that no problem explains yet, with the version that was stated."""
    explained = Link.objects.unscoped("only narrows what the reader reads").filter(
        ticket_id=OuterRef("pk"), other__process="problem", kind=codes.LinkKind.CAUSED_BY, ended_at=None
    )
    version = Subquery(IncidentDetail.objects.filter(pk=OuterRef("pk")).values("version")[:1])
    rows = Ticket.objects.visible_to(actor).filter(
        process="incident", registered_at__gte=since, historic=False, service__isnull=False
    )
    rows = rows.exclude(state__in=("draft", "cancelled", "duplicate", "reclassified"))
    return rows.filter(~Exists(explained)).annotate(stated_version=version).order_by("-registered_at", "-pk")


def _kinds_of(ticket) -> list[Kind]:
    kinds = [Kind(ticket.service_id)]
    if category := ticket.category_close or ticket.category_open:
        kinds.append(Kind(ticket.service_id, category=category))
    if ticket.stated_version:
        kinds.append(Kind(ticket.service_id, version=ticket.stated_version))
    return kinds


def _order(trend: Trend) -> tuple:
    regions = len({one.origin_id for one in trend.incidents})
    is_whole_service = not (trend.kind.category or trend.kind.version)
    return (-len(trend.incidents), -regions, is_whole_service, trend.kind.category, trend.kind.version)


def _distinct(found: list[Trend]) -> list[Trend]:
    seen: set[Hashable] = set()
    kept = []
    for trend in found:
        same = frozenset(one.pk for one in trend.incidents)
        if same not in seen:
            seen.add(same)
            kept.append(trend)
    return kept
