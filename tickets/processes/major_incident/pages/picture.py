"""The situation picture: every region's own word, its time and who signed it. One A4 when printed, no script needed."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tickets import reading
from tickets.processes.major_incident.pages import record
from tickets.processes.major_incident.pages import situation as situations
from tickets.web.found import found

SLUG = "major-incident"
OF_STATE = ("unknown", "affected", "degraded", "restored", "confirmed", "not_affected")
ENTRIES = 4


def major(number: str, actor):
    """The major incident of this number; 404 for another kind of case as for one that the reader may not see."""
    ticket = found(number, actor)
    if ticket.process != SLUG:
        raise Http404
    return ticket


@require_GET
def situation_picture(request, number: str):
    ticket, actor, now = major(number, request.actor), request.actor, timezone.now()
    situation = situations.situation_of(ticket, actor, now=now)
    reading.note_reading(ticket, actor, at=now)
    counted = [(one, sum(cell.state == one for cell in situation.regions)) for one in OF_STATE]
    labels = {cell.state: cell.label for cell in situation.regions}
    context = {
        "ticket": ticket,
        "situation": situation,
        "now": now,
        "tally": [(labels[state], count) for state, count in counted if count],
        "entries": record.entries_of(ticket, actor)[-ENTRIES:],
        "state": ticket.state_label(),
        "is_customer": actor.is_customer_side,
    }
    return render(request, "tickets/major_incident/picture.html", context)
