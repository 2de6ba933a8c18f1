"""Working days: Monday to Friday in a party's own time zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def after_working_days(start: datetime, days: int, *, tz: ZoneInfo = STOCKHOLM) -> datetime:
    """The same local time of day, `days` working days after `start` (aware); Saturdays and Sundays do not count.

    A start on a weekend counts from the following Monday's beginning of work. The answer is in UTC order
    comparable with `start`; a local time that a clock change skips is moved to the hour after.
    """
    local = start.astimezone(tz)
    left = days
    while left > 0:
        local = (local.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=tz)
        if local.weekday() < 5:
            left -= 1
    return local.astimezone(ZoneInfo("UTC"))


def is_office_hours(at: datetime, *, tz: ZoneInfo = STOCKHOLM) -> bool:
    """Whether `at` lies within Monday to Friday 08.00–17.00 local time (processes.yaml calendar `weekdays`)."""
    local = at.astimezone(tz)
    return local.weekday() < 5 and 8 <= local.hour < 17
