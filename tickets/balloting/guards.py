"""Rules about votes: those of a vote itself, and those that a step of a ticket has on what was voted."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from engine.context import Context
from engine.errors import Reason
from engine.inputs import INPUTS
from sla.workdays import after_working_days
from tickets.balloting import freezing, frozen_text, opening, voiding
from tickets.balloting.codes import BallotState, Choice

DECISION = "decision:"  # what a step's cause begins with that a forum's decision brings about
BOUND = {
    "requester": _("You asked for this yourself. Somebody else must vote or decide for your organisation."),
    "owner": _("You own this change. Somebody else must vote or decide for your organisation."),
    "implementer": _("You are to carry this out. Somebody else must vote or decide for your organisation."),
}

# --- Of a vote ---


def still_time(context: Context) -> Reason | None:
    if context.at >= context.subject.deadline:
        return Reason("ballot_over", _("The time to vote is over."))
    return None


def no_conflict(context: Context) -> Reason | None:
    """By person, under whatever hat: who asked for it, owns it or carries it out, or has stated a conflict."""
    ballot, person = context.subject, context.actor.person_id
    bound = ballot.ticket.bound_persons().get(person)
    if bound:
        return Reason("conflict_of_interest", BOUND[bound])
    if any(one.person_id == person and one.choice == Choice.CONFLICT for one in ballot.cast()):
        text = _("You have stated a conflict of interest. Somebody else must vote for your organisation.")
        return Reason("conflict_stated", text)
    return None


def content_unchanged(context: Context) -> Reason | None:
    ballot = context.subject
    if freezing.digest(freezing.content(ballot.ticket)) != ballot.digest:
        return Reason("content_changed", _("The proposal is no longer what was frozen. The vote must be opened anew."))
    return None


def condition_said(context: Context) -> Reason | None:
    if context.data.get("vote") == Choice.CONDITION and not context.has("vote_condition"):
        return Reason("required", _("Write the condition."), "vote_condition")
    return None


def rejection_has_reason(context: Context) -> Reason | None:
    if context.data.get("vote") != Choice.REJECT:
        return None
    if not context.has("reject_code"):
        return Reason("required", _("Say why not: choose a reason."), "reject_code")
    if context.data["reject_code"] == "other" and not context.has("vote_reason"):
        return Reason("required", _("Write the reason."), "vote_reason")
    return None


def consents_or_not(context: Context) -> Reason | None:
    if context.data.get("vote") == Choice.ABSTAIN:
        return Reason("not_a_choice", _("Consent, consent with a condition, or refuse."), "vote")
    return None


# --- Of a step of the ticket ---


def ballot_passed(stage: str) -> Callable[[Context], Reason | None]:
    """The newest vote of the stage has passed."""

    def guard(context: Context) -> Reason | None:
        found = context.subject.ballot(stage)
        if found is None:
            return Reason("not_voted", _("There has been no vote on this."))
        if found.state == BallotState.PASSED:
            return None
        return Reason("ballot_not_passed", _NOT_PASSED[found.state])

    guard.__name__ = "ballot_passed"
    return guard


def ballot_failed(stage: str) -> Callable[[Context], Reason | None]:
    """The newest vote of the stage did not pass, or lapsed."""

    def guard(context: Context) -> Reason | None:
        found = context.subject.ballot(stage)
        if found is not None and found.state in (BallotState.FAILED, BallotState.EXPIRED):
            return None
        return Reason("ballot_not_failed", _("The votes do not say no."))

    guard.__name__ = "ballot_failed"
    return guard


_NOT_PASSED = {
    BallotState.PENDING: _("The vote is still open."),
    BallotState.FAILED: _("The votes did not meet the rule."),
    BallotState.VOIDED: _("The vote was voided. Open it anew."),
    BallotState.EXPIRED: _("The vote lapsed: too few voted in time. Open it anew."),
}


def no_open_ballot(context: Context) -> Reason | None:
    if any(one.state == BallotState.PENDING for one in context.subject.ballots()):
        return Reason("ballot_open", _("A vote on this is open."))
    return None


def frozen_as_voted(stage: str) -> Callable[[Context], Reason | None]:
    """What the step would carry out is what the newest vote of the stage was about, to the letter."""

    def guard(context: Context) -> Reason | None:
        found = context.subject.ballot(stage)
        if found is not None and freezing.digest(freezing.content(context.subject)) == found.digest:
            return None
        return Reason("content_changed", _("The content is no longer what was voted on. The vote must be opened anew."))

    guard.__name__ = "frozen_as_voted"
    return guard


def by_decision(context: Context) -> Reason | None:
    """The step is taken only as what a forum's decision brings about (forums.actions.decide)."""
    if context.cause.startswith(DECISION):
        return None
    return Reason("by_decision", _("This is decided in a forum: its chair takes the decision there."))


def deadline_long_enough(rule: str) -> Callable[[Context], Reason | None]:
    """The time to vote that was typed is no shorter than the rule allows."""

    def guard(context: Context) -> Reason | None:
        deadline = context.data.get("vote_deadline")
        if deadline is None:
            return None
        days = opening.rule_for(rule, context.at).min_working_days
        if deadline >= after_working_days(context.at, days) and deadline > context.at:
            return None
        text = ngettext_lazy(
            "Give at least %(days)d working day to vote.", "Give at least %(days)d working days to vote.", days
        )
        return Reason("deadline_too_short", text % {"days": days}, "vote_deadline")

    guard.__name__ = "deadline_long_enough"
    return guard


def void_votes_said(context: Context) -> Reason | None:
    """Check of every step that can change what is voted on: whoever does is first told what it costs."""
    if context.data.get("void_votes") or context.actor.is_system:
        return None
    votes, fields = voiding.at_stake(context)
    if not votes:
        return None
    text = ngettext_lazy(
        "This voids %(votes)d vote, since it changes: %(fields)s. Tick the box if that is what you want.",
        "This voids %(votes)d votes, since it changes: %(fields)s. Tick the box if that is what you want.",
        votes,
    )
    shown = ", ".join(str(INPUTS[name].label) for name in fields)
    lines = frozen_text.would_differ(context.subject, context.data, fields, context.actor)
    stake = frozen_text.Stake(votes, lines)
    return Reason("voids_votes", text % {"votes": votes, "fields": shown}, "void_votes", stake)
