"""A ticket rebuilt from its events alone, and what its ledger must add up to."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from django.db import connection

from engine.history import faults_in
from tests.cases import fresh
from tickets.models import Ballot, Event, Handoff, LedgerRow, MiRegionRow, RegionDeployment, RegionLeg, Ticket, Vote
from tickets.models.subject import BOOKKEEPING
from tickets.models.writing import WORDED_COLUMNS, plain

PARTS = {
    "handoff": Handoff,
    "leg": RegionLeg,
    "region_row": MiRegionRow,
    "deployment": RegionDeployment,
    "ballot": Ballot,
}


def events_of(ticket) -> list[Event]:
    return list(Event.all_objects.filter(ticket_id=ticket.pk).order_by("seq"))


def replayed(events) -> dict:
    """The ticket's columns as the events say that they became, by name; words are left out, they stand elsewhere."""
    columns = {}
    for event in events:
        for name, said in event.changed.items():
            if isinstance(said, dict) and "new" in said:
                key = (event.subject_id, name) if "." in name else name
                assert columns.get(key, said["old"]) == said["old"], (name, event.seq)
                columns[key] = said["new"]
    return columns


def assert_events_rebuild(ticket_id: int) -> None:
    """State, holder, hold, priority and every other column and part come out of the events as they are stored."""
    ticket = fresh(ticket_id)
    events = events_of(ticket)
    assert faults_in(str(ticket), events, last_seq=ticket.event_seq, last_digest=ticket.event_digest) == []
    columns = replayed(events)
    for field in Ticket._meta.concrete_fields:
        if field.attname in BOOKKEEPING or field.attname in WORDED_COLUMNS:
            continue
        name, stored = field.attname.removesuffix("_id"), plain(getattr(ticket, field.attname))
        if name == "process" or (stored in (None, "", False, 0) and columns.get(name) in (None, "", False, 0)):
            continue
        assert columns.get(name) == stored, name
    assert [event.target for event in events if event.subject_type == "ticket"][-1] == ticket.state
    for kind, model in PARTS.items():
        for part in model.all_objects.filter(ticket=ticket):
            moves = [one for one in events if (one.subject_type, one.subject_id) == (kind, part.pk)]
            assert moves[-1].target == part.state
            assert len(moves) == part.version or kind == "ballot"  # a vote leaves its ballot's version alone
    assert votes_told(events) == votes_cast(ticket_id)


def votes_told(events) -> list[tuple]:
    """Every vote as its event says it: of which ballot, for which seat, and what."""
    said = ((one.subject_id, one.seq, one.changed.get("vote")) for one in events if one.subject_type == "ballot")
    return [(pk, seq, vote["seat"], vote["choice"]) for pk, seq, vote in said if vote]


def votes_cast(ticket_id: int) -> list[tuple]:
    rows = Vote.all_objects.filter(ticket_id=ticket_id).order_by("event_seq")
    return list(rows.values_list("ballot_id", "event_seq", "seat", "choice"))


def assert_ledger_tiles(ticket_id: int) -> None:
    """Every instant from registration to close belongs to one row, and the rows say who held it and why it waited."""
    ticket = fresh(ticket_id)
    rows = list(LedgerRow.all_objects.filter(ticket=ticket).order_by("span"))
    if ticket.registered_at is None or ticket.closed_at == ticket.registered_at:
        assert rows == []
        return
    assert all(not row.span.isempty for row in rows)
    assert all(one.span.upper == after.span.lower for one, after in pairwise(rows))
    assert rows[0].span.lower == ticket.registered_at
    assert rows[-1].span.upper == ticket.closed_at
    if ticket.closed_at is None:
        assert (rows[-1].organisation_id, rows[-1].hold) == (ticket.holder_id, ticket.hold)
        assert rows[-1].supplier_id == ticket.supplier_id
    else:
        spent = sum((row.span.upper - row.span.lower for row in rows), timedelta())
        assert spent == ticket.closed_at - ticket.registered_at


def assert_whole(ticket_id: int) -> None:
    """Both of the above, and what the database itself says at commit."""
    assert_ledger_tiles(ticket_id)
    assert_events_rebuild(ticket_id)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
