""" "We too" from a registration: what was typed so far goes along into the form of the step `join`."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tickets.web import steps
from tickets.web.detail import found

# What a registration asks for, and what the same is called for a region's own part.
CARRIED = {
    "leg_symptom": "symptom",
    "leg_contact": "contact",
    "leg_units": "affected_units",
    "leg_whole_region": "whole_region",
    "leg_users_affected": "users_affected",
    "leg_patient_safety": "patient_safety",
}


@never_cache
@require_POST
def join(request, number: str):
    """The form of "We too" on a case that the reader may read, filled in with what the registration says already."""
    ticket = found(number, request.actor)
    if request.resumed:
        return HttpResponseRedirect(reverse("tickets:step", args=[ticket.number, "join"]))
    typed = {name: request.POST[key] for name, key in CARRIED.items() if request.POST.get(key)}
    if not typed.get("leg_symptom") and request.POST.get("title"):
        typed["leg_symptom"] = request.POST["title"]
    return steps.ask_with(request, ticket, "join", typed)
