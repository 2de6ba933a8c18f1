"""How a calendar changes: a draft is written, read through and published, all of it or nothing.

The rules that hold for every kind of version, and what is raised: sla.publishing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roles.actor import Actor
from roles.changing import Refused
from sla import publishing
from sla.calendar_days import year_of, years_to_copy
from sla.calendar_text import Unreadable, read_day
from sla.calendars import calendars
from sla.hours import Window
from sla.models import Calendar, CalendarDay, CalendarVersion, DayRule

CAPABILITY = "sla.edit_calendars"
State = CalendarVersion.State


@dataclass(frozen=True)
class Wanted:
    """What a version is to say. `own_days` are rows of text as people write them."""

    valid_from: date
    week: list[list[Window]]
    on_public: str = DayRule.SHUT
    on_eves: str = DayRule.SHUT
    on_squeezed: str = DayRule.ORDINARY
    short_until: time | None = None
    own_days: list[str] = field(default_factory=list)
    reason: str = ""


def may_read(actor: Actor) -> bool:
    """The customer side reads the calendars; they stand in no case."""
    return actor.is_customer_side or may_edit(actor)


def may_edit(actor: Actor) -> bool:
    return actor.can(CAPABILITY)


def faults(wanted: Wanted) -> dict[str, str]:
    """What is wrong with a version, by field; that its first day has passed is judged where it is published."""
    found = {}
    if not any(wanted.week):
        found["week"] = _("The calendar would never open. Give at least one weekday its hours.")
    if too_far := publishing.too_far(wanted.valid_from):
        found["valid_from"] = too_far
    if wrong := own_days(wanted.own_days, valid_from=wanted.valid_from)[1]:
        found["own_days"] = " ".join(wrong.values())
    return found


def own_days(rows: list[str], *, valid_from: date) -> tuple[list[CalendarDay], dict[int, str]]:
    """The days the rows say, and what is wrong by the row's place; a row without text says nothing."""
    found: dict[date, CalendarDay] = {}
    wrong: dict[int, str] = {}
    first_said: dict[date, int] = {}
    for place, row in enumerate(rows):
        if not row.strip():
            continue
        try:
            day, windows, name = read_day(row)
        except Unreadable as error:
            wrong[place] = publishing.in_row(place, str(error))
            continue
        if day in found:
            text = _("%(day)s already stands in row %(row)d. Remove one of the two.")
            wrong[place] = publishing.in_row(place, text % {"day": day.isoformat(), "row": first_said[day] + 1})
        elif day < valid_from:
            text = _("%(day)s comes before the version's first day. Remove the row or choose an earlier first day.")
            wrong[place] = publishing.in_row(place, text % {"day": day.isoformat()})
        else:
            first_said[day] = place
            found[day] = CalendarDay(date=day, kind=CalendarDay.Kind.OWN, name=name, windows=windows)
    return list(found.values()), wrong


def draft(
    actor: Actor, calendar: Calendar, wanted: Wanted, *, row: CalendarVersion | None = None, read_at: str = ""
) -> CalendarVersion:
    """Keep a draft, new or in the place of `row`, whose `changed_at` (ISO) the actor has read. Opens the transaction.

    Raises publishing.ChangedMeanwhile where somebody else has written in it since.
    """
    publishing.demand(actor, CAPABILITY)
    if calendar.around_the_clock:
        raise Refused(_=_("This calendar is open around the clock and has no versions."))
    reasons = faults(wanted)
    if wanted.valid_from < timezone.localdate():
        reasons["valid_from"] = publishing.too_early()
    if reasons:
        raise Refused(**reasons)
    with transaction.atomic():
        if row is not None:
            row = publishing.draft_to_write(row, read_at=read_at)
        return _write(calendar, wanted, row=row, made_by=row.made_by if row else actor.user)


def publish(actor: Actor, row: CalendarVersion, *, based_on: int, read_at: str) -> CalendarVersion:
    """Let the draft take over, as publishing.publish."""
    how = {"based_on": based_on, "read_at": read_at}
    return publishing.publish(actor, row, capability=CAPABILITY, before=_copy_from_today, **how)


def publish_loaded(calendar: Calendar, wanted: Wanted) -> CalendarVersion:
    """A version of the data files, checked by the loader. Needs a transaction."""
    row = _write(calendar, wanted)
    publishing.lock_owner(row)
    _copy_from_today(row)
    return publishing.settle(row)


def discard(actor: Actor, row: CalendarVersion) -> None:
    publishing.discard(actor, row, capability=CAPABILITY)


def copy_years(*, today: date) -> int:
    """Copy the days of the years ahead for versions that still count; gives how many years were missing."""
    count = 0
    for calendar in calendars():
        versions = list(calendar.versions.filter(state=State.PUBLISHED).order_by("valid_from", "number"))
        ends = [*(after.valid_from for after in versions[1:]), None]
        for version, end in zip(versions, ends, strict=False):
            if end is None or end > date(today.year, 1, 1):
                count += _copy_days(version, today=today)
    return count


def _write(calendar: Calendar, wanted: Wanted, *, row: CalendarVersion | None = None, made_by=None) -> CalendarVersion:
    row = row or CalendarVersion(calendar=calendar, made_by=made_by)
    for name in ("valid_from", "week", "on_public", "on_eves", "on_squeezed", "short_until", "reason"):
        setattr(row, name, getattr(wanted, name))
    row.changed_at = timezone.now()
    row.save()
    row.days.all().delete()
    days, _wrong = own_days(wanted.own_days, valid_from=wanted.valid_from)
    for day in days:
        day.version = row
    CalendarDay.objects.bulk_create(days)
    return row


def _copy_from_today(row: CalendarVersion) -> None:
    _copy_days(row, today=timezone.localdate())


def _copy_days(version: CalendarVersion, *, today: date) -> int:
    """Copy what is missing; an own day stays as it is."""
    copied = set(version.days.exclude(kind=CalendarDay.Kind.OWN).values_list("date__year", flat=True).distinct())
    missing = [year for year in years_to_copy(version, today=today) if year not in copied]
    rows = [row for year in missing for row in year_of(version, year).values()]
    CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)
    return len(missing)
