"""A major incident in the lists: which regions it concerns, and whose answer it waits for."""

import pytest

from tests import parties
from tests.processes.major_incident import places as majors
from tickets import selectors
from tickets.web import queue_rows

pytestmark = pytest.mark.django_db
SILENT = "vasterbotten"


def numbers(who=None, **filters) -> list[str]:
    return [
        one.number
        for one in selectors.queue({"process": "major-incident"} | filters, who or parties.support()).page.rows
    ]


def strip(ticket) -> dict[str, str]:
    rows = selectors.queue({"q": ticket.number}, parties.support()).page.rows
    (row,) = queue_rows.rows_of(rows, {}, parties.support())
    return {cell.name: cell.state for cell in row.cells}


def test_the_strip_shows_what_each_region_has_said():
    ticket = majors.major("investigating")
    majors.say(ticket, "state_affected", parties.REGION, row_units="Akuten")
    majors.say(ticket, "state_degraded", "gavleborg", row_units="Akuten")
    majors.say(ticket, "state_not_affected", "halland")
    said = strip(ticket)
    assert (said["Dalarna"], said["Gävleborg"], said["Halland"]) == ("affected", "degraded", "")
    assert said["Västerbotten"] == "unknown"


def test_it_concerns_every_region_but_those_that_are_not_affected():
    ticket = majors.major("investigating")
    majors.say(ticket, "state_affected", parties.REGION, row_units="Akuten")
    majors.say(ticket, "state_not_affected", "halland")
    assert numbers(region=parties.REGION) == numbers(region=SILENT) == [ticket.number]
    assert numbers(region="halland") == []
    assert numbers(majors.region_manager(), region="me", state="open") == [ticket.number]


def test_a_list_shows_where_a_region_has_not_answered():
    ticket = majors.major("investigating")
    majors.say(ticket, "state_affected", parties.REGION, row_units="Akuten")
    assert numbers(confirm=SILENT) == [ticket.number]
    assert numbers(confirm=parties.REGION) == []
    majors.cases.step(ticket, "monitor", majors.leader(), **majors.monitoring())
    assert numbers(confirm=parties.REGION) == [ticket.number], "asked whether it works again"
    majors.say(ticket, "state_not_affected", SILENT)
    assert numbers(confirm=SILENT) == []


def test_nobody_is_waited_for_when_it_is_over():
    ticket = majors.major("downgraded")
    assert numbers(confirm=SILENT, state="all") == []
    assert numbers(region=SILENT, state="all") == [ticket.number]
