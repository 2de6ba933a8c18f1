"""Days of the collaboration's calendar as instants."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

MORNING_HOUR = 8  # when people are reminded


def begins(day: date, *, hour: int = 0) -> datetime:
    """The first moment of the day, or of an hour in it."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def morning(day: date) -> datetime:
    return begins(day, hour=MORNING_HOUR)


def is_over(day: date) -> datetime:
    """The moment at which the day is over."""
    return begins(day + timedelta(days=1))
