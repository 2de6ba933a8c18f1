"""The import's ledger is the one that steps would have written."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.record import HistoryRow, record_history
from regions import directory
from tickets.importer.history import HistoricTicket, tiles
from tickets.models import LedgerRow, Ticket, ledger_writing
from tickets.workflows import PROCESSES

pytestmark = pytest.mark.django_db

COUNTER = count()
START = datetime(2020, 1, 1, 8, tzinfo=UTC)
MOMENTS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.sampled_from(["", "await_reporter"])), min_size=1, max_size=12
)


def history(moments, *, closes):
    holders = [directory.regions()[0].pk, directory.support_org().pk, directory.vendor().pk]
    rows, at = [], START
    for number, (minutes, holder, hold) in enumerate(moments):
        at += timedelta(minutes=minutes)
        closed_at = at if closes and number == len(moments) - 1 else None
        columns = {"title": "x", "holder_id": holders[holder], "hold": hold, "closed_at": closed_at}
        rows.append(HistoryRow(at, "log_entry", "closed" if closed_at else "in_progress", columns))
    return rows


@given(moments=MOMENTS, closes=st.booleans())
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_it_is_what_following_each_change_would_give(moments, closes):
    rows = history(moments, closes=closes)
    subject = HistoricTicket(PROCESSES["incident"], source_key=f"ledger:{next(COUNTER)}", origin=directory.regions()[0])
    record_history(subject, rows)
    ticket_id = Ticket.objects.unscoped("test").get(source_key=subject.source_key).pk
    stored = spans(ticket_id)
    assert stored == list(tiles(rows))
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # the tiling trigger speaks now
        cursor.execute("set constraints all deferred")
    LedgerRow.objects.unscoped("test").filter(ticket_id=ticket_id).delete()
    _follow(ticket_id, rows)
    assert spans(ticket_id) == stored


def spans(ticket_id):
    rows = LedgerRow.objects.unscoped("test").filter(ticket_id=ticket_id).order_by("span")
    return [(one.organisation_id, one.hold, one.span.lower, one.span.upper) for one in rows]


def _follow(ticket_id, rows):
    """Take each change through the ledger's own door, as a step does."""
    before = None
    for row in rows:
        now = {"registered_at": rows[0].at, "supplier_id": None, **row.columns}
        born = now | {"closed_at": None}
        for after in (born, now) if before is None else (now,):  # no step registers and closes at once
            ledger_writing.follow(PROCESSES["incident"](pk=ticket_id, **after), before, row.at)
            before = after
