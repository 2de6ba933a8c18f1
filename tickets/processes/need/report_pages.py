"""`/behov/`: which needs there are, how long each stage takes, and that none lies silent. Also as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from engine.errors import Refused
from regions import directory
from tickets.processes.need import areas, figures, reading
from tickets.web import showing
from tickets.web.sheets import sheet

VIEWS = (
    ("", pgettext_lazy("needs", "Going on")),
    ("ended", pgettext_lazy("needs", "Ended")),
    ("all", pgettext_lazy("needs", "All")),
)


@require_GET
def needs(request):
    """The report above the list; both go by the same filters."""
    asked, faults = _asked(request), []
    start = request.GET.get("start", "")
    start = int(start) if start.isdecimal() and len(start) < 6 else 0
    found, report = reading.Found([], 0), None
    try:
        report = reading.report(asked, request.actor)
        if report.is_cut:
            found = reading.listed(asked, request.actor, start=start)
        else:
            found = reading.of_report(report, asked, start=start)
    except Refused as refused:
        report, faults = None, [str(reason.text) for reason in refused.reasons]
        asked["q"] = ""
    said = {name: value for name, value in asked.items() if value}
    context = {
        "rows": [_row(one) for one in found.rows],
        "total": found.total,
        "report": report,
        "share": f"{report.all.silent_share:.0%}".replace("%", " %") if report else "",
        "states": [_state(one, said) for one in report.states] if report else [],
        "silent_days": figures.of("silent_days"),
        "most": reading.MOST,
        "faults": faults,
        "asked": asked,
        "is_filtered": bool(said.keys() - {"which"}),
        "view": _view(asked["which"]),
        "views": [
            {"label": label, "url": _url(said | {"which": which}), "current": which == asked["which"]}
            for which, label in VIEWS
        ],
        "regions": directory.regions(),
        "areas": areas.areas(),
        "next_url": _url(said | {"start": found.more}) if found.more else "",
        "first_url": _url(said) if start else "",
        "file_url": f"{reverse('tickets:needs_file')}?{urlencode(said)}",
        "may_write": request.actor.can("need.submit"),
    }
    return render(request, "tickets/need/list.html", context, status=422 if faults else 200)


def _asked(request) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in reading.FILTERS}


def _view(which: str) -> str:
    """The list in words: a view, or the state that was chosen."""
    from tickets.workflows import Need

    named = dict(VIEWS)
    if which in named:
        return str(named[which])
    return str(Need.States(which).label) if which in Need.States.values else str(VIEWS[0][1])


def _url(asked: dict) -> str:
    found = {name: value for name, value in asked.items() if value}
    return f"{reverse('tickets:needs')}{'?' + urlencode(found) if found else ''}"


def _state(one: tuple, said: dict) -> dict:
    code, label, number = one
    which = code if code in reading.WHICH else "ended"
    return {"label": label, "number": number, "url": _url(said | {"which": which})}


def _row(one: reading.Row) -> dict:
    ticket = one.ticket
    return {
        "one": one,
        "region": showing.short_name(ticket.origin_id),
        "areas": ", ".join(area.label for area in one.areas),
        "state": showing.State(ticket.state_label(), ticket.state, showing.category_of(ticket)),
        "priority": one.detail.get_joint_priority_display(),
    }


@require_GET
def needs_file(request):
    """What the filters keep as CSV, as far as the reader reads it."""
    try:
        found = reading.listed(_asked(request), request.actor, size=reading.MOST)
    except Refused as refused:
        words = "\n".join(str(one.text) for one in refused.reasons)
        return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")
    header = [_("Number"), _("Region"), _("Title"), _("State"), _("Business area"), _("National programme areas")]
    header += [
        _("Joint priority"),
        _("Regions behind it"),
        _("Received"),
        _("Prepared by the region"),
        _("Joint review"),
    ]
    header += [_("Prioritised"), _("Converted"), _("In use"), _("Ended"), _("Why it is declined"), _("Benefit met")]
    return sheet("behov", header, (_line(one) for one in found.rows))


def _line(one: reading.Row) -> list:
    ticket, detail = one.ticket, one.detail
    moments = (detail.prepared_at, detail.joint_at, detail.prioritised_at, detail.converted_at, detail.followup_at)
    return [
        ticket.number,
        showing.full_name(ticket.origin_id),
        ticket.title,
        ticket.state_label(),
        detail.business_area,
        ", ".join(area.label for area in one.areas),
        detail.get_joint_priority_display(),
        one.behind,
        *(_day(at) for at in (ticket.registered_at, *moments, ticket.closed_at)),
        detail.get_declined_display(),
        detail.get_benefit_met_display(),
    ]


def _day(at) -> str:
    return timezone.localdate(at).isoformat() if at else ""
