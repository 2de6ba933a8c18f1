"""The cases for the vendor's forum over the API: scoped to the reader, paged, with the newest reason."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import cases, parties, query_counts
from tests.api.calling import region, support, vendor
from tickets.models import Clock

pytestmark = pytest.mark.django_db
OVERRUN = [50, 75, 90, 100, 120]


def overrun(ticket, *, agreement="sla-sussa", hours_ago=0) -> None:
    """Every clock of the case under the agreement is exceeded by more than a fifth."""
    at = timezone.now() - timedelta(hours=hours_ago)
    rows = Clock.all_objects.filter(ticket=ticket, version__agreement__slug=agreement)
    rows.update(fired=OVERRUN, breached_at=at, started_at=at - timedelta(days=3), stopped_at=None, state="running")


def late():
    ticket = cases.at_support()
    rows = Clock.all_objects.filter(ticket=ticket, metric="resolve", version__agreement__slug="sla-sussa")
    rows.update(fired=OVERRUN, breached_at=timezone.now())
    return ticket, rows.get()


def test_each_reader_gets_its_own_page_by_page():
    program = support()
    assert program.get("exceeded").json() == {"results": [], "next": None, "previous": None}
    (ticket, clock), (other, _clock) = late(), late()
    overrun(other)
    overrun(other, agreement="ola-sussa")
    said = {"breached_clock": clock.pk, "breach_reason": "bemanning", "breach_owner": parties.SUPPORT_ORG}
    cases.step(ticket, "explain_breach", parties.support_manager(), **said)
    first = query_counts.check("api: exceeded", lambda: program.get("exceeded", page_size=1), at_most=6).json()
    (row,) = first["results"]
    assert (row["ticket"], row["exceeded"], row["unexplained"]) == (other.number, len(row["times"]), len(row["times"]))
    assert {one["agreement"] for one in row["times"]} == {"sla-sussa", "ola-sussa"}
    (row,) = program.http.get(first["next"], headers=program.headers()).json()["results"]
    assert (row["ticket"], row["exceeded"], row["unexplained"]) == (ticket.number, 1, 0)
    (time,) = row["times"]
    assert (time["metric"], time["minutes"], time["statement"]["code"]) == ("resolve", 2700, "bemanning")
    assert vendor().get("exceeded").json()["results"] == []
    assert program.get("exceeded", cursor="x").status_code == 422
    assert program.get("exceeded", other="1").status_code == 422


def test_a_case_stands_where_the_latest_time_that_its_reader_sees_puts_it():
    ours, other = cases.at_support(), cases.at_support()
    overrun(ours, hours_ago=9)
    overrun(ours, agreement="ola-sussa", hours_ago=1)
    overrun(other, hours_ago=5)
    everywhere = [[one["ticket"] for one in who.get("exceeded").json()["results"]] for who in (support(), region())]
    assert everywhere == [[ours.number, other.number], [other.number, ours.number]]
    row = region().get("exceeded").json()["results"][1]
    assert {one["agreement"] for one in row["times"]} == {"sla-sussa"}


def test_the_rounds_of_one_time_are_one_line_with_the_worst():
    ticket, _clock = late()
    rows = Clock.all_objects.filter(ticket=ticket, version__agreement__slug="sla-sussa", metric="update")
    one = rows.get()
    now = timezone.now()
    for number, used in ((1, 30), (2, 50), (3, 25)):
        one.pk, one.round = (one.pk if number == 1 else None), number
        one.state, one.stopped_at, one.breached_at = "stopped", now, now - timedelta(hours=number)
        one.started_at, one.used, one.fired = now - timedelta(days=9), timedelta(hours=used), OVERRUN
        one.amount, one.paused_since, one.paused_by = timedelta(hours=18), None, ""
        one.save()
    (row,) = support().get("exceeded").json()["results"]
    (time,) = [one for one in row["times"] if one["metric"] == "update"]
    assert (row["exceeded"], row["unexplained"]) == (4, 4)
    assert (time["exceeded"], time["worst_minutes"], time["minutes"]) == (3, 32 * 60, 18 * 60)
