"""All status messages of a major incident as they went out: their text is never changed, corrections stand beneath."""

from __future__ import annotations

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from engine.explain import state_of
from tickets.processes.major_incident.message_reading import messages_of
from tickets.processes.major_incident.pages.picture import major

STEPS = ("write_message", "publish_message", "correct_message", "add_suffix")


@require_GET
def status_messages(request, number: str):
    ticket, actor, now = major(number, request.actor), request.actor, timezone.now()
    found = messages_of(ticket, actor)
    told = [one for one in found if one.published_at and one.corrects_id is None]
    states = [state_of(ticket, name, actor, at=now) for name in STEPS]
    context = {
        "ticket": ticket,
        "told": told,
        "draft": next((one for one in found if one.published_at is None), None),
        "steps": [
            {
                "label": one.label,
                "note": one.help,
                "url": reverse("tickets:step", args=[number, one.name]),
                "version": ticket.version,
                "opens_form": one.has_form,
                "name": one.name,
            }
            for one in states
            if one and one.allowed
        ],
        "is_customer": actor.is_customer_side,
    }
    return render(request, "tickets/major_incident/messages.html", context)
