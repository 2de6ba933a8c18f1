"""The ticket's own step: begin to assess the own organisation's duty. Mixed into processes that may bring one."""

from django.utils.translation import gettext_lazy as _

from engine.step import OPEN, Who, step
from tickets import codes
from tickets.processes.regulatory import opening, rules

OPENS = (
    Who("regulatory.track", "anyone", tiers=("region", "support")),
    Who("regulatory.device", "anyone", tiers=("region",)),
    Who("regulatory.vendor", "vendor", tiers=("vendor",)),
)


class MayBeReportable:
    """Mixed into a workflow."""

    # fmt: off
    @step(OPEN, None, _("Assess a duty to report"),
          by=OPENS,
          needs=("report_regime", "report_aware_at"),
          guards=(rules.acts_for_itself,),
          checks=(rules.knowledge_is_past, rules.regime_is_own, rules.regime_is_not_open),
          does=(opening.open_own,),
          audience=codes.Audience.CUSTOMER, quiet=True)
    def assess_reporting(self): "Your organisation's own assessment. You and the support organisation read it alone."
    # fmt: on
