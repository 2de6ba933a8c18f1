"""Moments of the demo, told from now on: the picture is fresh whenever it is made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

_DAY = re.compile(r"([+-])(\d{1,2}) (\d\d)\.(\d\d)")
_MINUTES = re.compile(r"(-?\d{1,4}) min")


@dataclass(frozen=True)
class Moments:
    """Reads moments relative to `now` (aware).

    "-34 09.12" is 09.12 local time on the thirty-fourth working day before today, "+3 17.00" lies ahead;
    "-95 min" is that many minutes before `now`. Working days are Monday to Friday.
    """

    now: datetime

    def at(self, text: str) -> datetime:
        """The moment that `text` tells; raises ValueError for any other shape."""
        if found := _MINUTES.fullmatch(text):
            return self.now + timedelta(minutes=int(found[1]))
        if found := _DAY.fullmatch(text):
            sign, days, hour, minute = found.groups()
            day = self.day(int(sign + days))
            return timezone.make_aware(datetime(day.year, day.month, day.day, int(hour), int(minute)))
        raise ValueError(text)

    def day(self, working_days: int):
        """The date so many working days from today; 0 is today itself, also on a weekend."""
        day, left = timezone.localdate(self.now), abs(working_days)
        one = timedelta(days=1 if working_days > 0 else -1)
        while left:
            day += one
            left -= day.weekday() < 5
        return day
