"""Why a step of a template may not be taken."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from tickets.processes.change_template import figures, limits
from tickets.processes.known_error.guards import months_after


def limits_readable(context: Context) -> Reason | None:
    """Whoever makes a change must be able to see from the words alone what fits."""
    if not context.has("parameter_limits"):
        return None
    try:
        limits.read(context.data["parameter_limits"])
    except limits.Unreadable as error:
        return Reason("limits_unreadable", error.args[0], "parameter_limits")
    return None


def valid_long_enough_not_too_long(context: Context) -> Reason | None:
    day, today = context.data.get("valid_until"), timezone.localdate(context.at)
    months = figures.of("validity_months")
    if day is not None and not today < day <= months_after(today, months):
        text = _("Choose a day after today, at most %(months)s months ahead.") % {"months": months}
        return Reason("validity_out_of_range", text, "valid_until")
    return None
