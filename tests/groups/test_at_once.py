"""Two who give roles at the same instant: one membership, one limit."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from roles import groups
from roles.actor import actor_for
from roles.models import GroupMembership, RoleChange
from tests.concurrency.racing import lost, race
from tests.groups.giving import leader, member, worker
from tests.parties import REGION
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)


def other_giver():
    return actor_for(person("region-objektagare", REGION))


def test_two_who_make_the_same_person_a_member_make_it_once():
    who, givers = worker(), (leader(), other_giver())
    outcomes = race(*(lambda by=by: member("bestallare", who=who, by=by) for by in givers))
    assert lost(outcomes) == ["Refused"]
    assert GroupMembership.objects.filter(user=who).count() == 1
    assert RoleChange.objects.filter(what="group_given").count() == 1


def test_two_who_change_a_limit_leave_one_in_force():
    row, today = member("godkannare", amount_limit=Decimal("1000")), timezone.localdate()
    calls = [
        lambda by=by, limit=limit: groups.change_limit(by, row, amount_limit=Decimal(limit), first_day=today)
        for by, limit in ((leader(), 2000), (other_giver(), 3000))
    ]
    assert lost(race(*calls)) == ["Refused"]
    rows = GroupMembership.objects.filter(user=row.user).order_by("valid_from")
    assert [one.valid_to for one in rows] == [today - timedelta(days=1), None]
    assert groups.limit_of(row.user_id, row.organisation_id, timezone.now()) in (Decimal(2000), Decimal(3000))
