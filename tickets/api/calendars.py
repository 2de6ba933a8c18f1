"""Reading the calendars by which promised times are counted."""

from __future__ import annotations

from django.http import Http404
from django.utils import timezone
from rest_framework.response import Response

from regions import directory
from sla import calendars
from sla.calendar_versions import may_read
from tickets.api import describe
from tickets.api.asked import parameters_of
from tickets.api.door import ApiView
from tickets.api.shapes import BOOL, NO_SLUG, NO_TIME, SLUG, STRING, WHOLE, body, listed, reference

DATE = {"type": "string", "format": "date"}
HOURS = listed(body(opens=STRING, shuts=STRING)) | {"description": "Local time, such as 08:00; the end may be 24:00."}
_HEAD = {"slug": SLUG, "label": STRING, "organisation": NO_SLUG, "zone": STRING, "around_the_clock": BOOL}
_RULES = ("on_public", "on_eves", "on_squeezed")
_VERSION = {"number": WHOLE, "valid_from": DATE, "week": listed(HOURS), "reason": STRING, "published_at": NO_TIME}
_DAY = {"date": DATE, "kind": STRING, "name": STRING, "hours": HOURS}
COMPONENTS = {
    "Calendars": reference(**_HEAD),
    "Calendar": body(
        **_HEAD,
        versions=listed(body(**_VERSION, **dict.fromkeys(_RULES, STRING), short_until=NO_SLUG)),
        days=listed(body(**_DAY)) | {"description": "This year's and the next one's days that differ."},
    ),
}


class Calendars(ApiView):
    @describe.calendars
    def get(self, request):
        parameters_of(request, frozenset())
        return Response({"results": [_head(one) for one in calendars.calendars() if may_read(self.actor)]})


class Calendar(ApiView):
    @describe.calendar
    def get(self, request, calendar: str):
        parameters_of(request, frozenset())
        found = calendars.by_slug(calendar)
        if found is None or not may_read(self.actor):
            raise Http404
        course, year = calendars.course_of(found), timezone.localdate().year
        days = [*course.specials(year), *course.specials(year + 1)]
        return Response(
            _head(found) | {"versions": [_version(one) for one in course.versions], "days": [_day(one) for one in days]}
        )


def _head(one) -> dict:
    place = directory.organisation(one.organisation_id)
    said = {"organisation": place.slug if place else None, "zone": one.zone, "around_the_clock": one.around_the_clock}
    return {"slug": one.slug, "label": one.label} | said


def _version(one) -> dict:
    plain = {name: getattr(one, name) for name in ("number", "valid_from", "reason", "published_at", *_RULES)}
    short = one.short_until.strftime("%H:%M") if one.short_until else None
    return plain | {"week": [_hours(day) for day in one.week], "short_until": short}


def _day(one) -> dict:
    return {"date": one.date, "kind": one.kind, "name": one.name, "hours": _hours(one.windows)}


def _hours(windows) -> list[dict]:
    return [{"opens": _clock(opens), "shuts": _clock(shuts)} for opens, shuts in windows]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
