"""Quotes: given, divided among the regions, accepted by those whose yes it takes, or turned down."""

from django.utils.translation import gettext_lazy as _

from engine.step import SYSTEM_MAY, Who, step
from tickets.processes.service_request import effects as orders
from tickets.processes.service_request import promised, signing
from tickets.processes.service_request.codes import Purpose
from tickets.processes.service_request.experts.effects import template_dropped
from tickets.processes.service_request.guards import approver_is_not_orderer
from tickets.processes.service_request.quoting import effects, guards
from tickets.processes.service_request.quoting.subject import QuotedSubject
from tickets.processes.service_request.states import S
from tickets.processes.service_request.who import APPROVER, LEADER, QUOTERS

DECIDERS = (
    APPROVER,
    Who("request.accept_quote", "origin", ("region",)),
    Who("request.accept_quote", "support"),
)
DIVIDES = ("allocation_regions", "allocation_shares")


class Quoted(QuotedSubject):
    """Mixed into the workflow of orders."""

    # fmt: off
    @step((S.QUOTING, S.ORDER_APPROVAL), S.ORDER_APPROVAL, _("Submit quote"),
          by=QUOTERS,
          needs=("price", "lead_time_days", "quote_valid_until", "quote_text"),
          guards=(guards.quote_is_asked_of,),
          checks=(guards.quote_is_valid_ahead,),
          does=(effects.keep_quote,))
    def quote_(self): "Every quote is kept. The latest is the one that can be accepted."

    @step(S.QUOTING, S.JOINT_REVIEW, _("Assess without a quote"),
          by=(LEADER,),
          needs=("reason",),
          does=(orders.back_from_quote, promised.go_on, orders.tell_orderer, orders.tell_asked_vendor))
    def quote_returned(self): "No quote is waited for any more; the order is assessed anew."

    @step(S.ORDER_APPROVAL, None, _("Divide the cost"),
          by=(*DECIDERS, LEADER),
          needs=("allocation_key",), asks=DIVIDES,
          checks=(guards.allocation_is_100_percent,),
          does=(effects.divide,))
    def allocate(self): "Which regions bear it, together exactly 100.00 %. Who accepts the quote follows from that."

    @step(S.ORDER_APPROVAL, None, _("Accept the quote"),
          by=DECIDERS,
          needs=("purchase_reference", "allocation_key"), asks=DIVIDES,
          guards=(
              guards.quote_still_valid, approver_is_not_orderer, guards.decides_on_quote, guards.within_limit_of_quote,
              guards.may_sign_quote
          ),
          checks=(guards.allocation_is_100_percent, guards.parties_as_divided),
          does=(effects.divide_and_refer, signing.sign(Purpose.QUOTE, then="accept_quote"), effects.date_acceptance))
    def sign_quote(self): "With the last yes that it takes, the order is carried out, and the regions pay their shares."

    @step(S.ORDER_APPROVAL, S.FULFILMENT, _("Quote accepted"),
          by=(SYSTEM_MAY,),
          guards=(signing.all_signed(Purpose.QUOTE), guards.quote_still_valid),
          does=(effects.accepted,))
    def accept_quote(self): "Everybody whose yes it takes has accepted the quote."

    @step(S.ORDER_APPROVAL, S.CANCELLED, _("Decline quote"),
          by=DECIDERS,
          needs=("reason",),
          guards=(guards.decides_on_quote, guards.within_limit_of_quote),
          does=(template_dropped, effects.declined))
    def decline_quote(self): "The order ends. It can be ordered again with everything that was written."
    # fmt: on
