"""Need (processes.md 5.8): from the clinic over the region and all regions together to what came of it in each."""

from typing import ClassVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.step import OPEN, SYSTEM_MAY, Who, step
from tickets import effects as every_effect
from tickets.balloting.asking import VotedOnInForums
from tickets.balloting.deciding import DecidedInForums
from tickets.balloting.guards import by_decision
from tickets.models import NeedDetail, Ticket
from tickets.processes.need import deciding, effects, guards, silence
from tickets.processes.need import results as led_to
from tickets.processes.need.subject import NeedSubject
from tickets.workflows.every_process import ALWAYS, CUSTOMER, EveryProcess
from tickets.workflows.process import Process


class S(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", pgettext_lazy("need", "Received")
    REGIONAL_PREPARED = "regional_prepared", pgettext_lazy("need", "Prepared by region")
    JOINT_REVIEW = "joint_review", pgettext_lazy("need", "Joint review")
    PRIORITISED = "prioritised", pgettext_lazy("need", "Prioritised")
    CONVERTED = "converted", pgettext_lazy("need", "Converted")
    EFFECT_FOLLOWUP = "effect_followup", pgettext_lazy("need", "Effect follow-up")
    CLOSED = "closed", pgettext_lazy("need", "Closed")
    DECLINED = "declined", pgettext_lazy("need", "Declined")
    PARKED = "parked", pgettext_lazy("need", "Parked")


LIVE = (
    S.SUBMITTED, S.REGIONAL_PREPARED, S.JOINT_REVIEW, S.PRIORITISED, S.CONVERTED, S.EFFECT_FOLLOWUP, S.PARKED
)  # fmt: skip
REPORTER = Who("ticket.own", "reporter", CUSTOMER)
MANAGER = Who("need.manage", "support")
LEADER = Who("need.prepare", "affected", ("region",))
SCORES = ("score_patients", "score_staff", "score_citizens", "score_equal", "score_joint")


class Need(NeedSubject, Process, DecidedInForums, VotedOnInForums, EveryProcess, Ticket):
    States = S
    slug = "need"
    live = LIVE
    terminal = (S.CLOSED, S.DECLINED)
    ranked = False
    is_handed_over = False  # whoever prepares it takes it over
    detail_model = NeedDetail
    birth = ("open", "submit")
    frozen = ("title", "description", "need_benefit", "business_area")
    results: ClassVar[dict[str, str]] = {"prioritise": "approved"}
    decided_by: ClassVar[dict[str, str]] = {"prioritise": deciding.RULE}
    when_linked: ClassVar[dict[str, str]] = {led_to.KIND: "result_linked"}
    when_unlinked: ClassVar[dict[str, str]] = {led_to.KIND: "result_unlinked"}
    # Common steps that no need can take: it is never handed over, nor marked as a duplicate, and has no rank.
    hand_over_it = report_solution = link_vendor_reference = set_planned_dates = merge = take_in = let_go = None
    propose_priority = None

    class Meta:
        proxy = True
        verbose_name = _("Need")

    # fmt: off
    @step("", S.DRAFT, _("New need"), by=(Who("need.submit"),), does=(every_effect.record_reporter,))
    def open(self): "Start writing. Nobody else sees a draft."

    @step(S.DRAFT, S.SUBMITTED, pgettext_lazy("need step", "Submit"),
          by=(REPORTER,),
          needs=("title", "description", "need_benefit", "service"), asks=("programme_areas", "patient_safety"),
          does=(effects.hand_in,))
    def submit(self): "Your region takes it from here. You are told at each turn what becomes of it."

    @step(S.SUBMITTED, S.REGIONAL_PREPARED, _("Complete regional preparation"),
          by=(LEADER,),
          needs=("need_benefit", "business_area", "regional_priority", "priority_reason"),
          asks=(*SCORES, "programme_areas"),
          does=(effects.prepared,))
    def prepare(self): "Benefit, business area and your region's priority. It goes on to the joint review."

    @step(S.SUBMITTED, S.JOINT_REVIEW, _("Take to joint review"),
          by=(MANAGER,),
          needs=("need_benefit", "business_area"), asks=(*SCORES, "programme_areas"),
          guards=(guards.raised_by_support,),
          does=(effects.taken_to_joint,))
    def take_to_joint(self): "Of a need that no region has raised. Every region is asked whether it is theirs, too."

    @step(S.REGIONAL_PREPARED, S.JOINT_REVIEW, _("Start joint review"),
          by=(MANAGER,),
          needs=("duplicate_check",), asks=("programme_areas",),
          does=(effects.taken_to_joint,))
    def start_joint_review(self): "Every region is asked whether it is theirs, too. It stands on the forum's agenda."

    @step((S.JOINT_REVIEW, S.PRIORITISED), None, _("Join as region"),
          by=(Who("need.join", tiers=("region",)),),
          needs=("regional_priority",), asks=("comment",),
          guards=(guards.region_has_not_joined,),
          does=(effects.joined,))
    def join(self): "It is your region's need, too, with a priority of your own. You take part in the follow-up."

    @step(S.JOINT_REVIEW, S.PRIORITISED, _("Prioritise by decision"),
          by=(Who("forum.chair"),),
          needs=("joint_priority",),
          guards=(by_decision,),
          does=(effects.prioritised,))
    def prioritise(self): "The forum has decided how important it is to all."

    @step(S.PRIORITISED, S.CONVERTED, pgettext_lazy("need step", "Convert"),
          by=(MANAGER,),
          needs=("resulting_tickets",),
          checks=(guards.results_fit,),
          does=(effects.converted,))
    def convert(self): "Name the change, release or service request that it has led to."

    @step(S.CONVERTED, None, _("Name further cases"),
          by=(MANAGER,),
          needs=("resulting_tickets",),
          checks=(guards.results_fit, guards.results_are_new),
          does=(led_to.link,))
    def add_results(self): "It has led to more than that."

    @step(OPEN, None, _("A case was linked that follows from it"),
          by=(SYSTEM_MAY,),
          needs=("linked_ticket",),
          does=(effects.result_came,),
          audience=ALWAYS, quiet=True, also_ended=True)
    def result_linked(self): "Somebody linked it from that case."

    @step(OPEN, None, _("A case that followed from it was unlinked"),
          by=(SYSTEM_MAY,),
          needs=("linked_ticket",),
          does=(effects.result_went,),
          audience=ALWAYS, quiet=True, also_ended=True)
    def result_unlinked(self): "Somebody removed the link at that case."

    @step(OPEN, None, _("Deployed in a region"),
          by=(SYSTEM_MAY,),
          does=(effects.deployed,),
          audience=ALWAYS, quiet=True)
    def deployed_in_region(self): "The region has verified the release that what it led to stands in."

    @step(OPEN, None, _("Put back in a region"),
          by=(SYSTEM_MAY,),
          does=(effects.put_back,),
          audience=ALWAYS, quiet=True)
    def put_back_in_region(self): "The region has rolled the release back: it is not in use there any more."

    @step(S.CONVERTED, S.EFFECT_FOLLOWUP, _("Start effect follow-up"),
          by=(MANAGER, SYSTEM_MAY),
          guards=(guards.something_is_in_use,),
          does=(effects.followup_begun,))
    def start_followup(self): "What it led to is in use. After the agreed time the regions are asked what came of it."

    @step(S.CONVERTED, S.PRIORITISED, _("Nothing came of what it had led to"),
          by=(SYSTEM_MAY,),
          does=(effects.nothing_came_of_it,))
    def come_to_nothing(self): "All of it was called off or has failed. The need waits again for what it is to lead to."

    @step(OPEN, None, _("Nobody has done anything for long"),
          by=(SYSTEM_MAY,),
          does=(silence.remind,),
          quiet=True)
    def remind_silence(self): "The agreed time has passed. No need is forgotten: do something with it, or say why not."

    @step(S.EFFECT_FOLLOWUP, None, _("The regions are asked what came of it"),
          by=(SYSTEM_MAY,),
          does=(effects.effect_asked,),
          quiet=True)
    def ask_effect(self): "It has been in use for the agreed time."

    @step(S.EFFECT_FOLLOWUP, None, _("Report effect"),
          by=(LEADER,),
          needs=("effect_text", "benefit_met"),
          guards=(guards.region_has_not_reported,),
          does=(effects.effect_reported,))
    def report_effect(self): "For your own region: what is better now, and whether the benefit was met."

    @step(S.EFFECT_FOLLOWUP, S.CLOSED, pgettext_lazy("need step", "Close"),
          by=(MANAGER,),
          needs=("effect_text", "benefit_met"), asks=("reason",),
          checks=(guards.silent_regions_explained, guards.benefit_agrees),
          does=(effects.closed,))
    def close(self): "What came of it for all together. Whoever asked is told."

    @step((S.SUBMITTED, S.REGIONAL_PREPARED, S.JOINT_REVIEW), S.DECLINED, pgettext_lazy("need step", "Decline"),
          by=(Who("need.decline", "origin", ("region",)), Who("need.decline", "support")),
          needs=("need_decline_code", "reason"), asks=("decision_link",),
          guards=(guards.at_its_own_table,), checks=(guards.declined_by_the_forum,),
          does=(effects.declined,))
    def decline(self): "Whoever asked is told why. In joint review the forum decides it."

    @step((S.DRAFT, S.SUBMITTED), S.DECLINED, pgettext_lazy("need step", "Withdraw"),
          by=(REPORTER,),
          needs=("reason",),
          does=(effects.withdrawn,))
    def withdraw(self): "It is no longer wanted."

    @step((S.REGIONAL_PREPARED, S.JOINT_REVIEW, S.PRIORITISED), S.PARKED, pgettext_lazy("need step", "Park"),
          by=(MANAGER,),
          needs=("reason", "review_at"),
          checks=(guards.parked_within_limit,),
          does=(effects.parked,))
    def park(self): "It rests until a day that you choose; then it is taken up by itself."

    @step(S.PARKED, S.JOINT_REVIEW, pgettext_lazy("need step", "Take up again"),
          by=(MANAGER, SYSTEM_MAY),
          does=(effects.woken,))
    def wake(self): "It is in joint review again."
    # fmt: on
