"""Standard change template (processes.md 5.5): proposed, approved for a time, suspended when changes from it fail."""

from typing import ClassVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.step import OPEN, SYSTEM_MAY, Who, step
from tickets.balloting.asking import VotedOnInForums
from tickets.balloting.deciding import DecidedInForums
from tickets.balloting.guards import by_decision
from tickets.models import ChangeTemplateDetail, Ticket
from tickets.processes.change_template import effects, guards
from tickets.processes.touching import services_of, set_services
from tickets.workflows.every_process import EveryProcess
from tickets.workflows.process import Process


class S(TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", pgettext_lazy("change template", "Proposed")
    APPROVED = "approved", pgettext_lazy("change template", "Approved")
    SUSPENDED = "suspended", pgettext_lazy("change template", "Suspended")
    RETIRED = "retired", pgettext_lazy("change template", "Retired")


ORIGIN = Who("template.propose", "origin")
SUPPORT = Who("template.propose", "support")
MANAGER = Who("template.manage", "support")
PLANS = ("implementation_plan", "test_plan", "back_out_plan", "verification_plan")
CONTENT = ("services", *PLANS, "parameter_limits", "valid_until")
MORE = ("vendor_works",)
APPROVAL_RULE = "template-approval"
CHECKS = (guards.limits_readable, guards.valid_long_enough_not_too_long)


class ChangeTemplate(Process, DecidedInForums, VotedOnInForums, EveryProcess, Ticket):
    States = S
    slug = "standard-change-template"
    live = (S.PROPOSED, S.APPROVED, S.SUSPENDED)
    terminal = (S.RETIRED,)
    early = (S.DRAFT,)  # has a number and readers, as the draft of a known error has
    ranked = False
    stays_whole = True  # never handed over, and waits for nobody
    detail_model = ChangeTemplateDetail
    birth = ("open",)
    frozen = ("title", *CONTENT, *MORE)  # what a decision is about
    results: ClassVar[dict[str, str]] = {"approve": "approved", "renew": "approved", "reinstate": "approved"}
    decided_by: ClassVar[dict[str, str]] = dict.fromkeys(results, APPROVAL_RULE)
    # Common steps that no template can take: it is never handed over, nor marked as a duplicate.
    hand_over_it = report_solution = link_vendor_reference = set_planned_dates = merge = take_in = let_go = None

    class Meta:
        proxy = True
        verbose_name = _("Standard change template")

    def already_has(self, one) -> bool:
        """What is proposed is stated as a whole; only what stays as it was approved need not be stated again."""
        return False

    def before_forums(self, state: str) -> tuple[str, ...]:
        return (APPROVAL_RULE,) if state == S.PROPOSED else ()

    def frozen_value(self, name: str) -> list[int]:
        """The services, the only one of the frozen fields that lies in rows."""
        return [one.pk for one in services_of(self)]

    # fmt: off
    @step("", S.DRAFT, _("New standard change template"),
          by=(Who("template.propose", tiers=("region", "support")),),
          needs=("title",), asks=(*CONTENT, *MORE),
          checks=CHECKS,
          does=(effects.born, set_services))
    def open(self): "Drafted here. No change is made from it before it is approved."

    @step(S.DRAFT, S.PROPOSED, pgettext_lazy("change template step", "Propose"),
          by=(ORIGIN, SUPPORT),
          needs=CONTENT, asks=("title", *MORE),
          checks=CHECKS,
          does=(set_services, effects.tell_process_role))
    def propose(self): "The change manager takes it to the change advisory board."

    @step(S.PROPOSED, S.DRAFT, _("Send back"),
          by=(MANAGER,),
          needs=("missing_text",),
          does=(effects.tell_reporter,))
    def return_(self): "Say what is missing."

    @step(S.PROPOSED, S.APPROVED, pgettext_lazy("change template step", "Approve"),
          by=(MANAGER,),
          needs=("valid_until",),
          guards=(by_decision,), checks=CHECKS,
          does=(effects.freeze, effects.tell_reporter))
    def approve(self): "From now on changes are made from this version, until its last day."

    @step(S.APPROVED, None, pgettext_lazy("change template step", "Renew"),
          by=(MANAGER,),
          needs=("valid_until",), asks=("title", "services", *PLANS, "parameter_limits", *MORE),
          guards=(by_decision,), checks=CHECKS,
          does=(set_services, effects.freeze))
    def renew(self): "A new version holds until the new last day. Changes that were made keep the version they had."

    @step(S.APPROVED, S.SUSPENDED, pgettext_lazy("change template step", "Suspend"),
          by=(MANAGER, SYSTEM_MAY),
          needs=("reason",),
          does=(effects.suspended,))
    def suspend(self): "No change can be made from it until it is reinstated."

    @step(S.APPROVED, S.SUSPENDED, pgettext_lazy("change template", "Its validity has run out"),
          by=(SYSTEM_MAY,),
          does=(effects.suspended,))
    def run_out(self): "No change can be made from it until it is reinstated."

    @step(S.APPROVED, None, _("Its validity is about to run out"),
          by=(SYSTEM_MAY,),
          does=(effects.tell_process_role,),
          quiet=True)
    def remind(self): "Renew it, or let it be suspended by itself."

    @step(S.SUSPENDED, S.APPROVED, pgettext_lazy("change template step", "Reinstate"),
          by=(MANAGER,),
          needs=("valid_until",), asks=("title", "services", *PLANS, "parameter_limits", *MORE),
          guards=(by_decision,), checks=CHECKS,
          does=(set_services, effects.freeze))
    def reinstate(self): "Changes are made from it again. Earlier failures no longer count."

    @step((S.DRAFT, S.APPROVED, S.SUSPENDED), S.RETIRED, pgettext_lazy("change template step", "Retire"),
          by=(MANAGER,),
          needs=("reason",),
          does=(effects.end,))
    def retire(self): "No change is made from it any more. Those that were made keep its text."

    @step(OPEN, None, _("A change made from it has ended"),
          by=(SYSTEM_MAY,),
          needs=("made_change", "template_outcome"),
          does=(effects.count_outcome,),
          quiet=True, also_ended=True)
    def count_outcome(self): "How it went counts towards its success rate."
    # fmt: on
