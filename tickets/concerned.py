"""Which regions a ticket concerns beside its owner, and whose answer it waits for: for lists, figures and search.

A region has a part of its own, or is named as affected, or says in a major incident how it stands there. Only narrows
and counts tickets that are read through the scope.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Func, OuterRef, Q, Subquery
from django.db.models.lookups import IsNull

from roles.kept import AnyOf
from tickets.models import PARTED, AffectedRegion, MiRegionRow, RegionLeg

WHY = "only narrows tickets that are read through the scope"
NOT_HIT, UNANSWERED = "not_affected", ("unknown", "restored")


def naming(regions: Collection[int]) -> Q:
    """Tickets that name one of the regions."""
    legs = _legs().filter(ticket_id=OuterRef("pk"), region_id__in=regions)
    # Few, so they are found first, once.
    few = [rows.filter(region_id__in=regions).values("ticket_id") for rows in (_affected(), _hit())]
    # A value and not EXISTS, for which PostgreSQL would read every leg that the region ever had.
    named = Q(IsNull(Subquery(legs.values("pk")[:1]), False))
    return named | Q(AnyOf("pk", ArraySubquery(few[0]))) | Q(AnyOf("pk", ArraySubquery(few[1])))


def named_regions() -> Func:
    """A column with the ids of the regions that each ticket names; some of them may stand there twice."""
    rows = [rows.filter(ticket_id=OuterRef("pk")) for rows in (_legs(), _affected(), _hit())]
    return Func(
        *(ArraySubquery(one.values("region_id")) for one in rows),
        template="(%(expressions)s)",
        arg_joiner=" || ",
        output_field=ArrayField(BigIntegerField()),
    )


def awaiting(regions: Collection[int]) -> Q:
    """Tickets that wait for one of the regions: to confirm a solution or a fix, or to say how it stands there."""
    legs = RegionLeg.objects.unscoped(WHY).filter(region_id__in=regions, state="resolved")
    fixes = _affected().filter(region_id__in=regions, verified_at=None, ticket__state="verify")
    silent = _hit().filter(region_id__in=regions, state__in=UNANSWERED, named_silent=False, ticket__closed_at=None)
    # Few each, so they are found first, once: of an OR with EXISTS PostgreSQL would read every open ticket.
    found = (Q(AnyOf("pk", ArraySubquery(rows.values("ticket_id")))) for rows in (legs, fixes, silent))
    return reduce(or_, found)


def _legs():
    return RegionLeg.objects.unscoped(WHY).exclude(state=PARTED)


def _affected():
    return AffectedRegion.objects.unscoped(WHY)


def _hit():
    return MiRegionRow.objects.unscoped(WHY).exclude(state=NOT_HIT)
