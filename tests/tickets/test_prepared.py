"""Conditions kept compiled for a shape of hats count for each reader what the query language itself finds."""

import pytest
from django.db.models import Q

from roles.actor import Actor
from tests import parties
from tests.cases import opened
from tickets import counting, prepared, selectors
from tickets.web.queue_filters import views_of

pytestmark = pytest.mark.django_db


def readers() -> list[Actor]:
    return [
        parties.object_leader(),
        parties.object_leader(parties.NEIGHBOUR),
        parties.region_manager(),
        parties.support_manager(),
        parties.vendor(),
    ]


@pytest.fixture
def cases():
    for reporter in readers()[:3]:
        opened("incident", reporter)
        opened("general-case", reporter)


def test_each_view_counts_its_own_list(cases):
    found = {}
    for reader in readers():
        views = [view.filters for view in views_of(reader)]
        expected = [selectors.matching(one, reader).exclude(state="draft").count() for one in views]
        assert counting.counted_each(views, reader) == expected
        found[reader.person_id] = expected
    assert any(any(numbers) for numbers in found.values())
    assert len({tuple(numbers) for numbers in found.values()}) > 1


def test_the_kept_text_is_one_for_a_shape_and_the_values_are_each_readers_own():
    one, other = readers()[:2]
    view = {"region": "me", "assignee": "me", "state": "open"}
    (kept, values), (again, others) = (counting._kept(view, who) for who in (one, other))
    assert kept == again
    assert set(values) - set(others) == {one.person_id, *one.organisation_ids}
    assert set(others) - set(values) == {other.person_id, *other.organisation_ids}


def test_a_condition_with_a_join_is_refused():
    with pytest.raises(ValueError, match="join"):
        prepared.condition(lambda one: Q(service__slug="lakemedel"), readers()[0])
