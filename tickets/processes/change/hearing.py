"""Who the groups of a change's steps mean: those whom it names, and those who look after emergencies."""

from __future__ import annotations

from regions import directory
from tickets import telling_whom
from tickets.models import AskedAssessor, ChangeDetail, Event, Ticket
from tickets.processes.change.effects import ASSESSORS, INITIATOR, OBJECT_OWNERS

OVERDUE = frozenset({"change.emergency_overdue"})  # the object owner of IT (5.5)


def register() -> None:
    """Make the groups known to those who tell; called once, when the app is ready."""
    telling_whom.MORE_PERSONS.update(
        {INITIATOR: _named("initiator_id"), ASSESSORS: _assessors, "phone_person": _named("phone_person_id")}
    )
    telling_whom.MORE_PLACES[OBJECT_OWNERS] = (OVERDUE, lambda ticket, event: {directory.support_org().pk})


def _named(column: str):
    def persons(ticket: Ticket, event: Event):
        return ChangeDetail.objects.filter(ticket_id=ticket.pk).values_list(column, flat=True)

    return persons


def _assessors(ticket: Ticket, event: Event):
    rows = AskedAssessor.objects.unscoped(telling_whom.WHY).filter(ticket_id=ticket.pk)
    return rows.values_list("person_id", flat=True)
