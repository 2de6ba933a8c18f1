"""What the steps of a problem bring about beside its links and its fix: holder, owner, rest, accepted risk."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from engine.context import Context
from regions import directory
from sla.workdays import after_working_days
from tickets import days, effects, handing_over
from tickets.processes.known_error import following
from tickets.processes.problem import figures

PROCESS_ROLE, OWNER, REGIONS = "process_role", "owner", "affected"
TARGET_PASSED = "target_passed"
USUAL_PRIORITY = 3  # of a problem that has none yet
RESUMING = {
    "assess": "resume_assess",
    "rca": "resume_rca",
    "known_error": "resume_known_error",
    "fix_in_progress": "resume_fix",
}


def keep(context: Context, column: str, value) -> None:
    """Set a column of the problem's own row. Not for what an input fills: that is done already."""
    setattr(context.subject.detail(), column, value)
    context.subject.detail_changed = True


def tell_regions(context: Context) -> None:
    context.tell(REGIONS)


def tell_leaders(context: Context) -> None:
    """The problem manager of the holder and whoever owns the problem."""
    context.tell(PROCESS_ROLE)
    context.tell(OWNER)


# --- Who has it ---


def first_holder(context: Context) -> None:
    """A problem of one region lies with it; one of several, or of the vendor, with the support organisation."""
    ticket = context.subject
    coming = context.notes.get("regions", {}).get("added", [])
    if {*coming} - {ticket.origin_id}:
        ticket.holder = directory.support_org()
    context.tell(PROCESS_ROLE)


def take_over(context: Context) -> None:
    """What the joint problem manager assesses lies with the support organisation from then on."""
    ticket = context.subject
    if context.hat is None or context.hat.tier != "support" or ticket.holder_tier() != "region":
        return
    handing_over.close_open(context)
    ticket.holder = context.hat.organisation


def begin_analysis(context: Context) -> None:
    """The owner works on it where nobody else was named, and is reminded when the day to aim for has passed."""
    context.subject.assignee = context.data.get("assignee") or context.data["problem_owner"]
    _remind_of_target(context)
    context.tell("assignee")
    context.tell(OWNER)


def _remind_of_target(context: Context) -> None:
    """On the morning after the day to aim for; not where that has passed already."""
    day = context.subject.detail().target_date
    at = days.morning(day + timedelta(days=1)) if day else None
    if at is not None and at > context.at:
        context.when_due(TARGET_PASSED, at, reason="rca")


def target_passed(context: Context) -> None:
    """The cause is still looked for."""
    tell_leaders(context)
    context.tell("assignee")


def usual_target(ticket, at: datetime) -> date:
    """The day to aim for by the priority, in working days from `at`."""
    number = figures.of(f"target_days_{ticket.priority or USUAL_PRIORITY}")
    return timezone.localdate(after_working_days(at, number))


# --- Rest ---


def make_dormant(context: Context) -> None:
    ticket, data = context.subject, context.data
    ticket.hold, ticket.hold_until = data["hold_reason"], data["resume_at"]
    keep(context, "held_from", context.source)
    context.when_due(RESUMING[context.source], ticket.hold_until, reason="hold")
    context.call_off(TARGET_PASSED)
    context.tell("participants")


def resuming_step(ticket) -> str:
    """The step that takes a dormant problem up where it was."""
    return RESUMING.get(ticket.detail().held_from, RESUMING["assess"])


def wake_up(context: Context) -> None:
    keep(context, "held_from", "")
    effects.lift_hold(context)
    _call_off_waking(context)
    if context.step.target == "rca":
        _remind_of_target(context)
    context.tell("holder")


def _call_off_waking(context: Context) -> None:
    for step in (*RESUMING.values(), "wake", TARGET_PASSED):
        context.call_off(step)


# --- An accepted risk ---


def accept_risk(context: Context) -> None:
    """Left as it is until the day of review: then the program takes it up, whoever has left meanwhile."""
    day = context.data["review_at"]
    wakes_at = days.morning(day)
    context.subject.hold_until = wakes_at  # nobody is reminded of silence before
    context.when_due("wake", wakes_at, reason="risk_review")
    following.fix_dropped(context)
    tell_leaders(context)
    tell_regions(context)


def reconsider(context: Context) -> None:
    context.subject.hold_until = None
    keep(context, "review_at", None)
    _call_off_waking(context)
    context.tell("holder")
    tell_leaders(context)


def end(context: Context) -> None:
    """It ends without a fix."""
    _call_off_waking(context)
    effects.close(context)
