"""The calendars of the data files: what their versions say, checked as by hand, and published where they are new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from sla.calendar_days import as_windows
from sla.calendar_text import Unreadable, read_clock, read_windows
from sla.calendar_versions import Wanted, faults, own_days, publish_loaded
from sla.models import Calendar, CalendarDay, CalendarVersion
from sussa.collaboration.problems import DataRefused, Problem
from sussa.collaboration.reading import Files, Row

WEEK = 7
_PLAIN = ("on_public", "on_eves", "on_squeezed", "reason")


def check_calendars(files: Files) -> Iterator[Problem]:
    """Known zones, a version for each calendar that has hours, hours and days that can be read."""
    versioned = {row.values["calendar"] for row in files.section("calendar_versions")}
    around_the_clock = set()
    for row in files.section("calendars"):
        zone = row.values.get("zone")
        if zone is not None and not _is_zone(zone):
            text = _("“%(zone)s” is no time zone. Write such as Europe/Stockholm.")
            yield Problem(row.place("zone"), text % {"zone": zone})
        if row.values.get("around_the_clock"):
            around_the_clock.add(row.values["slug"])
        elif row.values["slug"] not in versioned:
            text = _("The calendar has no hours. Add a version of it to the section calendar_versions.")
            yield Problem(row.place("slug"), text)
    for row in files.section("calendar_versions"):
        if row.values["calendar"] in around_the_clock:
            text = _("The calendar is open around the clock, so it has no versions. Remove this one.")
            yield Problem(row.place("calendar"), text)
        yield from _version(row)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _version(row: Row) -> Iterator[Problem]:
    week = row.values["week"]
    if len(week) != WEEK:
        yield Problem(row.place("week"), _("Write the hours of seven days, Monday first."))
        return
    problems = [*_unreadable_hours(row), *_wrong_days(row)]
    try:
        read_clock(row.values.get("short_until") or "14.00")
    except Unreadable as error:
        problems.append(Problem(row.place("short_until"), str(error)))
    yield from problems
    if not problems:
        yield from (Problem(row.place(key), text) for key, text in faults(_wanted(row)).items())


def _unreadable_hours(row: Row) -> Iterator[Problem]:
    for place, text in enumerate(row.values["week"]):
        try:
            read_windows(text)
        except Unreadable as error:
            yield Problem(row.place("week", place), str(error))


def _wrong_days(row: Row) -> Iterator[Problem]:
    _days, wrong = own_days(row.values.get("days") or [], valid_from=row.values["valid_from"])
    yield from (Problem(row.place("days", place), text) for place, text in wrong.items())


def _wanted(row: Row) -> Wanted:
    """What the row says, once every check has passed."""
    said = {name: row.values[name] for name in _PLAIN if row.values.get(name) is not None}
    found = Wanted(
        valid_from=row.values["valid_from"],
        week=[read_windows(text) for text in row.values["week"]],
        own_days=row.values.get("days") or [],
        **said,
    )
    short = row.values.get("short_until")
    return replace(found, short_until=read_clock(short)) if short else found


def write_versions(rows: list[Row], calendars: dict[str, Calendar]) -> tuple[list[str], set[str]]:
    """Publish the versions that are new; the keys of those, and of all that the database has.

    A version that people published for the same first day stands. Raises DataRefused for one that says something
    else than what has been published, and for a new one in the past of a calendar that is in use.
    """
    published = _published(calendars)
    in_use = {calendar.slug for calendar, _day in _keys(published, calendars)}
    made, problems = [], []
    for row in sorted(rows, key=lambda one: one.values["valid_from"]):
        calendar, day = calendars[row.values["calendar"]], row.values["valid_from"]
        wanted, known = _wanted(row), published.get((calendar.pk, day), [])
        key = f"{calendar.slug} / {day}"
        if not known and calendar.slug in in_use and day < timezone.localdate():
            text = _("The calendar is in use: let a new version begin today or later.")
            problems.append(Problem(row.place("valid_from"), text))
        elif not known:
            publish_loaded(calendar, wanted)
            made.append(key)
        elif all(version.published_by_id is None for version in known) and not _says(known[-1], wanted):
            text = _(
                "This version has been published and stays as it is. Put it back, or add one with a new first day."
            )
            problems.append(Problem(row.place("valid_from"), text))
    if problems:
        raise DataRefused(problems)
    return made, {f"{calendar.slug} / {day}" for calendar, day in _keys(published, calendars)}


def _published(calendars: dict[str, Calendar]) -> dict[tuple, list[CalendarVersion]]:
    """By calendar and first day, in the order of their numbers."""
    found: dict[tuple, list[CalendarVersion]] = {}
    rows = CalendarVersion.objects.filter(calendar__in=calendars.values(), state=CalendarVersion.State.PUBLISHED)
    own = Prefetch("days", CalendarDay.objects.filter(kind=CalendarDay.Kind.OWN))
    for version in rows.order_by("number").prefetch_related(own):
        found.setdefault((version.calendar_id, version.valid_from), []).append(version)
    return found


def _keys(published, calendars: dict[str, Calendar]) -> list[tuple]:
    by_pk = {calendar.pk: calendar for calendar in calendars.values()}
    return [(by_pk[pk], day) for pk, day in published]


def _says(version: CalendarVersion, wanted: Wanted) -> bool:
    """Whether the published version says just this."""
    plain = all(getattr(version, name) == getattr(wanted, name) for name in (*_PLAIN, "short_until"))
    week = [as_windows(day) for day in version.week] == [tuple(day) for day in wanted.week]
    own = {(row.date, as_windows(row.windows), row.name) for row in version.days.all()}
    days: list[CalendarDay] = own_days(wanted.own_days, valid_from=wanted.valid_from)[0]
    return plain and week and own == {(row.date, as_windows(row.windows), row.name) for row in days}
