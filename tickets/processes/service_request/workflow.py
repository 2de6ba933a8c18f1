"""Service request (processes.md 5.6): what is ordered of the catalogue, approved, carried out, and accepted.

Its rows are settled in `bulk/`, experts look at it in `experts/`, and quotes are given and accepted in `quoting/`.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.step import SYSTEM_MAY, Who, step
from tickets import guards as rules
from tickets import handing_over
from tickets.models import ServiceRequestDetail, Ticket
from tickets.processes.service_request import converting, copying, effects, guards, promised, routing, signing
from tickets.processes.service_request.bulk.effects import keep_rows
from tickets.processes.service_request.bulk.guards import bulk_rows_settled, bulk_rows_valid
from tickets.processes.service_request.bulk.steps import DeliversRows
from tickets.processes.service_request.codes import Purpose
from tickets.processes.service_request.experts.effects import leave_forum, template_dropped, template_in_use
from tickets.processes.service_request.experts.steps import ExpertReviewed
from tickets.processes.service_request.quoting.steps import Quoted
from tickets.processes.service_request.states import END, LIVE, UNDER_REVIEW, UNDER_WAY, S
from tickets.processes.service_request.subject import OrderSubject
from tickets.processes.service_request.waiting import Waits
from tickets.processes.service_request.who import (
    APPROVER,
    AWAITED,
    CONVERTERS,
    FULFILLERS,
    HOLDER,
    ORDERER,
    PLACES_ORDERS,
    REVIEWERS,
)
from tickets.workflows.every_process import LEADER, VENDOR_HOLDS, EveryProcess
from tickets.workflows.process import Process

ASKED = ("catalogue_item", "answers", "ordered_for")
FITS = (guards.item_offered_to_region, guards.item_version_current)
HANDS_OVER = ("handoff_reason", "handoff_letter", "audience_reviewed")
LETTER = (rules.audience_reviewed, rules.text_when_other)
ASSESSED = ("fulfiller", "in_contract")
NOT_HER_OWN = (guards.assessor_is_not_orderer,)


class ServiceRequest(OrderSubject, Quoted, DeliversRows, ExpertReviewed, Waits, Process, EveryProcess, Ticket):
    States = S
    slug = "service-request"
    live = LIVE
    terminal = END
    detail_model = ServiceRequestDetail
    birth = ("open", "order")
    ranked = False
    # Two orders are never one, and none has a priority.
    merge = take_in = let_go = propose_priority = None

    class Meta:
        proxy = True
        verbose_name = pgettext_lazy("process", "Service request")

    # fmt: off
    @step("", S.DRAFT, _("New order"),
          by=(PLACES_ORDERS,),
          needs=("catalogue_item",), asks=("copied_from",),
          checks=(*FITS, guards.copy_is_of_an_order),
          does=(effects.begin, copying.copy_words))
    def open(self): "Start writing. Nobody else sees a draft."

    @step(S.DRAFT, None, _("Save the draft"),
          by=(ORDERER,),
          asks=(*ASKED, "cost_centre", "bulk_rows"),
          checks=FITS,
          does=(effects.name_it, keep_rows))
    def save_(self): "Go on with it another time."

    @step(S.DRAFT, S.SUBMITTED, pgettext_lazy("service request", "Order"),
          by=(ORDERER,),
          needs=ASKED, asks=("cost_centre", "bulk_rows"),
          guards=(guards.still_orders,),
          checks=(*FITS, guards.answers_fit, guards.cost_centre_when_priced, bulk_rows_valid,
                  guards.amount_can_be_kept),
          does=(effects.register, keep_rows, routing.route))
    def order(self): "It gets a number, and goes where its item and your organisation's rules say."

    @step(S.SUBMITTED, S.FULFILMENT, _("Approved in advance, to be fulfilled"),
          by=(SYSTEM_MAY,),
          does=(effects.rule_of_item, promised.begin, effects.assign_fulfiller, effects.tell_orderer))
    def route_to_fulfilment(self): "The item is approved in advance."

    @step(S.SUBMITTED, S.REGIONAL_APPROVAL, _("Sent to an approver"),
          by=(SYSTEM_MAY,),
          does=(effects.await_approval,))
    def route_to_approval(self): "An approver of your organisation decides."

    @step(S.SUBMITTED, S.JOINT_REVIEW, _("Sent to be assessed"),
          by=(SYSTEM_MAY,),
          does=(promised.begin, effects.to_reviewers))
    def route_to_review(self): "Whoever orders needs no approver."

    @step(S.REGIONAL_APPROVAL, S.JOINT_REVIEW, pgettext_lazy("service request", "Approve"),
          by=(APPROVER,),
          asks=("comment",),
          guards=(guards.approver_is_not_orderer, guards.within_amount_limit),
          does=(promised.begin, effects.approved))
    def approve(self): "Your organisation stands behind it. It is assessed next."

    @step(S.REGIONAL_APPROVAL, S.REJECTED, pgettext_lazy("service request", "Turn down"),
          by=(APPROVER,),
          needs=("request_reject_code", "reason"),
          guards=(guards.approver_is_not_orderer,),
          does=(effects.ended,))
    def reject(self): "The orderer reads why."

    @step(S.JOINT_REVIEW, S.FULFILMENT, _("Approve for fulfilment"),
          by=REVIEWERS,
          needs=ASSESSED, asks=("team", "assignee"),
          guards=NOT_HER_OWN,
          checks=(guards.no_cost_outside_contract, guards.vendor_through_support),
          does=(effects.assign_fulfiller, effects.tell_orderer))
    def review_to_fulfilment(self): "Whoever carries it out gets it, and the orderer is told."

    @step(S.JOINT_REVIEW, S.QUOTING, _("Ask for a quote"),
          by=REVIEWERS,
          needs=(*ASSESSED, "quote_request"),
          guards=NOT_HER_OWN,
          checks=(guards.vendor_through_support,),
          does=(effects.hand_off_for_quote, effects.tell_orderer))
    def review_to_quote(self): "What is to be carried out costs beside the contract. The vendor reads the order now."

    @step(S.JOINT_REVIEW, S.REJECTED, pgettext_lazy("service request", "Turn down"),
          by=REVIEWERS,
          needs=("request_reject_code", "reason"),
          guards=NOT_HER_OWN,
          does=(template_dropped, effects.ended))
    def review_reject(self): "The orderer reads why."

    @step((S.JOINT_REVIEW, S.EXPERT_REVIEW), S.DRAFT, _("Ask for more information"),
          by=REVIEWERS,
          needs=("question",),
          does=(leave_forum, effects.send_back))
    def return_(self): "It is the orderer's draft again, with your question and everything that was written."

    @step(S.JOINT_REVIEW, None, _("Sign that it becomes a change"),
          by=(CONVERTERS,),
          needs=("reason",),
          guards=(*NOT_HER_OWN, signing.may_sign(Purpose.CONVERT)),
          does=(signing.sign(Purpose.CONVERT, then="convert_to_change"),))
    def sign_convert(self): "It alters what is shared. The service request manager and the change manager both sign."

    @step(S.JOINT_REVIEW, S.CLOSED, _("Convert to change"),
          by=(SYSTEM_MAY,),
          needs=("reason",),
          guards=(signing.all_signed(Purpose.CONVERT),),
          does=(template_dropped, converting.to_change))
    def convert_to_change(self): "Both have signed. The change manager has a draft of the change."

    @step(S.FULFILMENT, S.ON_HOLD, _("Put on hold"),
          by=(HOLDER,),
          needs=("hold_reason", "resume_at", "hold_question"),
          asks=("awaited_party", "supplier", "supplier_reference"),
          checks=(
              rules.hold_reason_allowed_for_side, rules.hold_within_30_days, rules.supplier_named_when_third_party,
              rules.awaited_can_answer
          ),
          does=(effects.apply_hold,))
    def hold(self): "Say what is waited for and until when."

    @step(S.ON_HOLD, S.FULFILMENT, _("Resume"), by=(HOLDER, AWAITED, SYSTEM_MAY), does=(effects.lift_hold,))
    def resume(self): "Take it up again."

    @step(S.FULFILMENT, S.DELIVERED, pgettext_lazy("service request", "Deliver"),
          by=FULFILLERS,
          needs=("delivery_note",),
          guards=(rules.no_open_handoff, bulk_rows_settled),
          does=(effects.delivered,))
    def deliver(self): "The orderer is asked to accept it."

    @step(UNDER_WAY, None, _("Report a solution"),
          by=(VENDOR_HOLDS,),
          needs=("solution", "handoff_letter"), asks=("planned_version",),
          guards=(rules.no_open_handoff,),
          does=(handing_over.back_with_solution,))
    def report_solution(self): "Hand it back with what you have done; the support organisation delivers it."

    @step(S.DELIVERED, S.CLOSED, _("Accept the delivery"),
          by=(ORDERER, SYSTEM_MAY),
          asks=("satisfaction", "satisfaction_comment"),
          does=(template_in_use, effects.ended))
    def accept(self): "You have got what you ordered."

    @step(S.DELIVERED, S.FULFILMENT, _("Complain"),
          by=(ORDERER,),
          needs=("reason",),
          does=(effects.complained,))
    def complain(self): "Say what is wrong or missing. It is carried out again."

    @step((S.DRAFT, *UNDER_REVIEW), S.CANCELLED, pgettext_lazy("service request", "Withdraw"),
          by=(ORDERER,),
          needs=("reason",),
          does=(template_dropped, leave_forum, effects.withdrawn))
    def cancel(self): "It is no longer needed."

    @step(UNDER_WAY, None, _("Ask to withdraw it"),
          by=(ORDERER,),
          needs=("reason",),
          does=(effects.ask_withdrawal,))
    def ask_withdrawal(self): "Whoever carries it out says what it has cost, and agrees."

    @step(UNDER_WAY, None, _("Agree to the withdrawal"),
          by=(HOLDER,),
          needs=("cost_note",),
          guards=(guards.withdrawal_is_asked,),
          does=(effects.agree_withdrawal,))
    def agree_withdrawal(self): "Say what it has cost so far. The orderer then decides."

    @step(UNDER_WAY, S.CANCELLED, _("Withdraw during fulfilment"),
          by=(ORDERER,),
          needs=("reason", "cost_note"),
          guards=(guards.fulfiller_agrees,),
          does=(template_dropped, effects.withdrawn))
    def cancel_in_fulfilment(self): "It ends, at the cost that stands here."

    @step(LIVE, None, _("Hand over to {support}"),
          by=(Who("ticket.work", "holder", tiers=("region",)), Who("ticket.manage", "holder", tiers=("region",))),
          needs=HANDS_OVER, asks=("reason",),
          guards=(rules.held_by_region, rules.no_open_handoff), checks=LETTER,
          does=(handing_over.to_support,))
    def hand_over_support(self): "Your organisation holds it until it is accepted."

    @step(LIVE, None, _("Send to {vendor}"),
          by=(Who("ticket.work", "holder", tiers=("support",)), Who("ticket.manage", "holder", tiers=("support",))),
          needs=(*HANDS_OVER, "images_checked"), asks=("reason",),
          guards=(rules.held_by_support, rules.no_open_handoff), checks=(*LETTER, rules.images_checked),
          does=(handing_over.to_vendor,))
    def hand_over_vendor(self): "The vendor can read it from now on, and holds it when it accepts."

    @step(LIVE, None, _("Hand back to {giver}"),
          by=(HOLDER, LEADER),
          needs=HANDS_OVER, asks=("reason",),
          guards=(rules.no_open_handoff, rules.not_its_owner), checks=(*LETTER, rules.vendor_reason_allowed),
          does=(handing_over.back,))
    def hand_back(self): "Back to the organisation it came from."
    # fmt: on
