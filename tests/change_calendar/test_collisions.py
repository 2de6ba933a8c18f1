"""Two planned changes collide when they meet in time, and in a region or a component: held against brute force."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regions import directory
from roles.actor import SYSTEM
from tests import parties
from tests.change_calendar.planning import at, plan
from tests.people import actor
from tickets.change_calendar import collisions

pytestmark = pytest.mark.django_db
BASE = datetime(2026, 10, 24, 22, tzinfo=UTC)  # the clock goes back in this night
REGIONS = ["dalarna", "halland", "sormland"]
SERVICES = ["cosmic", "journal", "lakemedel", "drifttjanst", "natverk"]
STATES = ["scheduled", "implementing", "closed", "authorised"]
changes = st.tuples(
    st.integers(0, 8),
    st.integers(1, 4),
    st.sets(st.sampled_from(REGIONS), max_size=2),
    st.sets(st.sampled_from(SERVICES), max_size=2),
    st.sampled_from(STATES),
)


def kin(slug: str) -> set[str]:
    """A component and what it is whole or part of, written again from the catalogue."""
    one = directory.service_by_slug(slug)
    return {slug} | {
        other.slug for other in directory.services() if other.parent_id == one.pk or one.parent_id == other.pk
    }


def meets(one, other) -> bool:
    (start, hours, regions, services, state), (start2, hours2, regions2, services2, state2) = one, other
    if not {state, state2} <= {"scheduled", "implementing"}:
        return False
    if not any(hour in range(start2, start2 + hours2) for hour in range(start, start + hours)):
        return False
    return bool(regions & regions2) or any(kin(slug) & {slug2} for slug in services for slug2 in services2)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.lists(changes, min_size=2, max_size=5))
def test_collisions_are_those_of_brute_force_and_go_both_ways(drawn):
    with transaction.atomic():
        made = [
            plan(
                BASE + timedelta(hours=start),
                BASE + timedelta(hours=start + hours),
                sorted(regions),
                sorted(services),
                state=state,
            )
            for start, hours, regions, services, state in drawn
        ]
        wanted = {
            (made[one].pk, made[other].pk)
            for one, other in combinations(range(len(drawn)), 2)
            if meets(drawn[one], drawn[other])
        }
        ahead = [ticket.pk for ticket, said in zip(made, drawn, strict=True) if said[4] in collisions.COLLIDING]
        assert set(collisions.pairs(ahead)) == wanted
        found = {
            (ticket.pk, one.change.pk)
            for ticket, said in zip(made, drawn, strict=True)
            if said[4] in collisions.COLLIDING
            for one in collisions.of(ticket)
        }
        assert found == wanted | {(other, one) for one, other in wanted}
        transaction.set_rollback(True)


def test_a_collision_says_what_both_touch():
    one = plan("2026-12-01 22:00", "2026-12-01 23:00", ["dalarna", "halland"], ["journal"])
    plan("2026-12-01 22:30", "2026-12-02 00:30", ["halland", "sormland"], ["cosmic", "natverk"])
    (found,) = collisions.of(one, actor("sussa-driftsattningsansvarig", parties.SUPPORT_ORG))
    assert [region.slug for region in found.regions] == ["halland"]
    assert [service.slug for service in found.services] == ["cosmic"]
    assert (found.start, found.end) == (at("2026-12-01 22:30"), at("2026-12-02 00:30"))


def test_an_end_does_not_meet_a_beginning():
    plan("2026-12-01 22:00", "2026-12-01 23:00")
    two = plan("2026-12-01 23:00", "2026-12-02 00:00")
    assert collisions.of(two) == []


def test_the_hour_that_comes_twice_is_two_hours():
    """02.30 to 02.30 on the night when the clock goes back: one before, one after."""
    first = BASE + timedelta(hours=2)  # 02:00, summer time
    plan(first, first + timedelta(hours=1))
    second = plan(first + timedelta(hours=1), first + timedelta(hours=2))
    assert collisions.of(second) == []
    third = plan(first + timedelta(minutes=30), first + timedelta(minutes=90))
    assert len(collisions.of(third)) == 2


def test_what_one_may_not_read_collides_with_nothing_one_sees():
    neighbour = parties.object_leader(parties.NEIGHBOUR)
    hidden = plan("2026-12-01 22:00", "2026-12-01 23:00", ["dalarna"], ["lakemedel"], visibility="region")
    own = plan("2026-12-01 22:00", "2026-12-01 23:00", ["halland"], ["lakemedel"])
    assert collisions.of(own, neighbour) == []
    assert [one.change.pk for one in collisions.of(own, SYSTEM)] == [hidden.pk]
    asked = (own.detail().planned_start, own.detail().planned_end, [], [directory.service_by_slug("lakemedel").pk])
    assert collisions.between(*asked, actor=neighbour, leave_out=own.pk) == []
    assert len(collisions.between(*asked, actor=SYSTEM)) == 2


def test_two_queries_where_nothing_is_in_the_way(django_assert_num_queries):
    own = plan("2026-12-01 22:00", "2026-12-01 23:00")
    for hour in range(10):
        plan(f"2026-12-02 {hour:02d}:00", f"2026-12-02 {hour + 1:02d}:00")
    detail = own.detail()
    who = parties.support()
    collisions.between(detail.planned_start, detail.planned_end, [1], [1], actor=who)
    with django_assert_num_queries(2):
        collisions.between(detail.planned_start, detail.planned_end, [1], [1], actor=who, leave_out=own.pk)
