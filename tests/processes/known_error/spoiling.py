"""How each rule of a known error, and of an incident that leans on one, is broken."""

from datetime import timedelta

from django.utils import timezone


def typed(**changes):
    def spoil(context):
        context.data = context.data | {
            key: value(context) if callable(value) else value for key, value in changes.items()
        }

    return spoil


def unclear(context) -> None:
    context.subject.detail().review_verdict = "unclear"


def not_today(context):
    return timezone.localdate(context.at) - timedelta(days=1)


SPOILED = {
    "problem_fits": (typed(problem_link=lambda context: context.root), "not_a_problem", "problem_link"),
    "review_within_6_months": (typed(review_at=not_today), "review_out_of_range", "review_at"),
    "template_review_done": (unclear, "template_review_missing", ""),
    "fix_named": (typed(fix_reference="", fix_link=None), "fix_missing", "fix_link"),
    "regions_verified_or_reason": (typed(unverified_reason=""), "regions_unverified", "unverified_reason"),
    "workaround_has_problem_or_known_error": (
        typed(incident_resolution="workaround", known_error=None),
        "workaround_without_cause",
        "known_error",
    ),
    "known_error_is_offered": (typed(known_error=lambda context: context.root), "not_offered", "known_error"),
}
BY_WHO = {}
