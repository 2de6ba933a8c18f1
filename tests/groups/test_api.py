"""The groups of orders over REST: the same rules, under the API's own words."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from roles.credentials import make_token
from roles.models import GroupMembership
from tests import query_counts
from tests.api.calling import Program
from tests.groups.giving import OTHER, leader, member, worker
from tests.parties import NEIGHBOUR, REGION, vendor

pytestmark = pytest.mark.django_db


def of(user) -> Program:
    """The user's own program, by a personal token."""
    token, _row = make_token(user=user, name="test", expires_at=timezone.now() + timedelta(days=1))
    return Program(token)


def adding(who, **more) -> dict:
    fields = {"organisation": REGION, "group": "godkannare", "person": who.email, "amount_limit": "50000"}
    return fields | {"valid_from": timezone.localdate().isoformat()} | more


def test_a_member_is_added_gets_another_limit_and_is_ended():
    program, who = of(leader().user), worker()
    made = program.post("order-groups", adding(who, valid_from="2026-01-02"))
    assert made.status_code == 201, made.json()
    one = made.json()
    assert (one["amount_limit"], one["label"], one["person"]["email"]) == ("50000.00", "Approver", who.email)
    today = timezone.localdate().isoformat()
    new = program.post(f"order-groups/{one['id']}/limit", {"amount_limit": 75000.5, "first_day": today}).json()
    assert (new["amount_limit"], new["valid_from"]) == ("75000.50", today)
    ended = program.post(f"order-groups/{new['id']}/end", {"last_day": today, "reason": "Slutar"})
    assert (ended.status_code, ended.json()["valid_to"]) == (200, today)
    rows = GroupMembership.objects.filter(user=who).order_by("pk").values_list("amount_limit", flat=True)
    assert list(rows) == [Decimal("50000"), Decimal("75000.50")]


def test_everybody_reads_them_and_the_vendor_without_names():
    for role in (OTHER, "region-kommunikator"):
        member("bestallare", who=worker(role=role))
        answer = query_counts.check(
            "api: order groups", lambda: of(leader().user).get("order-groups", organisation=REGION), at_most=6
        )
    assert all(one["person"] and one["in_force"] for one in answer.json()["results"])
    assert len(answer.json()["results"]) == 2
    seen = of(vendor().user).get("order-groups", organisation=REGION).json()["results"]
    assert len(seen) == 2 and all(one["person"] is None for one in seen)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"group": "chefer"}, "group"),
        ({"person": "ingen@example.org"}, "person"),
        ({"amount_limit": "femtio"}, "amount_limit"),
        ({"amount_limit": True}, "amount_limit"),
        ({"valid_from": "i dag"}, "valid_from"),
        ({"valid_from": None}, "valid_from"),
        ({"valid_to": "2020-01-01"}, "valid_to"),
        ({"group": "bestallare"}, "amount_limit"),
        ({"reason": "19121212-1212"}, "reason"),
        ({"organisation": "cambio"}, "organisation"),
        ({"extra": 1}, "extra"),
    ],
)
def test_what_is_wrong_is_said_of_its_member(change, field):
    answer = of(leader().user).post("order-groups", adding(worker()) | change)
    assert answer.status_code == 422, answer.json()
    assert field in [one["field"] for one in answer.json()["errors"]]
    assert not GroupMembership.objects.exists()


def test_whoever_gives_no_roles_there_changes_nothing_and_learns_of_nobody():
    row, outsider = member("bestallare"), of(leader(NEIGHBOUR).user)
    for email in (worker().email, "ingen@example.org"):
        answer = outsider.post("order-groups", adding(worker()) | {"person": email})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
    assert outsider.post(f"order-groups/{row.pk}/end", {"last_day": "2026-11-01"}).status_code == 403
    assert outsider.post("order-groups/999999/end", {"last_day": "2026-11-01"}).status_code == 404


@pytest.mark.parametrize("slug", ["ingenstans", "cambio"])
def test_an_organisation_that_does_not_order_is_said_so(slug):
    answer = of(leader().user).get("order-groups", organisation=slug)
    assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == "organisation"
