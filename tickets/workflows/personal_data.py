"""Steps of every process about personal data that is found afterwards (law.md 3.2 step 4)."""

from django.utils.translation import gettext_lazy as _

from engine.step import OPEN, SYSTEM_MAY, Who, step
from tickets import guards, hiding


class HidesPersonalData:
    """Mixed into each workflow. Also where the case has ended: what is found must be hidden whenever it is found."""

    # fmt: off
    @step(OPEN, None, _("Hide personal data"),
          by=(Who("ticket.comment", "anyone"), SYSTEM_MAY),
          needs=("hidden_part",),
          does=(hiding.hide,),
          quiet=True, also_ended=True)
    def hide_personal_data(self): "Hidden at once; those who answer for information security decide what becomes of it."

    @step(OPEN, None, _("Settle hidden personal data"),
          by=(Who("ticket.confidential", "support"), Who("ticket.confidential", "origin"), SYSTEM_MAY),
          needs=("personal_data_verdict", "reason"), asks=("settled_part", "replacement"),
          guards=(guards.part_is_hidden,), checks=(guards.part_is_chosen, guards.replacement_fits),
          does=(hiding.settle,),
          quiet=True, also_ended=True)
    def settle_personal_data(self): "Remove it for good, everywhere, or show it again to those who read it before."
    # fmt: on
