"""How a calendar changes: a draft is written, read through and published, all of it or nothing.

Each raises changing.NotAllowed where the actor may not, and changing.Refused with a sentence a field.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regions import directory
from roles.actor import Actor
from roles.changing import NotAllowed, Refused
from sla.calendar_days import year_of, years_to_copy
from sla.calendar_text import Unreadable, read_day
from sla.calendars import calendars
from sla.hours import Window
from sla.models import Calendar, CalendarDay, CalendarVersion, DayRule

CAPABILITY = "sla.edit_calendars"
FURTHEST_YEARS = 5
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
    if wanted.valid_from.year > timezone.localdate().year + FURTHEST_YEARS:
        found["valid_from"] = _("The day is too far ahead. Choose one within %(years)d years.") % {
            "years": FURTHEST_YEARS
        }
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
            wrong[place] = _in_row(place, str(error))
            continue
        if day in found:
            text = _("%(day)s already stands in row %(row)d. Remove one of the two.")
            wrong[place] = _in_row(place, text % {"day": day.isoformat(), "row": first_said[day] + 1})
        elif day < valid_from:
            text = _("%(day)s comes before the version's first day. Remove the row or choose an earlier first day.")
            wrong[place] = _in_row(place, text % {"day": day.isoformat()})
        else:
            first_said[day] = place
            found[day] = CalendarDay(date=day, kind=CalendarDay.Kind.OWN, name=name, windows=windows)
    return list(found.values()), wrong


def draft(actor: Actor, calendar: Calendar, wanted: Wanted, *, row: CalendarVersion | None = None) -> CalendarVersion:
    """Keep a draft, new or in the place of `row`. Opens the transaction."""
    _demand(actor)
    if calendar.around_the_clock:
        raise Refused(_=_("This calendar is open around the clock and has no versions."))
    reasons = faults(wanted)
    if wanted.valid_from < timezone.localdate():
        reasons["valid_from"] = _too_early()
    if reasons:
        raise Refused(**reasons)
    with transaction.atomic():
        if row is not None:
            row = _locked_draft(row)
        return _write(calendar, wanted, row=row, made_by=row.made_by if row else actor.user)


def publish(actor: Actor, row: CalendarVersion, *, based_on: int, read_at: str) -> CalendarVersion:
    """Let the draft take over on its first day. Opens the transaction.

    `based_on` is the latest published number (0 for none) and `read_at` the draft's `changed_at` (ISO) that the actor
    has read: what somebody else published or changed meanwhile is read first.
    """
    _demand(actor)
    with transaction.atomic():
        Calendar.objects.select_for_update().get(pk=row.calendar_id)
        row = _locked_draft(row)
        latest = _latest(row.calendar)
        if latest != based_on:
            text = _("Version %(number)d was published meanwhile. Read again what changes, and publish then.")
            raise Refused(_=text % {"number": latest})
        if row.changed_at.isoformat() != read_at:
            raise Refused(_=_("The draft has been changed meanwhile. Read again what it says, and publish then."))
        if row.valid_from < timezone.localdate():
            raise Refused(valid_from=_too_early())
        hat = next(hat for hat in actor.hats if CAPABILITY in hat.capabilities)
        _publish(row, published_by=actor.user, published_as=str(hat)[:160])
    directory.clear()
    return row


def publish_loaded(calendar: Calendar, wanted: Wanted) -> CalendarVersion:
    """A version of the data files, checked by the loader. Needs a transaction."""
    return _publish(_write(calendar, wanted), published_by=None)


def discard(actor: Actor, row: CalendarVersion) -> None:
    """Throw a draft away. Opens the transaction."""
    _demand(actor)
    with transaction.atomic():
        _locked_draft(row).delete()


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


def _publish(row: CalendarVersion, *, published_by, published_as: str = "") -> CalendarVersion:
    _copy_days(row, today=timezone.localdate())
    row.number = _latest(row.calendar) + 1
    row.state, row.published_at = State.PUBLISHED, timezone.now()
    row.published_by, row.published_as = published_by, published_as
    row.save(update_fields=["number", "state", "published_at", "published_by", "published_as"])
    return row


def _copy_days(version: CalendarVersion, *, today: date) -> int:
    """Copy what is missing; an own day stays as it is."""
    copied = set(version.days.exclude(kind=CalendarDay.Kind.OWN).values_list("date__year", flat=True).distinct())
    missing = [year for year in years_to_copy(version, today=today) if year not in copied]
    rows = [row for year in missing for row in year_of(version, year).values()]
    CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)
    return len(missing)


def _latest(calendar: Calendar) -> int:
    """The highest number that is published; 0 where none is."""
    published = calendar.versions.filter(state=State.PUBLISHED)
    return published.aggregate(latest=Max("number"))["latest"] or 0


def _locked_draft(row: CalendarVersion) -> CalendarVersion:
    found = CalendarVersion.objects.select_for_update(of=("self",)).select_related("calendar")
    locked = found.filter(pk=row.pk).first()
    if locked is None:
        raise Refused(_=_("The draft has been thrown away meanwhile. Write a new version."))
    if locked.state != State.DRAFT:
        raise Refused(_=_("The draft has been published meanwhile. Write a new version to change it."))
    return locked


def _too_early() -> str:
    today = date_format(timezone.localdate())
    return _("Choose %(today)s or a later day: what has been counted stays as it was.") % {"today": today}


def _in_row(place: int, text: str) -> str:
    return _("Row %(row)d: %(text)s") % {"row": place + 1, "text": text}


def _demand(actor: Actor) -> None:
    if not may_edit(actor):
        raise NotAllowed
