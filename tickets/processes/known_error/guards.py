"""Why a step of a known error, or of an incident that leans on one, may not be taken."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from tickets import codes
from tickets.models import Link

MONTHS_TO_REVIEW = 6
OFFERED = ("published", "under_change")  # the states in which people are offered the workaround
CAUSES = ("problem", "known-error")
FIXES = ("change", "release")


def problem_fits(context: Context) -> Reason | None:
    problem = context.data.get("problem_link")
    if problem is not None and (problem.process != "problem" or problem.closed_at is not None):
        return Reason("not_a_problem", _("Name a problem that is open."), "problem_link")
    return None


def review_within_6_months(context: Context) -> Reason | None:
    day = context.data.get("review_at")
    today = timezone.localdate(context.at)
    if day is not None and not today < day <= months_after(today, MONTHS_TO_REVIEW):
        return Reason("review_out_of_range", _("Choose a day after today, within 6 months."), "review_at")
    return None


def months_after(day: date, months: int) -> date:
    """The same day some months on; the 28th at the latest."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return (
        day.replace(year=year, month=month + 1, day=min(day.day, 28))
        if day.day > 28
        else day.replace(year=year, month=month + 1)
    )


def template_review_done(context: Context) -> Reason | None:
    """Where templates may be affected, a coordinator of templates or health informatics has looked at it."""
    verdict = context.subject.detail().review_verdict
    if verdict == "unclear" or (verdict == "affects" and not context.subject.was_reviewed()):
        text = _("The review of the impact on templates is not done. Ask the coordinators to say what they find.")
        return Reason("template_review_missing", text)
    return None


def fix_named(context: Context) -> Reason | None:
    """A change or a release, or the vendor's correction by its reference: no other case mends anything."""
    if not (context.has("fix_link") or context.has("fix_reference")):
        text = _("Name the change or release, or write the vendor's reference of the fix.")
        return Reason("fix_missing", text, "fix_link")
    if context.has("fix_link") and context.data["fix_link"].process not in FIXES:
        text = _("Only a change or a release mends a fault. Name one of these, or write the reference of the fix.")
        return Reason("not_a_fix", text, "fix_link")
    return None


def regions_verified_or_reason(context: Context) -> Reason | None:
    left = [one.region.name for one in context.subject.affected() if one.verified_at is None]
    if left and not context.has("unverified_reason"):
        text = _("%(regions)s: the fix is not verified there. Say why the known error is retired all the same.")
        return Reason("regions_unverified", text % {"regions": ", ".join(left)}, "unverified_reason")
    return None


# --- Of an incident ---


def workaround_has_problem_or_known_error(context: Context) -> Reason | None:
    """A workaround leaves the fault in place: what it is about must be known somewhere."""
    if context.data.get("incident_resolution") != codes.IncidentResolution.WORKAROUND:
        return None
    if context.has("known_error") or has_a_cause(context.subject):
        return None
    text = _("A workaround leaves the fault in place. Name the known error, or link the case to a problem first.")
    return Reason("workaround_without_cause", text, "known_error")


def has_a_cause(ticket) -> bool:
    """Whether the ticket is linked to a problem or a known error; unscoped, a rule of the ticket itself."""
    rows = Link.objects.unscoped("a rule of the ticket itself").filter(ticket_id=ticket.pk, ended_at=None)
    kinds = (codes.LinkKind.CAUSED_BY, codes.LinkKind.SOLVED_BY)
    return rows.filter(kind__in=kinds, other__process__in=CAUSES).exists()


def known_error_is_offered(context: Context) -> Reason | None:
    found = context.data.get("known_error")
    if found is not None and (found.process != "known-error" or found.state not in OFFERED):
        text = _("Name a known error that is published. Others have no workaround to use.")
        return Reason("not_offered", text, "known_error")
    return None
