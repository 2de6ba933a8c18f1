"""How the outbox is doing, for the watchdog and for pages that show it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from outbox.models import Message

LATE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Health:
    """Counts of messages at one moment: waiting in all, overdue by more than ten minutes, given up."""

    waiting: int
    late: int
    dead: int
    oldest_due_at: datetime | None

    @property
    def is_well(self) -> bool:
        return not (self.late or self.dead)


def waited(now: datetime) -> timedelta | None:
    """How long the oldest message that is due at `now` has waited; None where none is. One query, by an index."""
    oldest = Message.objects.due(now).aggregate(oldest=Min("due_at"))["oldest"]
    return None if oldest is None else now - oldest


def health(*, now: datetime) -> Health:
    """The state of the outbox at `now` (UTC). Two queries, each over a partial index."""
    counts = Message.objects.waiting().aggregate(
        waiting=Count("id"), late=Count("id", filter=Q(due_at__lt=now - LATE)), oldest=Min("due_at")
    )
    return Health(
        waiting=counts["waiting"],
        late=counts["late"],
        dead=Message.objects.dead().count(),
        oldest_due_at=counts["oldest"],
    )
