"""How long an order waits for somebody: the steps that fall due meanwhile, and whom they remind."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from engine.context import Context
from sla.workdays import after_working_days
from tickets.processes.service_request import figures

EXPIRE, SOON, REMIND, ACCEPT, QUOTE_LATE = "expire", "expires_soon", "remind_approvers", "accept", "quote_late"
STEPS = (EXPIRE, SOON, REMIND, ACCEPT, QUOTE_LATE)
FIRST, LAST = "first_warning", "last_warning"


def approvers(context: Context) -> None:
    """They are reminded; where none of them answers, the order lapses."""
    context.when_due(REMIND, after_working_days(context.at, figures.of("remind_days")), reason="approval")
    lapse(context, end_of_approval(context.at))


def end_of_approval(since: datetime) -> datetime:
    """When an order lapses that approvers are asked about from `since` on."""
    return after_working_days(since, figures.of("expiry_days"))


def lapse(context: Context, at: datetime) -> None:
    """It lapses at `at`, and the orderer is told twice before, as far as that lies ahead."""
    _set(context, at)
    context.when_due(EXPIRE, at, reason="expiry")
    for reason, figure in ((FIRST, "warn_days"), (LAST, "last_warn_days")):
        before = working_days_before(at, figures.of(figure))
        if before > context.at:
            context.when_due(SOON, before, reason=reason)


def answer(context: Context) -> None:
    """The orderer completes the order that came back; where she never does, or has left, it lapses."""
    lapse(context, end_of_approval(context.at))


def quote(context: Context) -> None:
    """Whoever assesses the order is reminded where no quote has come."""
    context.when_due(QUOTE_LATE, after_working_days(context.at, figures.of("quote_days")), reason="quote")


def orderer(context: Context) -> None:
    """Her silence accepts the delivery."""
    context.when_due(ACCEPT, after_working_days(context.at, figures.of("accept_days")), reason="silence")


def nobody(context: Context) -> None:
    """What was waited for has come, or is wanted no more."""
    for step in STEPS:
        context.call_off(step)
    _set(context, None)


def _set(context: Context, at: datetime | None) -> None:
    detail = context.root.detail()
    if detail.expires_at != at:
        detail.expires_at = at
        context.root.detail_changed = True


def working_days_before(at: datetime, days: int) -> datetime:
    """The latest instant of a working day from which `days` working days lead to `at` at the most."""
    day = timedelta(days=1)
    before = timezone.localtime(at) - timedelta(days=days)
    while after_working_days(before, days) > at or after_working_days(before - day, 1) > before:
        before -= day
    return before
