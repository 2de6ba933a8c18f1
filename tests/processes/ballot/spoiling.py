"""How each rule of a vote is broken in memory."""

from tests.processes.breaking import data, detail
from tests.processes.change.spoiling import own_change


def too_late(context) -> None:
    context.at = context.subject.deadline


def before_no_forum(context) -> None:
    context.subject.root.__dict__["state"] = "draft"


SPOILED = {
    "stands_before_own_forum": (before_no_forum, "not_before_forum", ""),
    "still_time": (too_late, "ballot_over", ""),
    "no_conflict": (own_change, "conflict_of_interest", ""),
    "content_unchanged": (detail(cost_estimate=4711), "content_changed", ""),
    "condition_said": (data(vote="condition", vote_condition=None), "required", "vote_condition"),
    "rejection_has_reason": (data(vote="reject", reject_code=None), "required", "reject_code"),
    "consents_or_not": (data(vote="abstain"), "not_a_choice", "vote"),
}
BY_WHO: dict = {}
