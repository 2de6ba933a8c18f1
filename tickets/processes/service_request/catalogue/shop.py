"""The catalogue as somebody reads it who is about to order: what there is, what it costs and how long it takes."""

from __future__ import annotations

from itertools import groupby

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from roles import groups
from roles.models import OrderGroup
from tickets.models import ServiceRequestDetail, Ticket
from tickets.processes.service_request.catalogue import publishing, reading, wording

PROCESS = "service-request"
PLACES = "order.place"
OPEN_SHOWN = 5


@require_GET
def catalogue(request):
    """What is on offer at one of the reader's organisations, by group; `q` narrows it."""
    if (number := request.GET.get("draft", "")).isdecimal() and (url := _draft_url(int(number), request.actor)):
        return redirect(url)
    at = timezone.now()
    places = reading.places_of(request.actor)
    place = chosen(places, request.GET.get("for", ""), request.actor)
    offered = reading.on_offer(reading.region_id_of(place), at) if place else []
    asked = " ".join(request.GET.get("q", "").split())[:80]
    found = [one for one in offered if matches(one, asked)]
    context = {
        "place": place,
        "places": places,
        "asked": asked,
        "groups": _grouped(found, place, request.actor, at),
        "count": len(found),
        "total": len(offered),
        "may_order": place is not None and may_order(request.actor, place),
        "who_orders": [] if place is None or may_order(request.actor, place) else who_orders(place, at),
        "may_edit": bool(publishing.edited_places(request.actor)),
        "mine": _open_orders(request.actor),
    }
    return render(request, "tickets/service_request/catalogue.html", context)


def chosen(places: list, slug: str, actor):
    """The organisation asked for, else the one that the reader acts for; None for who reads no catalogue."""
    named = next((one for one in places if one.slug == slug), None)
    preferred = actor.preferred_hat()
    home = reading.place_of(preferred.organisation).pk if preferred else None
    return named or next((one for one in places if one.pk == home), places[0] if places else None)


def may_order(actor, place) -> bool:
    """Whether one of the actor's hats places orders for `place`."""
    return any(PLACES in hat.capabilities and reading.place_of(hat.organisation).pk == place.pk for hat in actor.hats)


def who_orders(place, at) -> list[str]:
    """Those at `place` who order, by name; one query a group."""
    rows = [
        row for group in (OrderGroup.BESTALLARE, OrderGroup.FORGODKAND) for row in groups.members(place.pk, group, at)
    ]
    return sorted({str(row.user) for row in rows})


def matches(version, asked: str) -> bool:
    """Whether every word stands in the item's name or lead, in either language, or in its service's name."""
    words = (
        version.title_sv,
        version.title_en,
        version.lead_sv,
        version.lead_en,
        version.service and version.service.name,
    )
    text = " ".join(filter(None, words)).casefold()
    return all(word in text for word in asked.casefold().split())


def _grouped(found: list, place, actor, at) -> list[dict]:
    return [
        {"group": group, "rows": [wording.told(one, place, actor, at) for one in rows]}
        for group, rows in groupby(found, key=lambda one: one.item.group)
    ]


def _open_orders(actor) -> list:
    """The reader's own orders that are under way, the latest first; one query."""
    rows = Ticket.objects.visible_to(actor).filter(process=PROCESS, reporter_id=actor.person_id, closed_at=None)
    return list(rows.exclude(registered_at=None).order_by("-updated_at")[:OPEN_SHOWN])


def _draft_url(pk: int, actor) -> str:
    """The form of an order that was begun and not sent; "" where it is not the reader's."""
    mine = Ticket.objects.visible_to(actor).filter(pk=pk, process=PROCESS, state="draft", reporter_id=actor.person_id)
    if not mine.exists():
        return ""
    slug = ServiceRequestDetail.objects.filter(ticket_id=pk).values_list("version__item__slug", flat=True).first()
    return f"{reverse('tickets:order', args=[slug])}?{urlencode({'draft': pk})}" if slug else ""
