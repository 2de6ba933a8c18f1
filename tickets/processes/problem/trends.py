"""Faults that come back: open and ended incidents that are alike, counted, with the reason in words (features.md P8).

Everything is counted among the incidents that the reader may read. Incidents that already have a problem are left out.
The database counts: one statement gives at most MOST_LISTED kinds, however many incidents there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regions import directory
from tickets import codes
from tickets.models import IncidentDetail, Link, Ticket
from tickets.processes.problem import figures

MOST_LISTED = 20
MOST_NAMED = 50  # incidents that a problem is started from
SAFETY = ["", *codes.PatientSafety.values]  # the worst last
COLUMNS = ("id", "number", "title", "registered_at", "service_id", "origin_id", "patient_safety", "sort", "release")
# Of kinds with exactly the same incidents (by their number and the sum of hashes) the narrower one is kept: those of a
# version before those of a category before the whole service.
COUNT = """
with mine ({columns}) as materialized ({mine}),
counted as (
  select service_id, sort, release, grouping(sort) as any_sort, grouping(release) as any_release,
         count(*) filter (where registered_at >= %(since)s) as number_now,
         count(*) filter (where registered_at < %(since)s) as number_before,
         count(distinct origin_id) filter (where registered_at >= %(since)s) as regions,
         max(array_position(%(safety)s::text[], patient_safety::text))
           filter (where registered_at >= %(since)s) as safety,
         sum(hashint8extended(id, 0)::numeric) filter (where registered_at >= %(since)s) as which
    from mine
   group by grouping sets ((service_id), (service_id, sort), (service_id, release))
  having count(*) filter (where registered_at >= %(since)s) >= %(least)s
),
kinds as (
  select *, any_sort = 1 and any_release = 1 as is_whole,
         row_number() over (
           partition by service_id, number_now, which
           order by any_sort = 1 and any_release = 1, coalesce(sort, ''), coalesce(release, '')
         ) as place
    from counted
   where coalesce(sort, ' ') <> '' and coalesce(release, ' ') <> ''
),
listed as (
  select * from kinds where place = 1
   order by number_now desc, regions desc, is_whole, coalesce(sort, ''), coalesce(release, ''), service_id
   limit %(listed)s
)
select service_id, coalesce(sort, ''), coalesce(release, ''), number_now, number_before, regions, safety, newest.rows
  from listed
 cross join lateral (
   select array_agg(array[number, title] order by registered_at desc, id desc) as rows from (
     select * from mine
      where mine.service_id = listed.service_id and registered_at >= %(since)s
        and (listed.any_sort = 1 or mine.sort = listed.sort)
        and (listed.any_release = 1 or mine.release = listed.release)
      order by registered_at desc, id desc
      limit %(named)s
   ) as those
 ) as newest
 order by number_now desc, regions desc, is_whole, coalesce(sort, ''), coalesce(release, ''), service_id
"""


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


@dataclass(frozen=True)
class Trend:
    """A kind of incident that has come often enough in the last days; `incidents` are the newest, (number, title)."""

    kind: Kind
    count: int
    before: int
    regions: int
    worst_safety: str
    incidents: list[tuple[str, str]]
    days: int

    @property
    def numbers(self) -> list[str]:
        return [number for number, _title in self.incidents]

    @property
    def more(self) -> int:
        """How many there are beside those that are named."""
        return self.count - len(self.incidents)

    @property
    def reason(self) -> str:
        """Why it stands in the list: how many, from how many regions, and how many there were before."""
        found = ngettext("%(count)s incident", "%(count)s incidents", self.count) % {"count": self.count}
        places = ngettext("%(count)s region", "%(count)s regions", self.regions) % {"count": self.regions}
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
    sql, given = _statement(actor, since=since, days=days)
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [_trend(row, days) for row in cursor.fetchall()]


def _trend(row: tuple, days: int) -> Trend:
    service, category, version, count, before, regions, safety, newest = row
    named = [(number, title) for number, title in newest]
    return Trend(Kind(service, category, version), count, before, regions, SAFETY[safety - 1], named, days)


def _statement(actor, *, since: datetime, days: int) -> tuple[str, dict]:
    """The counting around what the reader reads; its parameters are given names of their own."""
    mine, values = _incidents(actor, since=since - timedelta(days=days)).query.sql_with_params()
    names = [f"of_scope_{place}" for place in range(len(values))]
    scoped = mine % tuple(f"%({name})s" for name in names)
    given = {"since": since, "safety": SAFETY, "least": figures.of("trend_least")}
    given |= {"listed": MOST_LISTED, "named": MOST_NAMED} | dict(zip(names, values, strict=True))
    return COUNT.replace("{columns}", ", ".join(COLUMNS)).replace("{mine}", scoped), given


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
    rows = rows.filter(~Exists(explained)).order_by()
    named = {
        "sort": Coalesce(NullIf("category_close", Value("")), "category_open"),
        "release": Coalesce(version, Value("")),
    }
    return rows.annotate(**named).values_list(*COLUMNS)
