"""Why a step of a problem may not be taken (specification: guards and conditions)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from engine.context import Context
from engine.errors import Reason
from regions import directory
from tickets import codes as ticket_codes
from tickets.guards_between import region_of
from tickets.processes.known_error import following
from tickets.processes.problem import figures, reach
from tickets.processes.problem.codes import Origin

DORMANT_DAYS = 90
REVIEW_MONTHS = 12
MOST_LINKED = 50
EXPLAINED = frozenset({"incident", "major-incident"})
NEEDS_INCIDENTS = frozenset({Origin.INCIDENTS, Origin.MAJOR_INCIDENT})


# --- Conditions of rights ---


def region_only(context: Context) -> Reason | None:
    """One region alone is affected, and it owns the problem: its own problem manager leads it."""
    ticket = context.subject
    origin = directory.organisation(ticket.origin_id)
    if origin is None or origin.tier != "region" or ticket.affected_ids() - {origin.pk}:
        text = _("The problem concerns more than your region. Ask the joint problem manager.")
        return Reason("not_of_one_region", text)
    return None


def handed_to_vendor(context: Context) -> Reason | None:
    if context.subject.vendor_id is None:
        return Reason("not_with_vendor", _("The problem has not been sent to the vendor."))
    return None


# --- Guards ---


def held_from_this_state(context: Context) -> Reason | None:
    if context.subject.detail().held_from != context.step.target:
        return Reason("held_from_another_state", _("The problem was in another phase when it was made dormant."))
    return None


def region_has_not_confirmed(context: Context) -> Reason | None:
    """A region confirms once a fix. Without a hat nobody is asked for."""
    if context.hat is None:
        return None
    region = region_of(context.hat.organisation)
    row = next((one for one in context.subject.affected() if one.region_id == region.pk), None)
    if row is not None and row.verified_at is not None:
        return Reason("has_confirmed", _("%(region)s has already confirmed the fix.") % {"region": region.name})
    return None


def verified_by_region_other_than_fixer(context: Context) -> Reason | None:
    fixer = context.subject.detail().fix_reported_by_id
    if not any(one.verified_at and one.region_id != fixer for one in context.subject.affected()):
        text = _("Another affected region than the one that made the fix must confirm it first.")
        return Reason("not_verified", text)
    return None


def no_new_incident_in_quiet_period(context: Context) -> Reason | None:
    last, quiet_days = context.subject.detail().last_linked_at, figures.of("quiet_days")
    if last is not None and context.at < last + timedelta(days=quiet_days):
        text = ngettext(
            "An incident was linked on %(day)s. Wait until %(days)s day has passed without a new one.",
            "An incident was linked on %(day)s. Wait until %(days)s days have passed without a new one.",
            quiet_days,
        )
        return Reason("new_incident", text % {"day": timezone.localdate(last).isoformat(), "days": quiet_days})
    return None


# --- Checks on what was typed ---


def incidents_linked_unless_proactive(context: Context) -> Reason | None:
    if context.data.get("problem_origin") in NEEDS_INCIDENTS and not context.has("incident_links"):
        return Reason("incidents_missing", _("Link at least one incident."), "incident_links")
    return None


def links_are_incidents(context: Context) -> Reason | None:
    named = context.data.get("incident_links") or []
    if len(named) > MOST_LINKED:
        text = _("Name at most %(most)d incidents at a time.") % {"most": MOST_LINKED}
        return Reason("too_many", text, "incident_links")
    if any(one.process not in EXPLAINED or one.state == "draft" for one in named):
        return Reason("not_an_incident", _("Name incidents that have been registered."), "incident_links")
    return None


def links_are_new(context: Context) -> Reason | None:
    linked = reach.incident_ids(context.subject)
    if old := [one.number for one in context.data.get("incident_links") or [] if one.pk in linked]:
        text = _("Already linked: %(numbers)s. Leave these out.") % {"numbers": ", ".join(old)}
        return Reason("already_linked", text, "incident_links")
    return None


def links_are_linked(context: Context) -> Reason | None:
    linked = reach.incident_ids(context.subject)
    if other := [one.number for one in context.data.get("incident_links") or [] if one.pk not in linked]:
        text = _("Not linked to this problem: %(numbers)s.") % {"numbers": ", ".join(other)}
        return Reason("not_linked", text, "incident_links")
    return None


def target_ahead(context: Context) -> Reason | None:
    if _has_passed(context.data.get("target_date"), context):
        return Reason("in_the_past", _("Choose a day that lies ahead."), "target_date")
    return None


def something_described(context: Context) -> Reason | None:
    if not any(context.has(one.name) for one in context.step.rule.inputs):
        return Reason("nothing_described", _("Fill in one of the fields at least."), "five_whys")
    return None


def hold_within_90_days(context: Context) -> Reason | None:
    until = context.data.get("resume_at")
    if until and not context.at < until <= context.at + timedelta(days=DORMANT_DAYS):
        text = _("Choose a time within %(days)d days.") % {"days": DORMANT_DAYS}
        return Reason("not_within_90_days", text, "resume_at")
    return None


def review_within_12_months(context: Context) -> Reason | None:
    day, today = context.data.get("review_at"), timezone.localdate(context.at)
    if day and not today < day <= a_year_after(today):
        text = _("Choose a day within %(months)d months.") % {"months": REVIEW_MONTHS}
        return Reason("not_within_12_months", text, "review_at")
    return None


def a_year_after(day: date) -> date:
    """The same day next year; of a leap day the day before."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def known_error_retired_or_reason(context: Context) -> Reason | None:
    if not context.has("known_error_kept_reason") and following.open_ones(context.subject):
        text = _("Retire the known error, or write why it is kept.")
        return Reason("known_error_open", text, "known_error_kept_reason")
    return None


def _has_passed(day: date | None, context: Context) -> bool:
    return day is not None and day < timezone.localdate(context.at)


def is_dangerous(safety: str) -> bool:
    """Whether what is said of patient safety asks for advice before anybody lives with it."""
    return safety not in ("", ticket_codes.PatientSafety.NO)
