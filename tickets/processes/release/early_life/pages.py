"""Early life support in the browser: the mark on an incident, the counts on a release, what `complete` begins with."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets.models import Ticket
from tickets.processes.release.early_life import counting, watching
from tickets.web import forms, panels

RELEASE = "release"


def on_incident(read, actions) -> dict | None:
    """The releases that were new in its region and component when it was registered. A query only where there are."""
    ticket = read.ticket
    ids = watching.of_incident(ticket, {ticket.origin_id, *(leg.region_id for leg in read.legs)})
    releases = Ticket.objects.visible_to(read.actor).filter(pk__in=ids).order_by("-pk") if ids else ()
    rows = [
        {"number": one.number, "title": one.title, "url": reverse("tickets:detail", args=[one.number])}
        for one in releases
    ]
    return {"template": "tickets/release/early_mark.html", "releases": rows} if rows else None


def on_release(read, actions) -> dict | None:
    """How many incidents it has met, where and when."""
    found = counting.of_release(read.ticket, read.actor)
    if found is None:
        return None
    most = max((number for _week, number in found.weeks), default=0)
    return {
        "template": "tickets/release/early_panel.html",
        "found": found,
        "regions": [
            {"name": one.short_name or one.name, "count": number, "url": list_url(read.ticket, one.slug)}
            for one, number in found.regions
        ],
        "weeks": [{"day": day, "count": number, "is_most": number == most} for day, number in found.weeks],
        "url": list_url(read.ticket),
    }


def list_url(ticket, region: str = "") -> str:
    asked = {"early_life": ticket.number, "state": "all"} | ({"origin": region} if region else {})
    return f"{reverse('tickets:list')}?{urlencode(asked)}"


def trend(setting):
    """What is known of how incidents developed, for whoever completes the release to go on from."""
    if setting.ticket.process != RELEASE:
        return None
    found = counting.of_release(setting.ticket, setting.actor)
    if found is None:
        return None
    said = ngettext(
        "%(number)s incident was registered while the release was new, %(open)s of them is open.",
        "%(number)s incidents were registered while the release was new, %(open)s of them are open.",
        found.total,
    )
    lines = [said % {"number": found.total, "open": found.open}]
    if found.regions:
        lines.append(", ".join(f"{one.short_name or one.name} {number}" for one, number in found.regions) + ".")
    if found.weeks:
        weeks = ", ".join(f"{date_format(day, 'j M')} {number}" for day, number in found.weeks)
        lines.append(_("By week, from its Monday: %(weeks)s.") % {"weeks": weeks})
    return "\n".join(lines)


def add() -> None:
    """Tell the shared pages; called once, when the addresses are read."""
    panels.add("incident", on_incident)
    panels.add(RELEASE, on_release)
    forms.USUAL["incident_trend"] = trend
