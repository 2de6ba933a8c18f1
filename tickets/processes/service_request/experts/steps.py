"""The steps by which an order goes to the forum of its field, and leaves it with a decision."""

from django.utils.translation import gettext_lazy as _

from engine.step import Who, step
from tickets.balloting.asking import VotedOnInForums
from tickets.balloting.deciding import DecidedInForums
from tickets.balloting.guards import by_decision
from tickets.processes.service_request import effects as of_order
from tickets.processes.service_request.experts import effects, guards
from tickets.processes.service_request.experts.subject import ExpertSubject
from tickets.processes.service_request.guards import (
    assessor_is_not_orderer,
    no_cost_outside_contract,
    vendor_through_support,
)
from tickets.processes.service_request.states import S
from tickets.processes.service_request.who import EXPERT, REVIEWERS

OPINION = Who("request.opinion", tiers=("region",))
TEMPLATE = ("reused_template", "template_name", "template_purpose")
DECIDES = {"by": (EXPERT,), "guards": (by_decision, guards.expert_of_the_field, assessor_is_not_orderer)}


class ExpertReviewed(ExpertSubject, DecidedInForums, VotedOnInForums):
    """Mixed into the workflow of orders."""

    # fmt: off
    @step(S.JOINT_REVIEW, S.EXPERT_REVIEW, _("Send to the expert forum"),
          by=REVIEWERS,
          needs=("expert_field", "question"),
          guards=(assessor_is_not_orderer,),
          does=(effects.put_before_forum, of_order.tell_orderer))
    def review_to_expert(self): "The forum of the field decides. The regions' experts read it and give opinions."

    @step(S.EXPERT_REVIEW, None, _("Give an opinion"),
          by=(OPINION,),
          needs=("expert_verdict", "opinion_text"),
          guards=(guards.may_give_opinion,),
          does=(effects.note_opinion,),
          quiet=True)
    def expert_opinion(self): "For your region, before the forum decides. You may give a later one."

    @step(S.EXPERT_REVIEW, S.FULFILMENT, _("Endorse fulfilment"), **DECIDES,
          needs=("reuse_existing_template", "fulfiller"), asks=("in_contract", *TEMPLATE),
          checks=(guards.template_said, no_cost_outside_contract, vendor_through_support),
          does=(effects.keep_decision, effects.register_template, effects.leave_forum,
                of_order.assign_fulfiller, of_order.tell_orderer))
    def expert_to_fulfilment(self): "The forum has said yes. What it decided of templates stands in the register."

    @step(S.EXPERT_REVIEW, S.QUOTING, _("Endorse quoting"), **DECIDES,
          needs=("reuse_existing_template", "fulfiller", "quote_request"), asks=("in_contract", *TEMPLATE),
          checks=(guards.template_said, vendor_through_support),
          does=(effects.keep_decision, effects.register_template, effects.leave_forum,
                of_order.hand_off_for_quote, of_order.tell_orderer))
    def expert_to_quote(self): "The forum has said yes, and a quote is needed before it is carried out."

    @step(S.EXPERT_REVIEW, S.REJECTED, _("Advise against"), **DECIDES,
          needs=("reason",),
          does=(effects.keep_decision, effects.template_dropped, effects.leave_forum, of_order.ended,
                of_order.tell_orderer))
    def expert_no(self): "The forum has said no. Whoever ordered reads why."
    # fmt: on
