"""What the phase of a region means for its orders, on its own days."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from regions import directory, phases
from regions.models import RegionPhase
from tests.parties import NEIGHBOUR, REGION, SUPPORT_ORG

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forgets")]


def at(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZoneInfo("Europe/Stockholm"))


def pk(slug: str) -> int:
    return directory.by_slug(slug).pk


@pytest.mark.parametrize(
    ("when", "mode", "bulk"),
    [
        (at(2023, 1, 1, 0), "preapproved_group", True),
        (at(2023, 12, 31, 23), "preapproved_group", True),
        (at(2024, 1, 1, 0), "requester_approver", False),
        (at(2026, 11, 29), "requester_approver", False),
    ],
)
def test_a_phase_holds_from_midnight_to_midnight(when, mode, bulk):
    assert (phases.approval_mode(pk(REGION), when), phases.allows_bulk_items(pk(REGION), when)) == (mode, bulk)


def test_each_region_has_days_of_its_own():
    RegionPhase.objects.filter(region__slug=NEIGHBOUR, phase__slug="phase-1").update(valid_to=None)
    RegionPhase.objects.filter(region__slug=NEIGHBOUR).exclude(phase__slug="phase-1").delete()
    directory.clear()
    when = at(2026, 11, 29)
    assert phases.allows_bulk_items(pk(NEIGHBOUR), when) and not phases.allows_bulk_items(pk(REGION), when)
    assert phases.approval_mode(pk(NEIGHBOUR), when) == "preapproved_group"


def test_before_the_first_phase_and_outside_the_regions_one_orders_and_another_approves():
    for organisation, when in ((pk(REGION), at(2020, 1, 1)), (pk(SUPPORT_ORG), at(2023, 6, 1))):
        assert phases.phase(organisation, when) is None
        assert phases.approval_mode(organisation, when) == "requester_approver"
        assert not phases.allows_bulk_items(organisation, when)
