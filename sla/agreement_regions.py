"""From which day an agreement counts, region by region: measured before it, counted from it on.

A region's own days beat those of its phase, and they those of the versions (sla.agreements.counts_for).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from regions import directory
from regions.models import Organisation, RegionPhase
from roles.actor import Actor
from roles.changing import Refused
from sla import publishing
from sla.agreement_versions import CAPABILITY
from sla.models import Agreement, AgreementRegion, AgreementRegionChange, AgreementVersion


class Why(StrEnum):
    OWN = "own"
    PHASE = "phase"
    VERSION = "version"


@dataclass(frozen=True)
class Counted:
    """The days on which the agreement counts for a region; without `since`: not yet. Without `until`: till further."""

    region: Organisation
    since: date | None
    until: date | None
    why: Why

    def holds(self, day: date) -> bool:
        return self.since is not None and self.since <= day and (self.until is None or day <= self.until)


def counted(agreement: Agreement) -> list[Counted]:
    """One for each region, in the order of the strip; three queries."""
    return counted_of([agreement])[agreement.pk]


def counted_of(agreements: Sequence[Agreement]) -> dict[int, list[Counted]]:
    """By agreement; three queries, however many there are."""
    own = {(row.agreement_id, row.region_id): row for row in AgreementRegion.objects.filter(agreement__in=agreements)}
    begins = {one.counts_from_phase_id for one in agreements if one.counts_from_phase_id}
    phases = RegionPhase.objects.filter(phase__in=begins) if begins else []
    begun = {(row.phase_id, row.region_id): row for row in phases}
    versions = AgreementVersion.objects.filter(agreement__in=agreements, state=AgreementVersion.State.PUBLISHED)
    first = dict(versions.order_by().values_list("agreement").annotate(first=Min("valid_from")))
    return {
        one.pk: [
            _counted(
                one,
                region,
                own.get((one.pk, region.pk)),
                begun.get((one.counts_from_phase_id, region.pk)),
                first.get(one.pk),
            )
            for region in directory.regions()
        ]
        for one in agreements
    }


def _counted(
    agreement: Agreement,
    region: Organisation,
    own: AgreementRegion | None,
    begun: RegionPhase | None,
    first: date | None,
) -> Counted:
    if own is not None:
        since = max(filter(None, (own.valid_from, first)), default=None) if first else None
        return Counted(region, since, own.valid_to, Why.OWN)
    if agreement.counts_from_phase_id is None:
        return Counted(region, first, None, Why.VERSION)
    since = max(begun.valid_from or first, first) if begun is not None and first else None
    return Counted(region, since, None, Why.PHASE)


def set_days(
    actor: Actor,
    agreement: Agreement,
    region: Organisation,
    *,
    valid_from: date | None,
    valid_to: date | None,
    reason: str,
    read: tuple[date | None, date | None] | None,
) -> None:
    """Let the agreement count for the region from and through days of its own; without both it has none of its own.

    `read` are the own days that the actor has read (None: none). Opens the transaction; each change is kept.
    """
    publishing.demand(actor, CAPABILITY)
    if valid_from is None and valid_to is not None:
        raise Refused(valid_from=_("Write the first day, too."))
    if valid_from and valid_to and valid_to < valid_from:
        raise Refused(valid_to=_("The last day comes before the first. Change one of them."))
    with transaction.atomic():
        Agreement.objects.select_for_update().get(pk=agreement.pk)
        row = AgreementRegion.objects.filter(agreement=agreement, region=region).first()
        before = (row.valid_from, row.valid_to) if row else None
        if before != read:
            raise Refused(_=_("Somebody else has changed the days meanwhile. Read what stands now, and save again."))
        _keep(agreement, region, row, valid_from, valid_to)
        AgreementRegionChange.objects.create(
            agreement=agreement,
            region=region,
            at=timezone.now(),
            by=actor.user,
            by_role=publishing.right_of(actor, CAPABILITY),
            had_from=before[0] if before else None,
            had_to=before[1] if before else None,
            valid_from=valid_from,
            valid_to=valid_to,
            reason=reason,
        )
    directory.clear()


def own_days(agreement: Agreement, region: Organisation) -> tuple[date | None, date | None] | None:
    row = AgreementRegion.objects.filter(agreement=agreement, region=region).first()
    return (row.valid_from, row.valid_to) if row else None


def _keep(agreement, region, row: AgreementRegion | None, valid_from: date | None, valid_to: date | None) -> None:
    if valid_from is None:
        if row is not None:
            row.delete()
        return
    row = row or AgreementRegion(agreement=agreement, region=region)
    row.valid_from, row.valid_to = valid_from, valid_to
    row.save()
