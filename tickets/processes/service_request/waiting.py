"""What happens to an order by itself while somebody is waited for: reminders, and the end where nobody answers."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.step import SYSTEM_MAY, step
from tickets.processes.service_request import effects
from tickets.processes.service_request.experts.effects import template_dropped
from tickets.processes.service_request.quoting.effects import remind_deciders
from tickets.processes.service_request.states import UNDER_REVIEW, UNDER_WAY, S

LAPSES = (S.DRAFT, S.REGIONAL_APPROVAL, S.ORDER_APPROVAL)  # a draft that came back with a question


class Waits:
    """Mixed into the workflow of orders. Each falls due (`waiting_for`, `promised`)."""

    # fmt: off
    @step(S.REGIONAL_APPROVAL, None, _("The approvers are reminded"),
          by=(SYSTEM_MAY,), does=(effects.tell_approvers,), quiet=True)
    def remind_approvers(self): "Nobody has answered yet."

    @step(LAPSES, None, _("The order is about to lapse"),
          by=(SYSTEM_MAY,), does=(effects.tell_orderer, remind_deciders), quiet=True)
    def expires_soon(self): "Ask whoever is to answer."

    @step(LAPSES, S.EXPIRED, _("The order has lapsed"),
          by=(SYSTEM_MAY,), does=(template_dropped, effects.lapsed))
    def expire(self): "Nobody answered in time. It can be ordered again with everything that was written."

    @step(S.QUOTING, None, pgettext_lazy("service request", "The quote is late"),
          by=(SYSTEM_MAY,), does=(effects.tell_reviewers,), quiet=True)
    def quote_late(self): "No quote has come in the time that is usual."

    @step((*UNDER_REVIEW, *UNDER_WAY), None, _("The promised time has passed"),
          by=(SYSTEM_MAY,), does=(effects.tell_late,), quiet=True)
    def fulfilment_late(self): "It has not been delivered in the time that the item promises."
    # fmt: on
