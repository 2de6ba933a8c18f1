"""When an order is to be delivered: in the time of its item, or of the quote that was accepted.

It begins when nobody has to approve the order any more, and stands still while a quote or the orderer is waited for.
"""

from __future__ import annotations

from datetime import datetime

from engine.context import Context
from sla.workdays import after_working_days
from tickets.codes import HoldReason

LATE = "fulfilment_late"
STANDS_STILL = frozenset({HoldReason.AWAIT_REPORTER, HoldReason.AWAIT_REGION_CONFIRM})


def begin(context: Context) -> None:
    """From now on, in the working days of the item; whoever has it is reminded when they have passed."""
    _set(context, after_working_days(context.at, context.root.ordered().lead_days), None)


def begin_by_quote(context: Context) -> None:
    """From now on, in the working days of the quote that was accepted."""
    _set(context, after_working_days(context.at, context.root.latest_quote().lead_days), None)


def stand_still(context: Context) -> None:
    _set(context, context.root.detail().fulfil_by, context.root.detail().fulfil_stands_since or context.at)


def go_on(context: Context) -> None:
    """As many working days later as it stood still."""
    detail = context.root.detail()
    if detail.fulfil_stands_since is not None and detail.fulfil_by is not None:
        days = working_days_between(detail.fulfil_stands_since, context.at)
        _set(context, after_working_days(detail.fulfil_by, days), None)


def end(context: Context) -> None:
    _set(context, context.root.detail().fulfil_by, context.at)


def _set(context: Context, by: datetime | None, since: datetime | None) -> None:
    detail = context.root.detail()
    if detail.fulfil_by is not None and detail.fulfil_stands_since is None:
        context.call_off(LATE)
    detail.fulfil_by, detail.fulfil_stands_since = by, since
    context.root.detail_changed = True
    if by is not None and since is None and by > context.at:
        context.when_due(LATE, by, reason="promised")


def working_days_between(start: datetime, end: datetime) -> int:
    """How many whole working days have passed."""
    days = 0
    while after_working_days(start, days + 1) <= end:
        days += 1
    return days
