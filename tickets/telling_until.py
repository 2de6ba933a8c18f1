"""Until when a mail asks for something: from the steps that fall due by themselves, and from what was promised."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from sla import wording
from sla.models import DueStep, Metric
from tickets.models import Clock, Event, Ticket
from tickets.telling_asks import Ask, Until, can

WHY = "the time is said to those who are to keep it"


def falls_due(step: str, *, part=None, reason: str = "") -> Until:
    """When the program takes this step by itself, on the case or first on one of its parts; one or two queries."""

    def until(ticket: Ticket, event: Event) -> datetime | None:
        kind, keys = "tickets.ticket", [ticket.pk]
        if part is not None:
            kind = part._meta.label_lower
            keys = list(part.objects.unscoped(WHY).filter(ticket_id=ticket.pk).values_list("pk", flat=True))
        rows = DueStep.objects.filter(subject_type=kind, subject_id__in=keys, step=step, fired_at=None)
        return rows.filter(reason__startswith=reason).order_by("due_at").values_list("due_at", flat=True).first()

    return until


def promised(metric: str) -> Until:
    """When the time runs out that whoever holds the case, or is offered it, has promised; one query."""

    def until(ticket: Ticket, event: Event) -> datetime | None:
        holders = {ticket.holder_id, ticket.offered_to_id} - {None}
        rows = Clock.objects.unscoped(WHY).filter(ticket_id=ticket.pk, metric=metric, provider_id__in=holders)
        rows = rows.filter(state=Clock.State.RUNNING, counts=True).exclude(due_at=None)
        return rows.order_by("due_at").values_list("due_at", flat=True).first()

    return until


def work(step: str, words, metric: str = Metric.RESOLVE) -> Ask:
    """Asked of those who can take the step, with the time that was promised for the solution, or the first answer."""
    time_of = promised(metric)

    def said(ticket: Ticket, event: Event) -> str:
        at = time_of(ticket, event)
        if at is None or at <= timezone.now():
            return str(words)
        return f"{words} {_promise(metric) % {'time': wording.long_time(at)}}"

    return Ask(can(step), said)


def _promise(metric: str) -> str:
    if metric == Metric.RESPOND:
        return _("The first answer is promised by %(time)s.")
    return _("The solution is promised by %(time)s.")
