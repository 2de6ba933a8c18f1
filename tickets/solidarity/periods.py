"""Months and the period between two of them, as they are written in an address, a form or a call."""

from __future__ import annotations

import calendar
from datetime import date

from django.utils.translation import gettext as _

from engine.errors import Reason


def month_of(text: str) -> date | None:
    year, _dash, month = text.strip().partition("-")
    if len(year) != 4 or not (year + month).isdecimal() or len(month) != 2 or not 1 <= int(month) <= 12:
        return None
    return date(int(year), int(month), 1) if 1900 <= int(year) <= 2200 else None


def end_of(month: date) -> date:
    """Its last day."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def period_of(asked: dict, today: date) -> tuple[date, date, list[Reason]]:
    """First and last month of the address, each by its first day; this year where nothing usable is said."""
    first, last = (month_of(asked.get(name, "")) for name in ("from", "to"))
    faults = [
        Reason("not_a_month", _("Write a month as year and month, for example 2026-03."), name)
        for name, found in (("from", first), ("to", last))
        if asked.get(name) and found is None
    ]
    first, last = first or date(today.year, 1, 1), last or date(today.year, 12, 1)
    if last < first:
        faults.append(Reason("ends_before", _("The last month comes before the first. Change one of them."), "to"))
        last = first
    return first, last, faults
