"""How windows, freezes and times are said on the pages and in the feed."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from regions import directory
from sla import wording
from tickets.change_calendar.forms import WEEKS
from tickets.change_calendar.rows import FreezePeriod, ServiceWindow
from tickets.web.sentence import joined


def place_of(row: ServiceWindow | FreezePeriod) -> str:
    """Whose it is, in short."""
    one = directory.organisation(row.organisation_id)
    return (one.short_name or one.name) if one else _("everybody")


def when_open(row: ServiceWindow) -> str:
    """ "Wednesday, the third of the month, 18.00–22.00"."""
    days = joined([str(WEEKDAYS[day]) for day in row.weekdays])
    hours = "–".join(time_format(one, "TIME_FORMAT") for one in (row.opens, row.closes))
    if not row.weeks:
        return _("every %(days)s %(hours)s") % {"days": days, "hours": hours}
    names = dict(WEEKS)
    weeks = joined([str(names[str(week)]) for week in row.weeks])
    return _("%(days)s, %(weeks)s of the month, %(hours)s") % {"weeks": weeks, "days": days, "hours": hours}


def span(start: datetime, end: datetime) -> str:
    """ "22.00–23.30", with the day where it ends on another one."""
    is_same_day = timezone.localdate(start) == timezone.localdate(end)
    day = "" if is_same_day else f" ({wording.row_day(end)})"
    return f"{wording.clock_time(start)}–{wording.clock_time(end)}{day}"


def names(organisations) -> str:
    return ", ".join(one.short_name or one.name for one in organisations)
