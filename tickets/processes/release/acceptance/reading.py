"""What the acceptance test says: how each region stands, and which critical defects stand in the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from tickets.processes.release.acceptance.codes import CaseOutcome, DefectState, Severity


def state_of(defect, waivers: dict[int, object], day: date) -> DefectState:
    if defect.mended_at is not None:
        return DefectState.MENDED
    waiver = waivers.get(defect.pk)
    return DefectState.WAIVED if waiver is not None and waiver.until >= day else DefectState.OPEN


def open_critical(ticket, *, at: datetime | None = None, region: int | None = None) -> list:
    """The critical defects that are neither mended nor waived at `at` (now), in their order.

    Of a region's own go: without those that concern another region alone.
    """
    critical = [
        one
        for one in ticket.defects()
        if one.severity == Severity.CRITICAL
        and one.mended_at is None
        and (region is None or not one.only_region or one.region_id == region)
    ]
    day, waivers = timezone.localdate(at), ticket.waivers() if critical else {}
    return [one for one in critical if state_of(one, waivers, day) == DefectState.OPEN]


def latest(results) -> dict[tuple[int, int], object]:
    """The result that holds, by region and case."""
    return {(one.region_id, one.case_id): one for one in results}


def left_to_run(ticket, region: int) -> list:
    """The cases in force that the region has not come to, on the present build."""
    held = latest(ticket.test_results())
    return [
        case
        for case in ticket.test_cases()
        if (region, case.pk) not in held or held[region, case.pk].outcome == CaseOutcome.NOT_RUN
    ]


@dataclass
class Standing:
    """How far one region has come with the cases."""

    region_id: int
    counts: Counter = field(default_factory=Counter)

    @property
    def is_done(self) -> bool:
        return not self.counts[CaseOutcome.NOT_RUN]


def standings(regions, cases, results) -> list[Standing]:
    """One for each of `regions` (ids), in their order; a case without a result is not run."""
    held = latest(results)
    found = []
    for region in regions:
        one = Standing(region)
        for case in cases:
            result = held.get((region, case.pk))
            one.counts[CaseOutcome(result.outcome) if result else CaseOutcome.NOT_RUN] += 1
        found.append(one)
    return found
