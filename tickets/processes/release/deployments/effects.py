"""What planning a region's deployment brings about: its time, what must be done anew, and who is told and reminded."""

from __future__ import annotations

from datetime import timedelta

from engine.context import Context
from tickets.processes.release.deployments import figures, signed, times

REGION, DECIDERS, VERIFIERS = "deployment_region", "deployment_deciders", "deployment_verifiers"
REMIND = "remind"
GO, START, VERIFY = "go", "start", "verify"  # what a reminder is about
TOLD = {GO: DECIDERS, START: REGION, VERIFY: VERIFIERS}


def tell_leader(context: Context) -> None:
    context.tell("process_role")


def tell_vendor(context: Context) -> None:
    if context.root.vendor_since is not None:
        context.tell("vendor")


def plan(context: Context) -> None:
    """The time in the calendar; whoever was told of another time is told anew."""
    row, data = context.subject, context.data
    if (row.planned_start, row.planned_end) != (data["planned_start"], data["planned_end"]):
        row.communicated_at = None
    row.planned_start, row.planned_end = data["planned_start"], data["planned_end"]
    remind_of_go(context)
    tell_leader(context)
    tell_vendor(context)


def replan(context: Context) -> None:
    """A new attempt: what was tested, ticked and signed was for the one before."""
    row = context.subject
    row.test_environment, row.test_started_at, row.tested_at = "", None, None
    row.reserve_routine = row.staffing = row.back_out = False
    row.signed_at = row.go_at = row.no_go_at = row.verified_at = None
    row.actual_start = row.actual_end = row.rolled_back_at = None
    row.incidents, row.communicated_at = [], None
    if not times.was_allowed(context):
        row.freeze_allowed_at = None
    signed.void_all(context)
    plan(context)


def allow_freeze(context: Context) -> None:
    context.subject.freeze_allowed_at = context.at
    context.tell(REGION)


# --- Reminders ---


def remind_of_go(context: Context) -> None:
    """So many days before the window those who decide are reminded, unless they have signed by then."""
    at = context.subject.planned_start - timedelta(days=figures.of("go_reminder_days"))
    stop_reminding(context)
    context.when_due(REMIND, max(at, context.at + timedelta(hours=1)), reason=GO, subject=context.subject)


def remind_of_start(context: Context) -> None:
    """When the window closes on a row that has not begun."""
    stop_reminding(context)
    context.when_due(REMIND, max(context.subject.planned_end, context.at), reason=START, subject=context.subject)


def remind_of_verification(context: Context) -> None:
    stop_reminding(context)
    at = context.at + timedelta(hours=figures.of("verify_reminder_hours"))
    context.when_due(REMIND, at, reason=VERIFY, subject=context.subject)


def stop_reminding(context: Context) -> None:
    context.call_off(REMIND, subject=context.subject)


def remind(context: Context) -> None:
    about = context.cause.removeprefix("due:")
    context.subject.reminders += 1
    context.notes["reminded_of"] = about
    context.tell(TOLD[about])
