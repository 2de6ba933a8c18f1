""" "Which version do we run?": the matrix in the browser, as of any day, and as a file for a spreadsheet."""

from __future__ import annotations

from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from engine.errors import Refused
from regions import directory
from tickets import codes
from tickets.processes.release.versions import reading
from tickets.web import listing, menu
from tickets.web.sheets import sheet


@require_GET
def versions(request):
    """Region by environment by component on a day; the reader's own regions are marked."""
    now, faults, status = timezone.now(), [], 200
    asked = {name: request.GET.get(name, "").strip() for name in reading.FILTERS}
    try:
        wanted = reading.asked_of(asked, now)
    except Refused as refused:
        faults, status = [str(reason.text) for reason in refused.reasons], 422
        wanted = reading.Asked(timezone.localdate(now))
    matrix = reading.read(wanted, request.actor, now)
    context = {
        "matrix": matrix,
        "asked": asked,
        "day": wanted.day,
        "is_today": wanted.day == timezone.localdate(now),
        "faults": faults,
        "own": {one.pk for one in matrix.regions if one.pk in request.actor.organisation_ids},
        "regions": directory.regions(),
        "environments": codes.Environment.choices,
        "services": listing.services(),
        "file_url": f"{reverse('tickets:versions_file')}?{urlencode(_said(asked, wanted))}",
        "differing": sum(cell.differs for part in matrix.parts for row in part.rows for cell in row.cells),
    }
    return render(request, "tickets/release/versions.html", context, status=status)


def _said(asked: dict, wanted: reading.Asked) -> dict:
    return {name: value for name, value in asked.items() if value} | {"as_of": wanted.day.isoformat()}


@require_GET
def versions_file(request):
    """The same as CSV: one line a region, environment and component that has a version."""
    now = timezone.now()
    try:
        wanted = reading.asked_of({name: request.GET.get(name, "").strip() for name in reading.FILTERS}, now)
    except Refused as refused:
        return listing.refused_file(refused)
    header = [_("Day"), _("Region"), _("Environment"), _("Component"), _("Version"), _("Since"), _("Release")]
    return sheet(f"versioner-{wanted.day.isoformat()}", header, lines(reading.read(wanted, request.actor, now)))


def lines(matrix: reading.Matrix):
    """The cells that have a version, one a line."""
    for part in matrix.parts:
        for row in part.rows:
            for cell in row.cells:
                if cell.spell is not None:
                    since = date_format(timezone.localtime(cell.spell.from_at), "Y-m-d H:i")
                    yield [
                        matrix.asked.day.isoformat(), cell.region.name, part.label, row.service.name,
                        cell.version, since, cell.spell.ticket.number,
                    ]  # fmt: skip


urlpatterns = [
    path("versioner/", versions, name="versions"),
    path("versioner/fil/", versions_file, name="versions_file"),
]
menu.add(
    menu.WORK,
    menu.Entry(("tickets:versions",), pgettext_lazy("menu", "Which version do we run?"), "rocket", key="g v"),
    after="tickets:change_calendar",
)
