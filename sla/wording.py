"""How times, spans and numbers are written for people, in the language in force.

Times are shown in the current time zone. Spans are calendar time: a day is 24 hours.
Running text reads "torsdag 26 november 2026 kl. 04.00", rows "26 nov kl. 08.00", today only "07.48".
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils import dateformat, formats, timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 3600, 86400


def long_time(value: datetime) -> str:
    """Weekday, day, full year and time, for running text."""
    return _written(local(value), pgettext("date format", r"l j F Y \a\t H:i"))


def long_day(value: date | datetime) -> str:
    """Weekday, day and full year, for running text and as heading of a day."""
    return _written(local(value), pgettext("date format", "l j F Y"))


def row_time(value: datetime, *, now: datetime | None = None) -> str:
    """The short form for rows: only the time today, "yesterday at" for the day before, the year when it is another."""
    value, today = local(value), timezone.localdate(now)
    clock = _written(value, pgettext("date format", "H:i"))
    if value.date() == today:
        return clock
    if value.date() == today - timedelta(days=1):
        return _("yesterday at %(time)s") % {"time": clock}
    if value.year == today.year:
        return _written(value, pgettext("date format", r"j M \a\t H:i"))
    return _written(value, pgettext("date format", r"j M Y \a\t H:i"))


def row_day(value: date | datetime, *, now: datetime | None = None) -> str:
    """The short form of a day: "26 nov", with the year when it is another."""
    value = local(value)
    if value.year == timezone.localdate(now).year:
        return _written(value, pgettext("date format", "j M"))
    return _written(value, pgettext("date format", "j M Y"))


def day_in_words(value: date | datetime, *, now: datetime | None = None) -> str:
    """Day and month for running text: "14 november", with the year when it is another."""
    value = local(value)
    is_this_year = value.year == timezone.localdate(now).year
    return _written(value, pgettext("date format", "j F") if is_this_year else pgettext("date format", "j F Y"))


def month(value: date | datetime, *, now: datetime | None = None) -> str:
    """The month for running text: "mars", with the year when it is another."""
    value = local(value)
    is_this_year = value.year == timezone.localdate(now).year
    return _written(value, pgettext("date format", "F") if is_this_year else pgettext("date format", "F Y"))


def clock_time(value: datetime) -> str:
    """The time of day alone: "07.48"."""
    return _written(local(value), pgettext("date format", "H:i"))


def exact_time(value: datetime) -> str:
    """Day and time where neither may be left out, as of a deadline: "2026-11-25 21.20"."""
    return formats.date_format(local(value), "SHORT_DATETIME_FORMAT")


def span(value: timedelta) -> str:
    """The two largest units: "3 h 12 min", "1 d 2 h", "42 min"; a negative span is written without its sign."""
    seconds = abs(int(value.total_seconds()))
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    if days:
        return _join(_days(days), _hours(hours))
    if hours:
        return _join(_hours(hours), _minutes(minutes))
    return _("%(count)s min") % {"count": minutes}


def age(value: timedelta) -> str:
    """The largest unit alone, for rows: "6 d", "16 h", "35 min"."""
    seconds = abs(int(value.total_seconds()))
    if seconds >= DAY:
        return _days(seconds // DAY)
    if seconds >= HOUR:
        return _hours(seconds // HOUR)
    return _("%(count)s min") % {"count": seconds // MINUTE}


def age_words(value: timedelta) -> str:
    """The largest unit in words, for sentences: "6 dagar", "1 timme", "35 minuter"."""
    seconds = abs(int(value.total_seconds()))
    if seconds >= DAY:
        count = seconds // DAY
        return ngettext("%(count)s day", "%(count)s days", count) % {"count": _whole(count)}
    if seconds >= HOUR:
        count = seconds // HOUR
        return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
    if seconds < MINUTE:
        return _("less than a minute")
    count = seconds // MINUTE
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


def days(value: timedelta) -> str:
    """Days with one decimal, for sums that are compared: "0,4 d"."""
    return _("%(count)s d") % {"count": _decimal(value.total_seconds() / DAY, 1)}


def per_cent(share: float | None, *, decimals: int = 1) -> str:
    """A share from 0 to 1 as "90,4 %"; a dash when it is not known."""
    if share is None:
        return "–"
    return _("%(number)s %%") % {"number": _decimal(share * 100, decimals)}


def _written(value: date | datetime, pattern: str) -> str:
    """The day or moment, already local, by a pattern without seconds; the same ones stand in many rows and pages."""
    if isinstance(value, datetime):
        value = value.replace(second=0, microsecond=0, tzinfo=None)
    return _kept(value, pattern, get_language())


@lru_cache(maxsize=4096, typed=True)
def _kept(value: date | datetime, pattern: str, language: str) -> str:
    return dateformat.format(value, pattern)


def _days(count: int) -> str:
    return _("%(count)s d") % {"count": _whole(count)}


def _hours(count: int) -> str:
    return _("%(count)s h") % {"count": count} if count else ""


def _minutes(count: int) -> str:
    return _("%(count)s min") % {"count": count} if count else ""


def _join(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _decimal(number: float, decimals: int) -> str:
    """Rounded half up as people do; Django's own formatting cuts off."""
    step = Decimal(1).scaleb(-decimals)
    return formats.number_format(Decimal(repr(number)).quantize(step, ROUND_HALF_UP), decimals, force_grouping=True)


def _whole(count: int) -> str:
    return formats.number_format(count, 0, force_grouping=True)


def local(value: date | datetime):
    """The moment in the current time zone; days and naive times as they are."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
