"""What a calendar would answer, in words, and what one that is not published yet would change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from sla import wording
from sla.calendar_text import write_windows
from sla.calendars import Course
from sla.hours import Window

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Preview:
    """When an amount of working time has passed, and the days on the way that did not count or not as usual."""

    start: datetime
    amount: timedelta
    due: datetime
    not_counted: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """One day, or one weekday (then `day` is its first one), that has other hours."""

    day: date
    name: str
    before: tuple[Window, ...]
    after: tuple[Window, ...]


def preview(course: Course, start: datetime, amount: timedelta) -> Preview:
    """`start` is aware. Raises NeverOpens, as Hours.after."""
    due = course.hours.after(start, amount)
    is_all_day = course.calendar.around_the_clock
    return Preview(start, amount, due, () if is_all_day else tuple(not_counted(course, start, due)))


def sentence(course: Course, found: Preview, *, promise: str, priority: str = "") -> str:
    """The preview as one sentence, in the calendar's own time zone."""
    with timezone.override(course.zone):
        facts = {
            "priority": priority or _("A case"),
            "start": wording.long_time(found.start),
            "promise": promise,
            "amount": clock_hours(found.amount),
            "due": wording.long_time(found.due),
            "days": ", ".join(found.not_counted),
        }
    if found.not_counted:
        return (
            _("%(priority)s registered %(start)s, %(promise)s %(amount)s → by %(due)s, not counted: %(days)s.") % facts
        )
    return _("%(priority)s registered %(start)s, %(promise)s %(amount)s → by %(due)s.") % facts


def clock_hours(amount: timedelta) -> str:
    """Working time in hours and minutes: a day of it is no 24 hours."""
    hours, minutes = divmod(amount // timedelta(minutes=1), 60)
    parts = [_("%(count)s h") % {"count": hours}] if hours else []
    if minutes or not hours:
        parts.append(_("%(count)s min") % {"count": minutes})
    return " ".join(parts)


def not_counted(course: Course, start: datetime, due: datetime) -> list[str]:
    """The closed days from start to due in words, each once with how many there were, in order; short days too."""
    day, last = start.astimezone(course.zone).date(), due.astimezone(course.zone).date()
    counts: dict[str, int] = {}
    while day <= last:
        if word := _word(course, day):
            counts[word] = counts.get(word, 0) + 1
        day += DAY
    return [word if count == 1 else f"{count} {word}" for word, count in counts.items()]


def _word(course: Course, day: date) -> str:
    """What did not count of the day; "" where it is like any other of its weekday."""
    special, windows = course.special(day), course.windows(day)
    if not windows:
        return _name(special, day) if special else str(WEEKDAYS_ABBR[day.weekday()])
    if special and _length(windows) < _length(course.plain(day)):
        text = _("%(day)s (only %(hours)s counted)")
        return text % {"day": _name(special, day), "hours": write_windows(windows)}
    return ""


def _name(special, day: date) -> str:
    return special.name or wording.row_day(day)


def _length(windows: tuple[Window, ...]) -> int:
    return sum(end - start for start, end in windows)


def week_differences(before: Course, after: Course, first: date) -> list[Difference]:
    """The weekdays that have other hours from `first` on."""
    days = [first + number * DAY for number in range(7)]
    found = [Difference(day, "", before.plain(day), after.plain(day)) for day in days]
    return sorted((one for one in found if one.before != one.after), key=lambda one: one.day.weekday())


def day_differences(before: Course, after: Course, first: date, last: date) -> list[Difference]:
    """The single days through `last` that have other hours, but those that only follow their weekday."""
    return list(_day_differences(before, after, first, last))


def _day_differences(before: Course, after: Course, first: date, last: date) -> Iterator[Difference]:
    for number in range((last - first).days + 1):
        day = first + number * DAY
        old, new = before.windows(day), after.windows(day)
        if old != new and (old, new) != (before.plain(day), after.plain(day)):
            special = after.special(day) or before.special(day)
            yield Difference(day, special.name if special else "", old, new)
