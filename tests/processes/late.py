"""A case of a process that the demo's agreements say nothing of, whose time has been exceeded all the same."""

from datetime import timedelta

from django.utils import timezone

from sla.models import AgreementVersion
from tickets.models import Clock


def exceeded(ticket):
    """The same ticket, with a promise of its holder broken since yesterday."""
    now = timezone.now()
    Clock.all_objects.create(
        ticket=ticket,
        version=AgreementVersion.objects.filter(agreement__kind="sla").first(),
        metric="resolve",
        provider_id=ticket.holder_id,
        round=1,
        counts=True,
        state=Clock.State.RUNNING,
        started_at=now - timedelta(days=2),
        used=timedelta(days=2),
        amount=timedelta(days=1),
        due_at=now - timedelta(days=1),
        breached_at=now - timedelta(days=1),
    )
    return ticket
