"""Telling people: one row a step, opened up at delivery into one message a person, cut to what that person reads."""

from __future__ import annotations

from outbox.enqueue import enqueue as write
from outbox.models import Message

KIND = "ticket.tell"
CHANNEL = "fanout"
# What is shown or carried in, not done now: nobody is told.
SILENT = frozenset({"demo", "import"})


def enqueue(contexts, events) -> None:
    """Write one message for each step that tells somebody; nothing for history. Needs the step's transaction."""
    rows = []
    for context, event in zip(contexts, events, strict=True):
        if not context.tells or context.root.historic or context.via in SILENT:
            continue
        groups = sorted({whom for whom, kind, user_ids in context.tells})
        kinds = sorted({kind for whom, kind, user_ids in context.tells if kind != "event"})
        rows.append(
            Message(
                kind=KIND,
                channel=CHANNEL,
                address="ticket",
                subject_type="tickets.ticket",
                subject_id=event.ticket_id,
                event_id=event.pk,
                payload={"whom": groups, "why": kinds},
                dedupe_key=f"event:{event.pk}",
                due_at=event.at,
            )
        )
    if rows:
        write(rows)
