"""Looking at the clocks of a ticket in tests."""

from django.db import transaction

from sla.models import DueStep
from tickets.clocks import rebuilding
from tickets.models import Clock, Event


def clocks(ticket) -> dict[tuple[str, str], Clock]:
    """The newest round of each clock, by agreement and metric."""
    rows = Clock.all_objects.filter(ticket=ticket).select_related("version__agreement").order_by("round")
    return {(row.version.agreement.slug, row.metric): row for row in rows}


def clock(ticket, agreement: str, metric: str) -> Clock:
    return clocks(ticket)[agreement, metric]


def faults(ticket) -> list:
    """Where clocks, thresholds and what counts together differ from what events and ledger say."""
    with transaction.atomic():
        return rebuilding.of_tickets([ticket.pk], only_checks=True)


def waiting(ticket) -> dict[str, object]:
    """When each threshold of the ticket's clocks is due, by its reason."""
    rows = DueStep.objects.filter(subject_type="tickets.ticket", subject_id=ticket.pk, fired_at=None)
    return dict(rows.filter(reason__startswith="clock:").values_list("reason", "due_at"))


def fired(ticket) -> list[tuple[str, int]]:
    """The thresholds that were taken, in order: the metric and the percentage."""
    events = Event.all_objects.filter(ticket=ticket, step__in=("warn", "breach", "overrun")).order_by("seq")
    return [(one.changed["clock"]["metric"], one.changed["clock"]["percent"]) for one in events]
