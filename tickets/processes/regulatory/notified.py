"""The case's own step: send a manufacturer's field safety notice to the regions. Mixed into the general case."""

from django.utils.translation import gettext_lazy as _

from engine.step import OPEN, Who, step
from tickets import codes, guards
from tickets.processes.regulatory import notices, rules


class MayBeNotice:
    """Mixed into a workflow."""

    # fmt: off
    @step(OPEN, None, _("Send a field safety notice"),
          by=(Who("ticket.widen", "support"),),
          needs=("notice_reference", "notice_summary"),
          guards=(guards.held_by_support, guards.not_confidential, rules.no_notice_sent),
          does=(notices.send,),
          audience=codes.Audience.CUSTOMER)
    def send_notice(self): "Every region reads the case, and says what it does. Those who have not answered are named."
    # fmt: on
