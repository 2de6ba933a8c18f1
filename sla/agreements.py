"""What holds on a day: the version of an agreement, its terms for a clock, and whether it counts for a region yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from regions.models import Organisation, RegionPhase
from sla.calendars import hours_of
from sla.clock import Goal, Terms
from sla.models import Agreement, AgreementRegion, AgreementVersion, PriorityChange, Target

State = AgreementVersion.State


def version_on(agreement: Agreement, day: date) -> AgreementVersion | None:
    """The published version of `day` (a local one); None before the first."""
    rows = agreement.versions.filter(state=State.PUBLISHED, valid_from__lte=day).select_related("pause_calendar")
    return rows.order_by("-valid_from", "-number").first()


def counts_for(agreement: Agreement, region: Organisation, day: date) -> bool:
    """Whether what is measured of the region's cases on `day` counts, or is only shown."""
    if version_on(agreement, day) is None:
        return False
    own = AgreementRegion.objects.filter(agreement=agreement, region=region).first()
    if own is not None:
        return own.in_force(day)
    if agreement.counts_from_phase_id is None:
        return True
    phase = RegionPhase.objects.filter(region=region, phase=agreement.counts_from_phase_id).first()
    return phase is not None and (phase.valid_from is None or phase.valid_from <= day)


def terms_of(version: AgreementVersion, *, process: str, metric: str, providers: frozenset[int]) -> Terms | None:
    """What a clock needs; None where the version says nothing of the metric. `providers` held the case in its name."""
    targets = list(version.targets.filter(process=process, metric=metric).select_related("calendar"))
    terms = terms_from(version, targets, dict(version.pauses.values_list("hold", "rule"))) if targets else None
    return replace(terms, providers=providers) if terms and version.only_while_held else terms


def terms_from(version: AgreementVersion, targets: Iterable[Target], pauses: dict[str, str]) -> Terms:
    """The terms that rows say which were read already; of no provider."""
    limit = version.longest_pause_minutes
    limits = (
        {"longest_pause": timedelta(minutes=limit), "pause_hours": hours_of(version.pause_calendar)} if limit else {}
    )
    return Terms(
        goals={
            one.priority: Goal(timedelta(minutes=one.minutes), hours_of(one.calendar)) if one.minutes else Goal()
            for one in targets
        },
        pauses=pauses,
        from_change=version.on_priority_change == PriorityChange.FROM_CHANGE,
        pauses_from=version.pauses_from,
        most_pauses=version.most_pauses,
        **limits,
    )
