"""Which freezes a span of time runs into, and what people say about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from regions.models import Organisation
from tickets.change_calendar.rows import FreezePeriod


def in_force():
    """The freezes that hold, in the order of their days."""
    return FreezePeriod.objects.filter(ended_at=None).order_by("first_day", "last_day", "pk")


def during(start: datetime, end: datetime, regions: Iterable[Organisation | int]) -> list[FreezePeriod]:
    """The freezes, joint or of any of the `regions`, that [start, end) runs into; one query. Days are local."""
    first, last = days_of(start, end)
    return list(between(first, last).filter(Q(organisation=None) | Q(organisation__in=ids_of(regions))))


def between(first: date, last: date):
    """The freezes of anybody that have a day from `first` to `last`."""
    return in_force().filter(first_day__lte=last, last_day__gte=first)


def days_of(start: datetime, end: datetime) -> tuple[date, date]:
    """The local days that [start, end) touches: an end at midnight does not touch the day that begins then."""
    first, end = timezone.localdate(start), timezone.localtime(end)
    last = end.date()
    at_midnight = end.time() == end.time().min
    return first, max(first, date.fromordinal(last.toordinal() - 1) if at_midnight else last)


def ids_of(regions: Iterable[Organisation | int]) -> list[int]:
    return sorted({one if isinstance(one, int) else one.pk for one in regions})
