"""The clocks of a ticket as plain dictionaries: those of the agreements that the reader's side is a party to."""

from __future__ import annotations

from datetime import datetime, timedelta

from sla.clock import State
from tickets.api.present import organisation
from tickets.api.shapes import BOOL, NO_SLUG, NO_TIME, SLUG, STRING, TIME, WHOLE, body, listed, some
from tickets.clocks import standing
from tickets.clocks.standing import Standing
from tickets.models import Ticket

_SECONDS = some("integer", description="Agreement time in seconds; null where nothing is promised.")
COMPONENTS = {
    "Clock": body(
        id=WHOLE,
        agreement=SLUG,
        kind={"type": "string", "enum": ["sla", "ola", "uc", "external"]},
        version=some("integer"),
        example_values=BOOL | {"description": "The figures are examples, not those of the agreement."},
        metric={"type": "string", "enum": ["acknowledge", "respond", "update", "resolve", "decide", "quote"]},
        provider=NO_SLUG | {"description": "Who owes it."},
        round=WHOLE,
        priority=some("integer"),
        state={"type": "string", "enum": ["running", "paused", "stopped"]},
        started_at=TIME,
        stopped_at=NO_TIME,
        due_at=NO_TIME | {"description": "When its time is used up if nothing changes."},
        breached_at=NO_TIME,
        paused_since=NO_TIME,
        paused_by=some("string", description="A reason to wait, or `vendor_holds` or `other_holds`."),
        amount_s=_SECONDS,
        left_s=_SECONDS,
        over_s=_SECONDS,
        counts=BOOL | {"description": "Whether the agreement counted for the region when the clock began."},
        counted_with=some("string", description="The main case whose clock counts for this one."),
        not_counted=listed(body(**{"from": TIME}, to=NO_TIME, why=STRING)),
    )
}


def clocks_of(ticket: Ticket, actor, *, now: datetime) -> list[dict]:
    """As they stand at `now`, by agreement and metric; one query."""
    return [said(standing.standing(one, ticket.process, now=now)) for one in standing.clocks(ticket, actor)]


def said(one: Standing) -> dict:
    clock, agreement = one.clock, one.clock.version.agreement
    return {
        "id": clock.pk,
        "agreement": agreement.slug,
        "kind": agreement.kind,
        "version": clock.version.number,
        "example_values": clock.version.is_example,
        "metric": clock.metric,
        "provider": organisation(clock.provider_id),
        "round": clock.round,
        "priority": clock.priority,
        "state": one.state,
        "started_at": clock.started_at,
        "stopped_at": clock.stopped_at,
        "due_at": clock.due_at,
        "breached_at": clock.breached_at,
        "paused_since": clock.paused_since if one.state == State.PAUSED else None,
        "paused_by": clock.paused_by if one.state == State.PAUSED else None,
        "amount_s": _seconds(clock.amount),
        "left_s": _seconds(one.left),
        "over_s": _seconds(one.over),
        "counts": clock.counts,
        "counted_with": clock.counted_with.number if clock.counted_with_id else None,
        "not_counted": [{"from": part.start, "to": part.end, "why": part.why} for part in one.stills()],
    }


def _seconds(amount: timedelta | None) -> int | None:
    return None if amount is None else int(amount.total_seconds())
