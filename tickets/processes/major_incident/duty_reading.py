"""Who has which duty now, read once for a step; what the rules and the effects of duties share."""

from __future__ import annotations

from datetime import datetime

from engine.context import Context
from roles.actor import hats_of
from tickets.models import MiDuty, MiOffer
from tickets.processes.major_incident.codes import Duty

CAPABILITY = "mi.duty"
FIELDS = {
    "mi_lead": Duty.LEADER,
    "mi_communicator": Duty.COMMUNICATOR,
    "mi_logger": Duty.LOGGER,
    "mi_technician": Duty.TECHNICIAN,
}


def duties(ticket) -> dict[str, object]:
    """The rows in force by duty; unscoped, since they are a rule of the ticket itself."""
    if "_duties" not in ticket.__dict__:
        rows = MiDuty.objects.unscoped("a rule of the ticket itself").filter(ticket_id=ticket.pk, until=None)
        ticket.__dict__["_duties"] = {row.duty: row for row in rows.select_related("person")} if ticket.pk else {}
    return ticket.__dict__["_duties"]


def offers(ticket) -> list:
    """Duties that somebody is asked to take over."""
    if "_offers" not in ticket.__dict__:
        rows = MiOffer.objects.unscoped("a rule of the ticket itself").filter(ticket_id=ticket.pk, answered_at=None)
        ticket.__dict__["_offers"] = list(rows.select_related("person")) if ticket.pk else []
    return ticket.__dict__["_offers"]


def person_with(ticket, duty: str) -> int | None:
    row = duties(ticket).get(duty)
    return row.person_id if row else None


def forget(ticket) -> None:
    """After a duty has changed within a step."""
    ticket.__dict__.pop("_duties", None)
    ticket.__dict__.pop("_offers", None)


def has_leader(ticket, at: datetime) -> bool:
    """Whether somebody leads it who still works here that day."""
    row = duties(ticket).get(Duty.LEADER)
    return row is not None and may_have(row.person, at)


def may_have(person, at: datetime) -> bool:
    """Whether one of the person's roles of that day lets her have a duty."""
    return any(CAPABILITY in hat.capabilities for hat in hats_of(person, at=at))


def crowded(ticket) -> bool:
    """Whether one person has two of the duties."""
    people = [row.person_id for row in duties(ticket).values()]
    return len(people) > len(set(people))


def named(context: Context) -> dict[str, object]:
    """The persons that a declaration names, by duty."""
    return {duty: context.data[name] for name, duty in FIELDS.items() if context.has(name)}
