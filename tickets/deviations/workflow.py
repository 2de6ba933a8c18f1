"""Deviation (features.md N9): a region does something in another way than the others, for a time and for a reason."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.step import SYSTEM_MAY, Who, step
from tickets.deviations import effects, rules
from tickets.models import DeviationDetail, Ticket
from tickets.workflows.every_process import EveryProcess
from tickets.workflows.process import Process


class S(TextChoices):
    IN_FORCE = "in_force", pgettext_lazy("deviation", "In force")
    DUE = "due", pgettext_lazy("deviation", "To be reviewed")
    ENDED = "ended", pgettext_lazy("deviation", "Ended")


REGISTERS = Who("deviation.register", tiers=("region",))
ITS_REGION = Who("deviation.renew", "origin", ("region",))
WHY = ("deviation_reason", "deviation_cost", "deviation_expires", "deviation_granted_by")
STATED = ("title", "deviation_kind", *WHY)


class Deviation(Process, EveryProcess, Ticket):
    States = S
    slug = "deviation"
    live = (S.IN_FORCE, S.DUE)
    terminal = (S.ENDED,)
    ranked = False
    detail_model = DeviationDetail
    birth = ("register",)
    # Common steps that no deviation can take: it is never handed over, nor marked as a duplicate.
    hand_over_it = report_solution = link_vendor_reference = set_planned_dates = merge = take_in = let_go = None
    propose_priority = None  # it has no rank

    class Meta:
        proxy = True
        verbose_name = _("Deviation")

    def already_has(self, one) -> bool:
        """Until when, and who grants it, is stated anew each time."""
        return False

    # fmt: off
    @step("", S.IN_FORCE, _("New deviation"),
          by=(REGISTERS,),
          needs=STATED, asks=("service",),
          checks=(rules.within_limit,),
          does=(effects.born, effects.watch))
    def register(self): "What your region does in another way than the others: a setting, or work by hand."

    @step("", S.IN_FORCE, _("A region deferred or opted out of a release"),
          by=(SYSTEM_MAY,),
          needs=("title", "rollout_kind", *WHY, "deviation_release"),
          checks=(rules.within_limit,),
          does=(effects.born, effects.watch, effects.link_release))
    def open(self): "Its deployment of the release says so, signed by the region."

    @step((S.IN_FORCE, S.DUE), S.IN_FORCE, pgettext_lazy("deviation step", "Renew"),
          by=(ITS_REGION,),
          needs=("deviation_expires", "deviation_granted_by", "reason"), asks=("deviation_cost",),
          checks=(rules.within_limit, rules.later_than_before),
          does=(effects.renewed,))
    def renew(self): "It goes on until the new last day. Say why, and who has granted it."

    @step((S.IN_FORCE, S.DUE), S.ENDED, pgettext_lazy("deviation step", "End"),
          by=(ITS_REGION, SYSTEM_MAY),
          needs=("reason",),
          guards=(rules.not_of_a_rollout_that_goes_on,),
          does=(effects.ended,))
    def end(self): "Your region does as the others again."

    @step(S.IN_FORCE, None, _("Its last day is near"),
          by=(SYSTEM_MAY,),
          does=(effects.tell_region,),
          quiet=True)
    def remind(self): "Renew it, or end it in time."

    @step(S.IN_FORCE, S.DUE, _("Its last day has passed"),
          by=(SYSTEM_MAY,),
          does=(effects.fell_due,))
    def fall_due(self): "The region renews it, or ends it."
    # fmt: on
