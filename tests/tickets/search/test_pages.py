"""The order of the hits, their pages, and the figures: each of what the reader may read."""

import base64
import json
from datetime import timedelta

import pytest

from engine.errors import Refused
from tests import cases
from tests.parties import NEIGHBOUR, desk, object_leader, support, vendor
from tests.people import actor
from tests.processes.known_error import places as known_errors
from tests.processes.major_incident import places as majors
from tickets.models import TextVersion, Ticket
from tickets.search import find

pytestmark = pytest.mark.django_db


def found(who=None, *, size=50, **asked):
    return find.search({"q": "listan"} | asked, who or desk(), size=size)


MOMENT = "2026-01-01T00:00:00+00:00"
MADE_UP = [
    [False, MOMENT, True],
    [False, None, 5],
    [False, MOMENT, None],
    [False, MOMENT, 5.5],
    [False, "2026-W01-1", 5],
    [False, "2026-01-01", 5],
    [False, "0001-01-01T00:00:00+00:00", 5],
    [False, "9999-12-31T23:59:59-12:00", 5],
]


def written(cursor) -> str:
    return base64.urlsafe_b64encode(json.dumps(cursor).encode()).decode().rstrip("=")


def test_a_cursor_too_deep_to_be_read_is_refused():
    with pytest.raises(Refused):
        found(cursor=base64.urlsafe_b64encode(b"[" * 2000).decode())


def born_before(ticket, days: int) -> None:
    """Move the case and the months of its texts back in time."""
    then = ticket.created_at - timedelta(days=days)
    Ticket.objects.unscoped("test").filter(pk=ticket.pk).update(created_at=then)
    for said in TextVersion.objects.unscoped("test").filter(ticket=ticket):
        TextVersion.objects.unscoped("test").filter(pk=said.pk).update(body=said.body)


def test_the_newest_come_first_however_old_the_oldest_are():
    tickets = [cases.incident(title="Listan låser sig") for _ in range(6)]
    for ticket, days in zip(tickets, (1000, 20, 400, 0, 90, 170), strict=True):
        born_before(ticket, days)
    order = [tickets[at].number for at in (3, 1, 4, 5, 2, 0)]
    assert [one.number for one in found().page.rows] == order


def test_leafing_forth_and_back_shows_each_hit_once_and_new_cases_move_nothing():
    tickets = [cases.incident(title="Listan låser sig") for _ in range(7)]
    for ticket, days in zip(tickets, (1, 3, 40, 100, 101, 300, 900), strict=True):
        born_before(ticket, days)
    numbers, cursor, pages = [], "", []
    while True:
        page = found(size=3, cursor=cursor).page
        pages.append([one.number for one in page.rows])
        numbers += pages[-1]
        cases.incident(title="Listan kom till medan någon bläddrade")
        if not page.next:
            break
        cursor = page.next
    assert numbers == [ticket.number for ticket in tickets]
    back = found(size=3, cursor=page.previous).page
    assert [one.number for one in back.rows] == pages[-2]


def test_old_cases_found_by_a_part_of_their_number_are_shown_and_counted_once():
    tickets = [cases.incident() for _ in range(6)]
    for ticket in tickets:
        born_before(ticket, 300)
    _prefix, year, digits = tickets[0].number.split("-")
    asked = {"q": f"{year}-{digits[:3]}", "size": 4}
    first = found(**asked)
    second = found(cursor=first.page.next, **asked)
    numbers = [one.number for one in (*first.page.rows, *second.page.rows)]
    assert numbers == [ticket.number for ticket in reversed(tickets)]
    assert (first.total, dict(first.facets["process"])) == (6, {"incident": 6})
    assert found(cursor=second.page.previous, **asked).page.rows == first.page.rows


def test_close_hits_are_leafed_through_too():
    tickets = [cases.incident(title="Läkemedelslistan låser sig").number for _ in range(3)]
    first = found(q="läkmedelslistan", size=2)
    second = found(q="läkmedelslistan", size=2, cursor=first.page.next)
    assert [one.number for one in (*first.page.rows, *second.page.rows)] == tickets[::-1]
    assert second.is_close


def test_a_made_up_cursor_is_refused():
    for cursor in ("x", "W10", "MTIz", *map(written, MADE_UP)):
        with pytest.raises(Refused) as refused:
            found(cursor=cursor)
        assert refused.value.reasons[0].code == "bad_cursor"


def test_the_hits_divide_by_each_facet():
    cases.at_support(title="Listan låser sig", affected_regions=["gavleborg"])
    cases.opened("general-case", desk(), title="Hur skriver man ut listan?")
    facets = {name: dict(values) for name, values in found().facets.items()}
    assert facets["process"] == {"incident": 1, "general-case": 1}
    assert facets["state"] == {"open": 2}
    assert facets["holder"] == {"sussa-vardstod": 1, "dalarna": 1}
    assert facets["region"] == {"dalarna": 2, "gavleborg": 1}
    assert facets["service"] == {"cosmic": 2, "lakemedel": 1, "journal": 1}
    assert facets["priority"]["none"] == 1


def test_each_value_of_a_facet_leads_to_as_many_hits_as_it_says():
    cases.at_vendor(title="Listan låser sig", affected_regions=["gavleborg"])
    cases.prioritised(title="Listan låser sig", impact=1, urgency=1)
    cases.opened("general-case", desk(), title="Hur skriver man ut listan?")
    known_errors.known_error(affected_regions=["halland", "gavleborg"])
    ticket = majors.major("investigating", cases.incident(title="Listan är borta"), title="Listan är borta")
    majors.say(ticket, "state_not_affected", "halland")
    assert dict(found(support()).facets["region"])["halland"] == 1, "of the known error, not of the major incident"
    for who in (desk(), support(), vendor(), object_leader()):
        for name, values in found(who).facets.items():
            for value, count in values:
                assert found(who, **{name: value}).total == count, (name, value)


def test_a_hidden_case_moves_no_figure():
    cases.incident(title="Listan låser sig")
    readers = [desk(), desk(NEIGHBOUR), vendor(), actor("region-styrgruppsmedlem", NEIGHBOUR)]
    before = [(found(who).total, found(who).facets) for who in readers[1:]]
    cases.at_support(title="Läkemedelslistan i listan, specialist")
    cases.incident(title="Listan är hemlig", confidential_wish="yes")
    assert [(found(who).total, found(who).facets) for who in readers[1:]] == before


def test_the_vendor_gets_no_figures_of_the_regions_concerned():
    cases.at_vendor(title="Listan låser sig")
    assert "region" not in found(vendor()).facets


def test_imported_cases_are_found_and_can_be_left_out():
    ticket = cases.incident(title="Listan låser sig")
    Ticket.objects.unscoped("test").filter(pk=ticket.pk).update(historic=True)
    assert found().total == 1
    assert found(historic="only").total == 1


def test_a_bad_filter_is_refused():
    with pytest.raises(Refused):
        found(state="nonsense")


def test_the_figures_are_of_the_newest_and_say_that_there_are_more(monkeypatch):
    monkeypatch.setattr(find, "COUNTED_TO", 2)
    tickets = [cases.incident(title="Listan låser sig") for _ in range(3)]
    said = found()
    assert (said.total, said.is_more, said.facets["process"]) == (2, True, [("incident", 2)])
    assert [one.pk for one in said.page.rows] == [one.pk for one in reversed(tickets)]
