"""Reading the calendars: a list, and one calendar with its week, its days, its versions and a time to try."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from regions import directory
from roles.web.answers import lacks
from sla import calendars as known
from sla import what_if
from sla.calendar_days import minutes
from sla.calendar_preview import preview, sentence
from sla.calendar_text import write_clock, write_windows
from sla.calendar_versions import CAPABILITY, may_edit, may_read
from sla.hours import NeverOpens
from sla.models import Calendar, CalendarVersion, DayRule
from sla.web.forms import PreviewForm


@require_GET
def calendars(request):
    """Every calendar with whose it is and its week today."""
    demand_reader(request)
    today = timezone.localdate()
    rows = [
        {"calendar": one, "owner": owner(one), "week": week_words(known.course_of(one).version_on(today))}
        for one in known.calendars()
    ]
    return render(request, "sla/calendars.html", {"rows": rows, "common": known.COMMON})


@require_GET
def calendar(request, calendar: str):
    """One calendar."""
    demand_reader(request)
    found = found_calendar(calendar)
    course, today = known.course_of(found), timezone.localdate()
    now = course.version_on(today)
    runs = what_if.kept(course.versions) if may_edit(request.actor) else {}
    drafts = found.versions.filter(state=CalendarVersion.State.DRAFT).select_related("made_by")
    context = {
        "calendar": found,
        "owner": owner(found),
        "zone": _zone_words(found),
        "now": version_words(now),
        "years": [{"year": year, "months": months(course, year)} for year in (today.year, today.year + 1)],
        "versions": [
            version_words(one) | {"is_now": one is now, "is_later": one.valid_from > today, "what_if": runs.get(one.pk)}
            for one in reversed(course.versions)
        ],
        "drafts": list(drafts.order_by("pk")) if may_edit(request.actor) else [],
        "may_edit": may_edit(request.actor) and not found.around_the_clock,
        **tried(request, course),
    }
    return render(request, "sla/calendar.html", context)


def demand_reader(request) -> None:
    if not may_read(request.actor):
        raise PermissionDenied


def demand_editor(request) -> None:
    if not may_edit(request.actor):
        raise lacks(CAPABILITY)


def found_calendar(slug: str) -> Calendar:
    found = known.by_slug(slug)
    if found is None:
        raise Http404
    return found


def owner(calendar: Calendar) -> str:
    place = directory.organisation(calendar.organisation_id)
    return place.name if place else _("Common to all")


def _zone_words(calendar: Calendar) -> str:
    return _("Local time in %(zone)s") % {"zone": calendar.zone.rpartition("/")[2].replace("_", " ")}


def week_words(version: CalendarVersion | None) -> list[dict]:
    """Runs of weekdays with the same hours: "Monday–Friday", "08.00–17.00"."""
    if version is None:
        return []
    found = []
    for hours, run in groupby(range(7), key=lambda weekday: write_windows(version.week[weekday])):
        days = list(run)
        names = f"{weekday_name(days[0])}–{WEEKDAYS[days[-1]]}" if len(days) > 1 else weekday_name(days[0])
        found.append({"days": names, "hours": hours})
    return found


def weekday(day: date) -> str:
    return weekday_name(day.weekday())


def weekday_name(number: int) -> str:
    """As the beginning of a line."""
    return str(WEEKDAYS[number]).capitalize()


def version_words(version: CalendarVersion | None) -> dict:
    """What a version says besides its own days."""
    if version is None:
        return {}
    rules = [
        (_("Public holidays"), DayRule(version.on_public).label),
        (_("Midsummer Eve, Christmas Eve and New Year's Eve"), DayRule(version.on_eves).label),
        (_("Days squeezed in"), DayRule(version.on_squeezed).label),
        (_("Shortened days end at"), _shortened(version)),
    ]
    return {"row": version, "week": week_words(version), "rules": rules}


def _shortened(version: CalendarVersion) -> str:
    return write_clock(minutes(version.short_until)) if version.short_until else _("the usual time")


def months(course: known.Course, year: int) -> list[dict]:
    """The days of the year that differ, by month."""
    rows = groupby(course.specials(year), key=lambda row: row.date.month)
    return [
        {"name": str(MONTHS[month]).capitalize(), "days": [_day_words(row) for row in days]} for month, days in rows
    ]


def _day_words(row) -> dict:
    day = f"{WEEKDAYS[row.date.weekday()]} {row.date.day}"
    return {"day": day, "name": row.name, "kind": row.get_kind_display(), "hours": write_windows(row.windows)}


def tried(request, course: known.Course) -> dict:
    """The form to try a time in, and what it answered."""
    form = PreviewForm(request.GET, zone=course.zone, now=timezone.now())
    if not form.is_bound or not form.is_valid():
        return {"try_form": form, "tried": ""}
    try:
        found = preview(course, form.start(), form.amount())
    except (NeverOpens, OverflowError, ValueError):
        form.too_much()
        return {"try_form": form, "tried": ""}
    said = sentence(course, found, promise=form.promised(), priority=form.cleaned_data["priority"])
    return {"try_form": form, "tried": said}


def end_of_next_year(day: date) -> date:
    return date(day.year + 1, 12, 31)


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)
