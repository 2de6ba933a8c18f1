"""The page of a change asks the database as often whatever it holds: regions, assessments, votes and answers."""

import pytest

from tests import parties, query_counts
from tests.processes.change import places as at
from tests.processes.change.test_pages import browser

pytestmark = pytest.mark.django_db
EVERY = [one for one in (parties.REGION, parties.NEIGHBOUR, "gavleborg", "norrbotten")]


def counted(ticket) -> None:
    client = browser(at.lead())
    client.get(f"/arenden/{ticket.number}/")
    answer = query_counts.check("web: page of a change", lambda: client.get(f"/arenden/{ticket.number}/"))
    assert answer.status_code == 200


def test_the_page_of_a_change_of_one_region_and_of_four():
    counted(at.change("validating"))
    counted(at.verified(at.change("validating", affected_regions=EVERY), at=at.ahead()))
