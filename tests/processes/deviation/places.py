"""Deviations in every state, led there by real steps of the region."""

from datetime import timedelta

from django.utils import timezone

from engine.perform import create, perform
from roles.actor import SYSTEM, Actor
from tests import parties
from tests.cases import fresh, step
from tests.people import actor
from tests.processes.late import exceeded
from tickets.deviations.workflow import Deviation
from tickets.models import Ticket

TITLE = "Egen larmnivå för kalium"
REASON = "Regionens laboratorium svarar i andra enheter än övriga."
COST = "Egen test vid varje release, ungefär två dagar."
GRANTED = "Utvecklingsforum 2026 § 4"


def leader(region: str = parties.REGION) -> Actor:
    return parties.object_leader(region)


def it_owner(region: str = parties.REGION) -> Actor:
    return actor("region-objektagare-it", region)


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def stated(**data) -> dict:
    return {
        "title": TITLE,
        "deviation_kind": "setting",
        "deviation_reason": REASON,
        "deviation_cost": COST,
        "deviation_expires": in_days(200),
        "deviation_granted_by": GRANTED,
    } | data


def registered(who: Actor | None = None, at=None, **data) -> Ticket:
    how = {"actor": who or leader(), "via": "test", "process": "deviation", "at": at}
    return fresh(create(Deviation, Deviation.birth, data=stated(**data), **how).ticket_id)


def deviation(state: str = "in_force", **data) -> Ticket:
    made = registered(**data)
    if state == "due":
        perform(Ticket, made.pk, "fall_due", actor=SYSTEM, via="test")
        return fresh(made.pk)
    if state == "ended":
        return step(made, "end", leader(), reason="Laboratoriet har bytt enheter.")
    return made


def by_the_program(ticket, name: str, at=None, **data):
    return perform(Ticket, ticket.pk, name, actor=SYSTEM, via="test", data=data, at=at)


def late() -> Ticket:
    return exceeded(deviation())
