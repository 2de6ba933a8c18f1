"""Steps of every process about the case as a public record (law.md 3.3)."""

from django.utils.translation import gettext_lazy as _

from engine.step import OPEN, Who, step
from tickets import codes
from tickets.disclosing import effects, guards

CUSTOMER = ("region", "support")
DISCLOSES = Who("ticket.disclose", "origin", tiers=CUSTOMER)
KEEPERS = (DISCLOSES, Who("ticket.manage", "origin", tiers=CUSTOMER))
REGISTERS = tuple(Who(capability, "anyone", tiers=CUSTOMER) for capability in ("ticket.disclose", "ticket.manage"))


class KeptAsRecord:
    """Mixed into each workflow. Also where the case has ended: it is asked for then, too."""

    # fmt: off
    @step(OPEN, None, _("Mark possible secrecy"),
          by=KEEPERS,
          needs=("secrecy_mark",), asks=("secrecy_provision", "reason"),
          guards=(guards.is_public_record,), checks=(guards.mark_says_why,),
          audience=codes.Audience.CUSTOMER, quiet=True, also_ended=True)
    def mark_secrecy(self): "Everybody who handles the case is warned. The mark decides nothing."

    @step(OPEN, None, _("State the diary number"),
          by=REGISTERS,
          needs=("diary_number",),
          guards=(guards.is_public_record,),
          does=(effects.number_in_diary,),
          audience=codes.Audience.CUSTOMER, quiet=True, also_ended=True)
    def note_diary(self): "Your own authority has registered the case in its diary."

    @step(OPEN, None, _("Disclose the case"),
          by=(DISCLOSES,),
          needs=("disclosure",), asks=("left_out", "masked_words", "withheld_provision", "reason"),
          guards=(guards.is_public_record,),
          checks=(guards.withheld_as_decided, guards.withheld_says_why, guards.masks_reach),
          does=(effects.disclosed,),
          audience=codes.Audience.CUSTOMER, quiet=True, also_ended=True)
    def disclose(self): "Somebody has asked for it. You get it as a file, without what you leave out or mask."
    # fmt: on
