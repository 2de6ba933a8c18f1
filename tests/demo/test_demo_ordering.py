"""Who orders and approves in the demo, and its solidarity ledger."""

import pytest
from django.utils import timezone

from regions import directory
from roles import groups
from roles.models import GroupMembership
from sussa.demo.solidarity import make_ledger
from tickets.models import SolidarityRow, SolidarityShare

pytestmark = pytest.mark.django_db


def test_each_region_and_the_support_organisation_has_orderers_and_approvers_today(made):
    now = timezone.now()
    for place in (*directory.regions(), directory.support_org()):
        assert groups.members(place.pk, "bestallare", now), place
        approvers = groups.members(place.pk, "godkannare", now)
        assert approvers, place
        orderers = {row.user_id for row in groups.members(place.pk, "bestallare", now)}
        assert len(orderers | {row.user_id for row in approvers}) > 1, "nobody else than the orderer approves"
    limits = set(GroupMembership.objects.filter(group="godkannare").values_list("amount_limit", flat=True))
    assert None in limits and len(limits) > 5
    assert not GroupMembership.objects.exclude(pk__in=groups.in_force(now).values("pk")).exists()


def test_the_ledger_has_effort_and_costs_that_add_up_and_is_made_once(made):
    rows = SolidarityRow.objects.all()
    assert {row.kind for row in rows} == {"effort", "cost"}
    before = rows.count()
    for row in rows:
        for side in {one.part for one in row.shares.all()}:
            assert sum(SolidarityShare.objects.filter(row=row, part=side).values_list("share", flat=True)) == 10_000
    make_ledger(None, {}, now=timezone.now())
    assert SolidarityRow.objects.count() == before
