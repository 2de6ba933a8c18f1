"""How each rule of a known error, and of an incident that leans on one, is broken."""

from datetime import timedelta

from django.utils import timezone

from tests.processes.breaking import data


def unclear(context) -> None:
    context.subject.detail().review_verdict = "unclear"


def not_today(context):
    return timezone.localdate(context.at) - timedelta(days=1)


SPOILED = {
    "problem_fits": (data(problem_link=lambda context: context.root), "not_a_problem", "problem_link"),
    "review_within_6_months": (data(review_at=not_today), "review_out_of_range", "review_at"),
    "template_review_done": (unclear, "template_review_missing", ""),
    "fix_named": (data(fix_reference="", fix_link=None), "fix_missing", "fix_link"),
    "regions_verified_or_reason": (data(unverified_reason=""), "regions_unverified", "unverified_reason"),
    "workaround_has_problem_or_known_error": (
        data(incident_resolution="workaround", known_error=None),
        "workaround_without_cause",
        "known_error",
    ),
    "known_error_is_offered": (data(known_error=lambda context: context.root), "not_offered", "known_error"),
}
BY_WHO = {}
