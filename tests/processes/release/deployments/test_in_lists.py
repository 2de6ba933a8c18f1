"""A release in the list of cases: how far it has come in each region."""

import pytest

from tests import parties
from tests.processes.release.deployments import places as at
from tickets import selectors
from tickets.web import queue_rows

pytestmark = pytest.mark.django_db


def cell(row, region: str) -> str:
    rows = selectors.queue({"q": row.ticket.number}, parties.support()).page.rows
    (shown,) = queue_rows.rows_of(rows, {}, parties.support())
    return next(one.state for one in shown.cells if one.name == region)


@pytest.mark.parametrize(
    ("place", "state"),
    [
        (at.planned, "affected"),
        (at.deployed, "restored"),
        (at.verified, "confirmed"),
        (at.deferred, "affected"),
        (at.opted_out, ""),
    ],
)
def test_the_strip_says_how_far_it_has_come_in_the_region(place, state):
    row = place()
    assert cell(row, "Dalarna") == state
    assert cell(row, "Halland") == "affected"
