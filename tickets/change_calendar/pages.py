"""The change calendar in the browser: a month or a list, of all regions or one, as far as the reader reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from regions import directory
from regions.models import Organisation
from tickets.change_calendar import month as reading
from tickets.change_calendar import setting, words
from tickets.web import showing

YEARS = (2000, 2100)
LIST = "lista"
MONTHS_BACK, MONTHS_AHEAD = 12, 24


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    year: int
    month: int
    region: Organisation | None
    is_list: bool

    def url(self, **other) -> str:
        """The address with something else asked for."""
        said = {"year": self.year, "month": self.month, "region": self.region, "is_list": self.is_list} | other
        query = {"manad": f"{said['year']}-{said['month']:02d}"}
        if said["region"]:
            query["region"] = said["region"].slug
        if said["is_list"]:
            query["vy"] = LIST
        return f"{reverse('tickets:change_calendar')}?{urlencode(query)}"

    def moved(self, months: int) -> str:
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return self.url(year=year, month=month + 1) if YEARS[0] <= year < YEARS[1] else ""


@require_GET
def calendar(request):
    """A month of planned changes with windows, freezes and collisions."""
    asked, today = _asked(request), timezone.localdate()
    first, last = reading.month_days(asked.year, asked.month)
    span = reading.read(first, last, request.actor, region=asked.region)
    days = [_day(one, asked, today) for one in span.days()]
    entries = [one for one in span.entries if _begins_in(one, asked)]
    context = {
        "asked": asked,
        "title": f"{capfirst(MONTHS[asked.month])} {asked.year}",
        "weekdays": [(capfirst(WEEKDAYS[day]), capfirst(WEEKDAYS_ABBR[day])) for day in range(7)],
        "weeks": [
            {"number": days[start]["date"].isocalendar().week, "days": days[start : start + 7]}
            for start in range(0, len(days), 7)
        ],
        "listed": [day for day in days if day["is_inside"] and (day["entries"] or day["frozen"] or day["openings"])],
        "total": len(entries),
        "colliding": sum(1 for one in entries if one.collides),
        "regions": directory.regions(),
        "months": _months(asked),
        "views": _views(asked),
        "before_url": asked.moved(-1),
        "after_url": asked.moved(1),
        "today_url": asked.url(year=today.year, month=today.month),
        "may_set": bool(setting.places(request.actor)),
    }
    return render(request, "tickets/change_calendar/calendar.html", context)


def _begins_in(entry: reading.Entry, asked: Asked) -> bool:
    local = timezone.localtime(entry.start)
    return (local.year, local.month) == (asked.year, asked.month)


def _months(asked: Asked) -> list[dict]:
    """A year back and two ahead of what is shown, to choose among; in the reader's language, whatever the browser's."""
    place = asked.year * 12 + asked.month - 1
    found = (divmod(one, 12) for one in range(place - MONTHS_BACK, place + MONTHS_AHEAD + 1))
    return [
        {
            "value": f"{year:04d}-{month + 1:02d}",
            "label": f"{capfirst(MONTHS[month + 1])} {year}",
            "current": (year, month + 1) == (asked.year, asked.month),
        }
        for year, month in found
        if YEARS[0] <= year < YEARS[1]
    ]


def _views(asked: Asked) -> list[dict]:
    return [
        {"label": pgettext("calendar", "Month"), "url": asked.url(is_list=False), "current": not asked.is_list},
        {"label": pgettext("calendar", "List"), "url": asked.url(is_list=True), "current": asked.is_list},
    ]


def _asked(request) -> Asked:
    """What the address says; a month that there is none of is not found, nothing said is this month."""
    today = timezone.localdate()
    year, _dash, month = (request.GET.get("manad", "") or f"{today:%Y-%m}").partition("-")
    is_number = (year + month).isascii() and (year + month).isdecimal()
    if not (is_number and len(year) == 4 and 1 <= len(month) <= 2):
        raise Http404
    if not (YEARS[0] <= int(year) < YEARS[1] and 1 <= int(month) <= 12):
        raise Http404
    slug = request.GET.get("region", "")
    region = reading.region_called(slug) if slug else None
    if slug and region is None:
        raise Http404
    return Asked(int(year), int(month), region, request.GET.get("vy") == LIST)


def _day(day: reading.Day, asked: Asked, today: date) -> dict:
    return {
        "date": day.date,
        "name": f"{capfirst(WEEKDAYS[day.date.weekday()])} {day.date.day} {MONTHS[day.date.month]}",
        "is_inside": (day.date.year, day.date.month) == (asked.year, asked.month),
        "is_today": day.date == today,
        "entries": [_entry(one, day.date) for one in day.entries],
        "frozen": [{"name": one.name, "place": words.place_of(one)} for one in day.frozen],
        "openings": [
            {
                "name": one.window.name,
                "place": words.place_of(one.window),
                "hours": words.span(one.start, one.end),
            }
            for one in day.openings
        ],
    }


def _entry(one: reading.Entry, day: date) -> dict:
    """A change as it is shown on one of its days."""
    begins = timezone.localdate(one.start) == day
    return {
        "change": one.change,
        "row": one.row,
        "wave": one.row.wave if one.row else None,
        "hours": words.span(one.start, one.end) if begins else _("goes on"),
        "begins": begins,
        "state": showing.state_of(one.change, None) if one.row is None else one.row.state_label(),
        "regions": words.names(one.regions),
        "services": ", ".join(service.name for service in one.services),
        "collides": one.collides,
        "frozen": [row.name for row in one.frozen],
        "outside": words.names(one.outside),
    }
