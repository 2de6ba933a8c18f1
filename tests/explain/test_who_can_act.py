"""Who can take which step of a case and of its regions' parts: as dear for nine regions as for one."""

from functools import partial

import pytest

from regions import directory
from tests import cases, parties, query_counts
from tests.api.calling import region
from tests.web.tickets.door import Visitor

pytestmark = pytest.mark.django_db


def of_regions(count: int):
    others = [one.slug for one in directory.regions() if one.slug != parties.REGION]
    return cases.at_support(affected_regions=others[: count - 1])


def test_it_costs_as_many_queries_for_nine_regions_as_for_one():
    visitor, program = Visitor(parties.desk().user), region()
    visitor.see("/")  # the log-in's first page is written down
    for count in (1, 9):
        number = of_regions(count).number
        page = query_counts.check("web: why not", partial(visitor.see, f"/arenden/{number}/varfor/"), at_most=14)
        assert page.status_code == 200
        steps = partial(program.get, f"tickets/{number}/steps")
        said = query_counts.check("api: steps of parts", steps, at_most=10)
        assert len(said.json()["legs"]) == count
        query_counts.check("api: every step of parts", partial(steps, every="true"), at_most=10)


def test_at_a_regions_part_its_own_people_are_named():
    ticket = of_regions(2)
    legs = region().get(f"tickets/{ticket.number}/steps", every="true").json()["legs"]
    assert len(legs) == 2
    for leg in legs:
        who = next(one["who"] for one in leg["steps"] if one["name"] == "restate")
        assert {able["organisation"] for able in who} <= {directory.by_slug(leg["region"]).name}
