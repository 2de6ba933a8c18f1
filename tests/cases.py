"""Tickets for tests, opened and moved through the real door."""

from datetime import timedelta

from django.utils import timezone

from engine.perform import create, perform
from regions import directory
from roles.models import Team
from tests.people import actor
from tickets.models import Handoff, Ticket
from tickets.workflows import PROCESSES

INCIDENT = {
    "title": "Läkemedelslistan laddas inte",
    "symptom": "Listan ligger kvar i tio sekunder.",
    "service": "lakemedel",
    "users_affected": "n11_100",
    "reserve_routine": "yes",
    "patient_safety": "nej",
    "source": "user",
    "contact": "Supporten",
    "affected_units": "Avdelning 12",
}
CASE = {
    "title": "Hur skriver man ut en lista?",
    "description": "Vi hittar inte knappen.",
    "service": "journal",
    "contact": "Supporten",
    "callback": "023-00 00 00",
    "patient_safety": "nej",
    "confidential_wish": "no",
}
LETTER = {"handoff_letter": "Känt: allt. Prövat: omstart. Önskat: rättning.", "audience_reviewed": True}
TO_SUPPORT = LETTER | {"known_errors_searched": True, "reproduced": "yes"}
TO_VENDOR = LETTER | {
    "images_checked": True,
    "reproduction_steps": "Öppna listan.",
    "environment": "production",
    "version": "4.2.0",
    "evidence": "logg.txt",
    "wanted_outcome": "Rättning",
    "contract_severity": 3,
}
SOLUTION = {
    "incident_resolution": "rattad",
    "solution": "Rättad i 4.2.1.",
    "category_close": "programfel",
    "cause_hint": "Minnesläcka.",
}


def opened(process: str, who, **data) -> Ticket:
    """A registered ticket of `process` by `who`, as its workflow."""
    workflow = PROCESSES[process]
    base = INCIDENT | {"started_at": timezone.now() - timedelta(hours=1)} if process == "incident" else CASE
    event = create(workflow, workflow.birth, actor=who, via="test", data=base | data, process=process)
    return fresh(event.ticket_id)


def incident(who=None, **data) -> Ticket:
    return opened("incident", who or actor("region-objektspecialist-support", "dalarna"), **data)


def fresh(pk: int) -> Ticket:
    ticket = Ticket.objects.unscoped("test").get(pk=pk)
    ticket.__class__ = ticket.workflow_class()
    return ticket


def step(ticket, name: str, who, **data):
    """Take a step; returns the ticket as it is afterwards."""
    perform(Ticket, ticket.pk, name, actor=who, via="test", data=data)
    return fresh(ticket.pk)


def answer(ticket, name: str, who, **data):
    """Accept, return or withdraw the open hand-off."""
    waiting = Handoff.objects.unscoped("test").get(ticket=ticket, state="proposed")
    perform(Handoff, waiting.pk, name, actor=who, via="test", data=data)
    return fresh(ticket.pk)


def team(organisation: str) -> Team:
    return Team.objects.filter(organisation=directory.by_slug(organisation)).first()


def prioritised(who=None, *, impact=3, urgency=2, **data) -> Ticket:
    """An incident in triage with a priority, held by its region."""
    desk = who or actor("region-objektspecialist-support", "dalarna")
    ticket = step(incident(desk, **data), "triage", desk)
    return step(ticket, "prioritise", desk, impact=impact, urgency=urgency)


def at_support(**data) -> Ticket:
    """An incident that the support organisation has accepted, assigned to a team there."""
    desk = actor("region-objektspecialist-support", "dalarna")
    ticket = step(prioritised(desk, **data), "escalate_tier", desk, **TO_SUPPORT)
    support = actor("sussa-supportspecialist", "sussa-vardstod")
    return answer(ticket, "accept", support, team=team("sussa-vardstod").slug)


def at_vendor(**data) -> Ticket:
    """An incident that the vendor has accepted."""
    support = actor("sussa-supportspecialist", "sussa-vardstod")
    ticket = step(at_support(**data), "escalate_vendor", support, **TO_VENDOR)
    return answer(ticket, "accept", actor("cambio-service-desk", "cambio"), team=team("cambio").slug)
