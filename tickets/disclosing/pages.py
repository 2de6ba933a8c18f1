"""The pages of a disclosure: what it will look like, and what is handed out."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from engine.explain import steps_for
from tickets import codes
from tickets.disclosing.package import package_of
from tickets.disclosing.reading import handed_out
from tickets.disclosing.record import record_of
from tickets.reading import note_reading
from tickets.web import changes
from tickets.web.files import served
from tickets.web.found import found


@never_cache
@require_GET
def disclosure(request, number: str, which: int):
    """What was decided to hand out, as one file."""
    ticket = found(number, request.actor)
    row = handed_out(ticket, request.actor, which)
    if row is None:
        raise Http404
    note_reading(ticket, request.actor, at=timezone.now())
    name = f"{ticket.number}-utlamnande-{row.number}.zip"
    return served(package_of(ticket, request.actor, row), name=name, content_type="application/zip")


@never_cache
@require_POST
def preview(request, number: str):
    """What would be handed out with what stands in the form. Nothing is kept."""
    ticket, actor = found(number, request.actor), request.actor
    if not any(one.name == "disclose" and one.allowed for one in steps_for(ticket, actor, at=timezone.now())):
        raise Http404
    without, masked = request.POST.getlist("left_out"), request.POST.get("masked_words", "")
    record = record_of(ticket, actor, until=ticket.event_seq, without=without, masked=masked)
    return render(request, "tickets/disclosing/preview.html", {"ticket": ticket, "record": record})


urlpatterns = [
    path("arenden/<number:number>/utlamnanden/<int:which>/", disclosure, name="disclosure"),
    path("arenden/<number:number>/utlamnanden/granska/", preview, name="disclosure_preview"),
]
changes.LABELS["disclosed"] = gettext_lazy("Decision on disclosing")
changes.FACTS["disclosed"] = lambda said: str(codes.Disclosed(said["decision"]).label)
