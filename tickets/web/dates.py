"""Times and ages inside sentences, in the reader's language. Times are shown in the current time zone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

MINUTE, HOUR, DAY = 60, 3600, 86400


def moment(value: datetime) -> str:
    """Weekday, day, year and time: "torsdag 26 november 2026 kl. 04.00"."""
    return dateformat.format(timezone.localtime(value), pgettext("date format", r"l j F Y \a\t H:i"))


def day(value: datetime) -> str:
    """Weekday, day and year: "torsdag 26 november 2026"."""
    return dateformat.format(timezone.localtime(value), pgettext("date format", "l j F Y"))


def clock(value: datetime) -> str:
    """The time of day: "07.48"."""
    return dateformat.format(timezone.localtime(value), pgettext("date format", "H:i"))


def age(value: timedelta) -> str:
    """The largest unit in words: "6 dagar", "1 timme", "35 minuter"."""
    seconds = abs(int(value.total_seconds()))
    if seconds >= DAY:
        return ngettext("%(count)s day", "%(count)s days", seconds // DAY) % {"count": seconds // DAY}
    if seconds >= HOUR:
        return ngettext("%(count)s hour", "%(count)s hours", seconds // HOUR) % {"count": seconds // HOUR}
    if seconds < MINUTE:
        return _("less than a minute")
    return ngettext("%(count)s minute", "%(count)s minutes", seconds // MINUTE) % {"count": seconds // MINUTE}
