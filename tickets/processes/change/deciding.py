"""The steps by which a normal change is decided: two change managers, or the change council and then the CAB."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.step import SYSTEM_MAY, Who, step
from tickets.balloting.asking import VotedOnInForums
from tickets.balloting.deciding import DecidedInForums
from tickets.balloting.guards import (
    ballot_failed,
    ballot_passed,
    by_decision,
    deadline_long_enough,
    frozen_as_voted,
    no_open_ballot,
    void_votes_said,
)
from tickets.balloting.voiding import void_ballots
from tickets.processes.change import content, effects, guards, voting
from tickets.processes.change.states import DECIDED, S
from tickets.processes.change.subject import PLAN
from tickets.processes.change.voting import CAB, MINOR, REGIONAL
from tickets.processes.change.who import MANAGER, in_regions

MINOR_PLAN = ("implementation_plan", "test_plan", "back_out_plan", "verification_plan")
ASSESSED = (guards.mandatory_assessments_done, guards.no_stop_verdict)
WHO_DECIDES = (guards.decider_is_not_requester_or_implementer,)


class Decided(DecidedInForums, VotedOnInForums):
    # fmt: off
    @step(S.ASSESS, None, _("Ask the change managers"),
          by=(MANAGER, Who("change.assess", "origin", ("region",), guards.one_region_alone)),
          needs=("risk_level", *MINOR_PLAN), asks=("vote_deadline",),
          guards=(guards.is_minor, *ASSESSED, guards.risk_is_computed, no_open_ballot),
          checks=(
              guards.type_limits_met, guards.level_not_below_computed, voting.budget_decision_when_needed,
              deadline_long_enough(MINOR.rule)
          ),
          does=(content.take_in, voting.open_vote(MINOR)))
    def to_minor(self): "The content is frozen. The region's change manager and the joint one say yes or no."

    @step(S.ASSESS, S.AUTHORISED, _("Authorise minor change"),
          by=(Who("change.authorise_minor", "support"), in_regions("change.authorise_minor")),
          needs=("risk_level", *MINOR_PLAN), asks=("authorised_start", "authorised_end"),
          guards=(
              guards.is_minor, *ASSESSED, ballot_passed(MINOR.stage), frozen_as_voted(MINOR.stage), *WHO_DECIDES
          ),
          checks=(guards.type_limits_met, guards.authorised_is_a_period, voting.budget_decision_when_needed),
          does=(effects.authorise,))
    def to_cab_minor(self): "Both change managers have said yes."

    @step(S.ASSESS, S.REGIONAL_REVIEW, _("Send to the change council"),
          by=(MANAGER,),
          needs=("risk_level", *PLAN, "affected_regions", "vote_deadline"), asks=("void_votes",),
          guards=(guards.is_major, *ASSESSED, guards.risk_is_computed, no_open_ballot),
          checks=(guards.level_not_below_computed, deadline_long_enough(REGIONAL.rule)),
          does=(content.take_in, voting.open_vote(REGIONAL)))
    def to_regional(self): "The content is frozen, and each affected region gives one vote."

    @step(S.REGIONAL_REVIEW, S.CAB_REVIEW, _("Confirm the regions' yes"),
          by=(MANAGER,),
          needs=("vote_deadline",),
          guards=(ballot_passed(REGIONAL.stage), frozen_as_voted(REGIONAL.stage)),
          checks=(deadline_long_enough(CAB.rule),),
          does=(effects.vendor_is_to_work, voting.open_vote(CAB), effects.tell_regions))
    def regional_passed(self): "The CAB decides next. A vendor that is to carry it out is asked for its consent."

    @step(DECIDED, None, _("Open the vote anew"),
          by=(MANAGER,),
          needs=("vote_deadline",),
          guards=(voting.vote_is_over, voting.regions_have_said_yes, guards.assessed_as_it_stands),
          checks=(voting.time_is_long_enough,),
          does=(voting.open_anew,))
    def vote_anew(self): "The last vote was voided or lapsed: those who vote are asked again, on the content as it is."

    @step(S.CAB_REVIEW, S.REGIONAL_REVIEW, _("Back to the change council"),
          by=(MANAGER,),
          needs=("vote_deadline",),
          guards=(voting.regions_must_vote_again, guards.assessed_as_it_stands),
          checks=(deadline_long_enough(REGIONAL.rule),),
          does=(void_ballots, voting.open_vote(REGIONAL)))
    def back_to_regional(self): "The content is another than the regions said yes to: they vote again."

    @step(S.REGIONAL_REVIEW, S.REJECTED, _("Confirm the regions' no"),
          by=(MANAGER,),
          guards=(ballot_failed(REGIONAL.stage),),
          does=(effects.reject,))
    def regional_failed(self): "Whoever wanted it reads the regions' reasons."

    @step(S.CAB_REVIEW, S.AUTHORISED, _("Authorise as decided"),
          by=(MANAGER,),
          needs=("authorised_start", "authorised_end"),
          guards=(ballot_passed(CAB.stage), frozen_as_voted(CAB.stage), by_decision, *WHO_DECIDES),
          checks=(guards.authorised_is_a_period, voting.budget_decision_when_needed),
          does=(voting.keep_decision, effects.authorise))
    def cab_authorise(self): "The CAB has said yes, in the window that it decided."

    @step(S.CAB_REVIEW, S.REJECTED, _("Turn down as decided"),
          by=(MANAGER,),
          needs=("reason",),
          guards=(by_decision,),
          does=(voting.keep_decision, void_ballots, effects.reject))
    def cab_reject(self): "The CAB has said no."

    @step(S.CAB_REVIEW, S.POSTPONED, _("Postpone"),
          by=(MANAGER,),
          needs=("reason", "taken_up_at"),
          guards=(by_decision,), checks=(guards.taken_up_ahead,),
          does=(voting.keep_decision, voting.end_open_vote, effects.postpone))
    def postpone(self): "The CAB takes it up again at the time that it decided."

    @step(S.POSTPONED, S.CAB_REVIEW, pgettext_lazy("change", "Take up again"),
          by=(MANAGER, SYSTEM_MAY),
          asks=("vote_deadline",),
          guards=(frozen_as_voted(CAB.stage),), checks=(deadline_long_enough(CAB.rule),),
          does=(voting.open_vote(CAB), effects.take_up))
    def take_up(self): "The CAB votes on it anew. Its content is what the regions said yes to."

    @step(S.POSTPONED, S.DRAFT, _("Make a draft again"),
          by=(MANAGER, SYSTEM_MAY),
          needs=("reason",),
          does=(void_ballots, effects.send_back))
    def rework_postponed(self): "It is written anew. Assessments and votes no longer hold."

    @step((S.ASSESS, S.CAB_REVIEW), None, _("Lower the level of risk"),
          by=(MANAGER,),
          needs=("risk_level", "reason"), asks=("void_votes",),
          guards=(by_decision,), checks=(guards.level_is_lower, void_votes_said),
          does=(voting.lower_risk,))
    def lower_risk(self): "Below what the answers give: only the CAB decides that."
    # fmt: on
