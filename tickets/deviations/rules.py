"""Why a step of a deviation, or of a deployment that makes one, may not be taken."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from tickets.deviations import figures
from tickets.processes.known_error.guards import months_after

RELEASE_IS_OVER = ("closed", "cancelled")


def within_limit(context: Context, field: str = "deviation_expires") -> Reason | None:
    """The day in `field` lies after today, and no further ahead than a deviation may hold."""
    day, today = context.data.get(field), timezone.localdate(context.at)
    day = timezone.localdate(day) if hasattr(day, "hour") else day
    months = figures.of("max_months")
    if day is not None and not today < day <= months_after(today, months):
        text = _("Choose a day after today, at most %(months)s months ahead.") % {"months": months}
        return Reason("deviation_too_long", text, field)
    return None


def not_of_a_rollout_that_goes_on(context: Context) -> Reason | None:
    """While the release goes on the region's deployment there ends it, by being planned again."""
    detail = context.subject.detail()
    if detail.row is None or context.actor.is_system or detail.release.state in RELEASE_IS_OVER:
        return None
    text = _("Plan the deployment again in %(number)s: then the deviation ends by itself.")
    return Reason("ends_with_the_deployment", text % {"number": detail.release.number})


def later_than_before(context: Context) -> Reason | None:
    day, before = context.data.get("deviation_expires"), context.subject.detail().expires_on
    if day is not None and before is not None and day <= before:
        text = _("Choose a later day than before.")
        return Reason("not_later", text, "deviation_expires")
    return None
