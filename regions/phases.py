"""What the phase that a region is in means for its orders. A region without a phase has one order, another approve."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from regions import directory
from regions.models import Phase, RegionPhase


def phase(region_id: int, at: datetime) -> Phase | None:
    """The phase of the region on the day of `at`; None where none is in force then. One query in half a minute."""
    day = timezone.localdate(at)
    return next((row.phase for row in _periods().get(region_id, ()) if row.in_force(day)), None)


def approval_mode(region_id: int, at: datetime) -> str:
    """How orders of the region are approved on the day of `at`: a `Phase.ApprovalMode`."""
    found = phase(region_id, at)
    return found.approval_mode if found else Phase.ApprovalMode.REQUESTER_APPROVER


def allows_bulk_items(region_id: int, at: datetime) -> bool:
    """Whether catalogue items for bulk loading are on offer to the region on the day of `at`."""
    found = phase(region_id, at)
    return bool(found and found.allow_bulk_items)


def _periods() -> dict[int, list[RegionPhase]]:
    return directory.remembered((__name__, "periods"), _read)


def _read() -> dict[int, list[RegionPhase]]:
    """The periods of each region in the active collaboration, the latest first."""
    active = directory.collaboration()
    rows = RegionPhase.objects.filter(phase__collaboration=active).select_related("phase") if active else ()
    found: dict[int, list[RegionPhase]] = {}
    for row in sorted(rows, key=lambda one: one.valid_from or date.min, reverse=True):
        found.setdefault(row.region_id, []).append(row)
    return found
