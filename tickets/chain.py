"""The tickets' histories, for `manage.py verify_history`: heads, events and the words that events name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Exists, OuterRef

from engine import history
from engine.history import Fault, Head, text_digest
from tickets.models import Event, TextVersion, Ticket

WHY = "the history is verified as a whole"


def _tickets():
    return Ticket.objects.unscoped(WHY)


def _heads(after: int, limit: int) -> list[Head]:
    rows = _tickets().filter(pk__gt=after).order_by("pk")
    columns = rows.values_list("pk", "number", "event_seq", "event_digest")[:limit]
    return [Head(pk, number or f"draft {pk}", seq, digest) for pk, number, seq, digest in columns]


def _events(ticket_ids: Sequence[int]):
    return Event.objects.unscoped(WHY).filter(ticket_id__in=ticket_ids).order_by("ticket_id", "seq", "pk")


def _words(heads: Sequence[Head], events: Sequence[Event]) -> Iterator[Fault]:
    """A text that was rewritten, taken away or slipped in; one that was redacted by a step is empty and stands."""
    label = {head.pk: head.label for head in heads}
    rows = TextVersion.objects.unscoped(WHY).filter(ticket_id__in=list(label))
    kept = {(row.ticket_id, row.event_seq, row.field): row for row in rows}
    for event in events:
        for field, said in event.changed.items():
            if isinstance(said, dict) and "text" in said:
                row = kept.pop((event.ticket_id, event.seq, field), None)
                if row is None:
                    yield Fault(label[event.ticket_id], event.seq, f"text {field} is missing")
                elif row.digest != said["text"] or not _holds(row):
                    yield Fault(label[event.ticket_id], event.seq, f"text {field} was changed")
    for ticket_id, seq, field in sorted(kept):
        yield Fault(label[ticket_id], seq, f"text {field} was inserted")


def _holds(row: TextVersion) -> bool:
    return row.redacted or text_digest(row.body, row.salt) == row.digest


def _strays() -> Iterator[tuple[str, int]]:
    homeless = Event.objects.unscoped(WHY).filter(~Exists(_tickets().filter(pk=OuterRef("ticket_id"))))
    for ticket_id, seq in homeless.values_list("ticket_id", "seq").iterator():
        yield f"ticket {ticket_id}", seq


def register() -> None:
    history.register(
        history.Chains(
            name="tickets",
            count=lambda: _tickets().count(),
            heads=_heads,
            events=_events,
            words=_words,
            strays=_strays,
        )
    )
