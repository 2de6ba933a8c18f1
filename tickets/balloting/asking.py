"""A matter that stands before a forum is put to its vote, per capsulam: with a time, reminders and an end (5.8)."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from engine.step import OPEN, Who, step
from tickets.balloting import opening
from tickets.balloting.codes import PUT_TO_VOTE
from tickets.balloting.guards import deadline_long_enough, no_open_ballot
from tickets.balloting.holding import HoldsBallots

LED: Callable[[object], list[str]] | None = None  # set by the forums: the slugs of those that an actor leads


def rule_asked(context: Context) -> str:
    """The rule of the matter that stands before a forum that the actor leads; "" where there is none."""
    asked = context.root.before_forums(context.root.state)
    led = set(LED(context.actor)) if asked and LED else set()
    return next((rule for rule in asked if opening.rule_for(rule, context.at).forum in led), "")


def stands_before_own_forum(context: Context) -> Reason | None:
    if rule_asked(context):
        return None
    return Reason("not_before_forum", _("Nothing here waits for a forum that you lead."))


def time_is_long_enough(context: Context) -> Reason | None:
    rule = rule_asked(context)
    return deadline_long_enough(rule)(context) if rule else None


time_is_long_enough.__name__ = "deadline_long_enough"


def put(context: Context) -> None:
    rule = rule_asked(context)
    opening.open_ballot(context, stage=PUT_TO_VOTE, rule=rule, deadline=context.data["vote_deadline"])


class VotedOnInForums(HoldsBallots):
    """Mixed into a workflow that says `before_forums`, beside `DecidedInForums`."""

    def before_forums(self, state: str) -> tuple[str, ...]:
        """The rules of what forums are to decide on while the ticket is in `state`."""
        return ()

    def is_past(self, ballot, state: str) -> bool:
        return ballot.stage == PUT_TO_VOTE and opening.rule_of(ballot).slug not in self.before_forums(state)

    # fmt: off
    @step(OPEN, None, _("Put to the forum's vote"),
          by=(Who("forum.chair"),),
          needs=("vote_deadline",),
          guards=(stands_before_own_forum, no_open_ballot), checks=(time_is_long_enough,),
          does=(put,))
    def put_to_vote(self): "Everybody with a vote is asked, and reminded. You decide when the votes or the time are in."
    # fmt: on
