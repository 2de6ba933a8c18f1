"""Who belongs to the groups of orders, what that lets them do, and how it changes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from engine import explain
from regions import directory
from roles import changing, groups
from roles.actor import actor_for
from roles.groups import NO_RIGHT
from roles.models import GroupMembership, RoleAssignment, RoleChange
from tests.groups.giving import LEADER, OTHER, WORKER, leader, member, worker
from tests.parties import NEIGHBOUR, REGION, SUPPORT_ORG, VENDOR_ORG
from tests.people import person, wear
from tickets.telling_boxes import Reach
from tickets.telling_whom import wearing

pytestmark = pytest.mark.django_db
NOW = timezone.now


def today() -> date:
    return timezone.localdate()


def place(slug: str = REGION):
    return directory.by_slug(slug)


def granted(who, organisation: str = REGION) -> set[str]:
    hats = [hat for hat in actor_for(who).hats if hat.organisation.slug == organisation]
    return {one for hat in hats for one in hat.capabilities if one.startswith("order.")}


def refused(call) -> dict:
    with pytest.raises(changing.Refused) as told:
        call()
    return told.value.reasons


# --- What a membership lets a person do ---


@pytest.mark.parametrize(
    ("group", "gives"),
    [
        ("bestallare", {"order.place"}),
        ("godkannare", {"order.approve"}),
        ("forgodkand", {"order.place", "order.preapproved"}),
    ],
)
def test_a_member_has_the_rights_of_the_group_at_that_organisation_alone(group, gives):
    who = worker()
    wear(who, WORKER, NEIGHBOUR)
    assert granted(who) == set()
    member(group, who=who)
    assert granted(who) == gives
    assert granted(who, NEIGHBOUR) == set()


def test_the_right_adds_to_every_role_of_ones_own_there_and_to_none_that_one_stands_in_for():
    who, owner = worker(), person(LEADER, REGION)
    wear(who, OTHER, REGION)
    wear(who, LEADER, REGION, deputy_for=owner)
    member("bestallare", who=who)
    hats = {hat.role: hat for hat in actor_for(who).hats}
    assert {role for role, hat in hats.items() if "order.place" in hat.capabilities} == {WORKER, OTHER}
    assert hats[LEADER].deputy_for_id == owner.pk


def test_it_holds_from_the_first_through_the_last_day():
    who, first, last = worker(), today() - timedelta(days=3), today() + timedelta(days=3)
    member("bestallare", who=who, valid_from=first, valid_to=last)
    at = {day: NOW() + timedelta(days=day) for day in (-4, -3, 3, 4)}
    found = {day: "order.place" in actor_for(who, at=instant).capabilities for day, instant in at.items()}
    assert found == {-4: False, -3: True, 3: True, 4: False}


def test_without_a_role_there_a_membership_gives_nothing():
    who = worker()
    member("godkannare", who=who)
    RoleAssignment.objects.filter(user=who).update(valid_to=today() - timedelta(days=1))
    assert granted(who) == set()
    assert groups.members(place().pk, "godkannare", NOW()) == []
    assert groups.limit_of(who.pk, place().pk, NOW()) is NO_RIGHT


def test_who_is_closed_out_approves_nothing():
    who = worker()
    member("godkannare", who=who)
    who.is_active = False
    who.save()
    assert groups.members(place().pk, "godkannare", NOW()) == []
    assert groups.limit_of(who.pk, place().pk, NOW()) is NO_RIGHT


# --- Limits ---


def test_the_limit_is_the_one_in_force_no_limit_is_told_from_no_right():
    free, bound, none = worker(), worker(role=OTHER), person("region-kommunikator", REGION)
    member("godkannare", who=free)
    member("godkannare", who=bound, amount_limit=Decimal("50000"))
    member("bestallare", who=none)
    of = {one.pk: groups.limit_of(one.pk, place().pk, NOW()) for one in (free, bound, none)}
    assert of == {free.pk: None, bound.pk: Decimal("50000.00"), none.pk: NO_RIGHT}
    assert groups.limit_of(bound.pk, place(NEIGHBOUR).pk, NOW()) is NO_RIGHT
    assert groups.limit_of(None, place().pk, NOW()) is NO_RIGHT
    assert not NO_RIGHT


def test_who_is_able_to_approve_stands_with_the_highest_limit_first():
    low, free, high = worker(), worker(role=OTHER), person("region-kommunikator", REGION)
    member("godkannare", who=low, amount_limit=Decimal("1000"))
    member("godkannare", who=free)
    member("godkannare", who=high, amount_limit=Decimal("50000"))
    assert [row.user for row in groups.members(place().pk, "godkannare", NOW())] == [free, high, low]
    assert [row.user for row in groups.able_to_approve(place().pk, Decimal("50000"), NOW())] == [free, high]
    assert [row.user for row in groups.able_to_approve(place().pk, Decimal("50000.01"), NOW())] == [free]


def test_another_limit_ends_the_old_membership_and_begins_a_new_one():
    row = member("godkannare", amount_limit=Decimal("1000"), valid_to=today() + timedelta(days=30))
    new = groups.change_limit(leader(), row, amount_limit=Decimal("2000"), first_day=today(), reason="Ny attestordning")
    row.refresh_from_db()
    assert (row.amount_limit, row.valid_to) == (Decimal("1000"), today() - timedelta(days=1))
    assert (new.valid_from, new.valid_to) == (today(), today() + timedelta(days=30))
    assert groups.limit_of(row.user_id, place().pk, NOW()) == Decimal("2000")
    assert groups.limit_of(row.user_id, place().pk, NOW() - timedelta(days=1)) == Decimal("1000")
    log = RoleChange.objects.filter(person=row.user).order_by("pk").values_list("what", "group", "amount_limit")
    assert list(log) == [
        ("group_given", "godkannare", Decimal("1000")),
        ("group_ended", "godkannare", Decimal("1000")),
        ("group_given", "godkannare", Decimal("2000")),
    ]


def test_a_limit_is_not_changed_to_itself_nor_back_in_time_nor_outside_the_membership():
    row = member("godkannare", amount_limit=Decimal("1000"), valid_to=today() + timedelta(days=5))

    def change(limit, day):
        return refused(lambda: groups.change_limit(leader(), row, amount_limit=limit, first_day=day))

    assert set(change(Decimal("1000"), today())) == {"amount_limit"}
    assert set(change(Decimal("-1"), today())) == {"amount_limit"}
    assert set(change(None, today() - timedelta(days=1))) == {"first_day"}
    assert set(change(None, today() + timedelta(days=6))) == {"first_day"}
    begun = member("godkannare", who=worker(role=OTHER), valid_from=today())
    same_day = refused(lambda: groups.change_limit(leader(), begun, amount_limit=Decimal("1"), first_day=today()))
    assert set(same_day) == {"first_day"}
    orderer = member("bestallare")
    no = refused(lambda: groups.change_limit(leader(), orderer, amount_limit=Decimal("1"), first_day=today()))
    assert set(no) == {"amount_limit"}
    assert GroupMembership.objects.count() == 3


def test_the_database_keeps_what_was_given():
    row = member("godkannare", amount_limit=Decimal("1000"))
    for change in ({"amount_limit": 5}, {"group": "bestallare"}, {"valid_from": today()}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            GroupMembership.objects.filter(pk=row.pk).update(**change)


# --- Who makes members, and who can be one ---


@pytest.mark.parametrize("facts", [{"role": WORKER}, {"role": LEADER, "organisation": NEIGHBOUR}])
def test_only_who_gives_roles_there_makes_members(facts):
    stranger = actor_for(person(facts["role"], facts.get("organisation", REGION), name="stranger"))
    row = member("godkannare")
    ways = (
        lambda: member("bestallare", by=stranger),
        lambda: groups.end(stranger, row, last_day=today()),
        lambda: groups.change_limit(stranger, row, amount_limit=Decimal("1"), first_day=today()),
        lambda: groups.withdraw(stranger, row),
    )
    for way in ways:
        with pytest.raises(changing.NotAllowed):
            way()


def test_a_member_has_a_role_of_her_own_there_on_the_first_day():
    elsewhere, deputy = worker(NEIGHBOUR), worker(NEIGHBOUR, OTHER)
    wear(deputy, LEADER, REGION, deputy_for=person(LEADER, REGION))
    for who in (elsewhere, deputy):
        assert set(refused(lambda who=who: member("bestallare", who=who))) == {"person"}
    wear(elsewhere, WORKER, REGION, valid_from=today() + timedelta(days=2))
    assert set(refused(lambda: member("bestallare", who=elsewhere, valid_from=today()))) == {"person"}
    assert member("bestallare", who=elsewhere, valid_from=today() + timedelta(days=2)).pk


def test_nobody_gives_herself_the_right_to_approve_but_may_order():
    own = leader()
    assert set(refused(lambda: member("godkannare", who=own.user))) == {"person"}
    assert member("bestallare", who=own.user).pk


def test_a_vendor_has_no_orderers():
    by = actor_for(person("cambio-service-delivery-manager", VENDOR_ORG))
    with pytest.raises(changing.NotAllowed):
        member("bestallare", organisation=VENDOR_ORG, who=person("cambio-service-desk", VENDOR_ORG), by=by)


def test_the_support_organisation_has_its_own():
    by = actor_for(person("sussa-objektledare", SUPPORT_ORG))
    who = person("sussa-supportspecialist", SUPPORT_ORG)
    member("forgodkand", organisation=SUPPORT_ORG, who=who, by=by)
    assert granted(who, SUPPORT_ORG) == {"order.place", "order.preapproved"}


def test_only_an_approver_has_a_limit_and_it_is_not_below_zero():
    assert set(refused(lambda: member("bestallare", amount_limit=Decimal("5")))) == {"amount_limit"}
    assert set(refused(lambda: member("godkannare", amount_limit=Decimal("-1")))) == {"amount_limit"}
    assert set(refused(lambda: member("bestallare", valid_to=date(2025, 1, 1)))) == {"valid_to"}


def test_nobody_is_a_member_twice_on_the_same_day():
    row = member("bestallare", valid_to=today())
    assert set(refused(lambda: member("bestallare", valid_from=today()))) == {"valid_from"}
    assert member("bestallare", valid_from=today() + timedelta(days=1)).user == row.user


# --- Ending ---


def test_it_ends_at_the_earliest_yesterday_and_never_later_than_said():
    row = member("bestallare", valid_to=today() + timedelta(days=9))
    for day in (today() - timedelta(days=2), today() + timedelta(days=10)):
        assert set(refused(lambda day=day: groups.end(leader(), row, last_day=day))) == {"last_day"}
    groups.end(leader(), row, last_day=today() - timedelta(days=1), reason="Slutar")
    assert granted(row.user) == set()
    assert set(refused(lambda: groups.end(leader(), row, last_day=today()))) == {"last_day"}
    last = RoleChange.objects.filter(person=row.user).latest("pk")
    assert (last.what, last.group, last.reason) == ("group_ended", "bestallare", "Slutar")


def test_what_has_not_begun_is_taken_back_and_the_log_keeps_that_it_was():
    used, row = member("bestallare"), member("godkannare", valid_from=today() + timedelta(days=1))
    assert set(refused(lambda: groups.withdraw(leader(), used))) == {""}
    groups.withdraw(leader(), row)
    assert not GroupMembership.objects.filter(pk=row.pk).exists()
    assert RoleChange.objects.filter(what="group_withdrawn", assignment_number=row.pk).count() == 1
    assert set(refused(lambda: groups.end(leader(), row, last_day=today() + timedelta(days=1)))) == {""}


# --- Who can, and who is told ---


def test_who_can_act_names_a_member_by_the_group_and_not_by_the_role():
    row = member("godkannare")
    member("bestallare", who=worker(role=OTHER))
    with translation.override("sv"):
        holders = explain._holders({"order.approve", "ticket.work"}, NOW())
    found = {(one.user_id, one.organisation.slug): granted for one, granted in holders}
    mine = found[row.user_id, REGION]
    assert mine["order.approve"] == "Godkännare" and mine["ticket.work"] == ""
    assert [pk for (pk, _slug), granted in found.items() if "order.approve" in granted] == [row.user_id]
    assert all("order.approve" not in granted for _row, granted in explain._holders({"ticket.work"}, NOW()))


def test_approvers_are_told_where_a_message_is_for_whoever_approves_there():
    row, organisation = member("godkannare"), place()
    wear(worker(NEIGHBOUR), WORKER, REGION)  # works here, and approves nothing
    reach = Reach(frozenset({organisation.pk}), capabilities=frozenset({"order.approve"}))
    assert {one.user_id for one in wearing(reach)} == {row.user_id}
