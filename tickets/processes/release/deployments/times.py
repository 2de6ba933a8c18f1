"""Why a time of a region's deployment does not fit: its window, the freezes, and what was done when."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from sla import wording
from tickets.change_calendar import freezes
from tickets.processes.release.deployments.codes import RowState as R

A_MOMENT = timedelta(minutes=5)  # clocks of two machines


def window_is_a_period(context: Context) -> Reason | None:
    start, end = _planned(context)
    if start >= end:
        return Reason("no_period", _("The end must lie after the start."), "planned_end")
    return None


def planned_ahead(context: Context) -> Reason | None:
    if _planned(context)[1] <= context.at:
        return Reason("in_the_past", _("Choose a time that lies ahead."), "planned_start")
    return None


def joint_freeze_respected(context: Context) -> Reason | None:
    """Only the support organisation lets a region plan in a freeze that holds for all."""
    if not was_allowed(context) and any(one.organisation_id is None for one in _frozen(context)):
        text = _("The time lies in a joint change freeze. Choose another time, or have it allowed all the same.")
        return Reason("frozen_time", text, "planned_start")
    return None


def was_allowed(context: Context) -> bool:
    """For this plan: since the row came to where it is planned anew. What was allowed for an earlier plan is over."""
    row = context.subject
    if row.freeze_allowed_at is None:
        return False
    return context.source in (R.NOT_PLANNED, R.PLANNED) or row.freeze_allowed_at >= row.since


def own_freeze_explained(context: Context) -> Reason | None:
    """Its own freeze a region overrides with a reason."""
    if context.has("freeze_override_reason"):
        return None
    if any(one.organisation_id is not None for one in _frozen(context)):
        text = _("The time lies in your region's change freeze. Choose another time, or write why it is done then.")
        return Reason("own_freeze", text, "freeze_override_reason")
    return None


def _frozen(context: Context) -> list:
    return freezes.during(*_planned(context), [context.subject.region_id])


def _planned(context: Context) -> tuple:
    return context.data["planned_start"], context.data["planned_end"]


# --- When it is done ---


def window_has_begun(context: Context) -> Reason | None:
    row = context.subject
    if context.at < row.planned_start - A_MOMENT:
        text = _("The window begins at %(time)s.") % {"time": wording.exact_time(row.planned_start)}
        return Reason("outside_time", text)
    return None


def window_over_if_ready(context: Context) -> Reason | None:
    """What has its go is planned anew only when its window has passed, or was lost in a halt."""
    if context.source == R.READY and context.at <= context.subject.planned_end:
        return Reason("window_open", _("The region has given its go and the window is not over. Defer it, or deploy."))
    return None


def deployed_inside_window(context: Context) -> Reason | None:
    row, start = context.subject, context.data["actual_start"]
    if start > context.at + A_MOMENT:
        return Reason("in_the_future", _("The time lies ahead. State when it began."), "actual_start")
    if not row.planned_start - A_MOMENT <= start <= row.planned_end:
        return Reason("outside_time", _("The time lies outside the planned window."), "actual_start")
    return None


def end_fits(context: Context) -> Reason | None:
    """Of what was carried out: after its beginning, and not ahead."""
    return _fits(context, context.subject.actual_start, context.data["actual_end"])


def rolled_back_after_it_came(context: Context) -> Reason | None:
    came, back = context.subject.actual_end, context.data["actual_end"]
    if came and back and back < came:
        return Reason(
            "no_period", _("It was deployed later than that. State when the way back was done."), "actual_end"
        )
    return None


def reported_times_fit(context: Context) -> Reason | None:
    start = context.data["actual_start"]
    if start > context.at + A_MOMENT:
        return Reason("in_the_future", _("The time lies ahead. State when it began."), "actual_start")
    return _fits(context, start, context.data.get("actual_end"))


def _fits(context: Context, start, end) -> Reason | None:
    if start and end and start > end:
        return Reason("no_period", _("The end must lie after the start."), "actual_end")
    if end and end > context.at + A_MOMENT:
        return Reason("in_the_future", _("The time lies ahead. State when it was done."), "actual_end")
    return None
