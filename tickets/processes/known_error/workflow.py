"""Known error (processes.md 5.4): what is known of a fault until it is mended, with a workaround for everyone."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.step import OPEN, SYSTEM_MAY, Who, step
from tickets.models import Event, KnownErrorDetail, Ticket
from tickets.processes.known_error import effects, guards
from tickets.workflows.affecting import ConcernsRegions
from tickets.workflows.every_process import EveryProcess
from tickets.workflows.process import Process


class S(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", pgettext_lazy("known error", "Published")
    UNDER_CHANGE = "under_change", _("Fix planned")
    RETIRED = "retired", pgettext_lazy("known error", "Retired")
    WITHDRAWN = "withdrawn", pgettext_lazy("known error", "Withdrawn")


OFFERED = (S.PUBLISHED, S.UNDER_CHANGE)
UNENDED = (S.DRAFT, *OFFERED, S.WITHDRAWN)
MANAGER = Who("known_error.manage", "support")
REVIEWER = Who("known_error.review", "support")
PUBLISHED_TEXT = ("symptom", "workaround", "affected_versions", "affected_regions", "known_error_owner", "review_at")


class KnownError(ConcernsRegions, Process, EveryProcess, Ticket):
    States = S
    slug = "known-error"
    live = (S.PUBLISHED, S.UNDER_CHANGE, S.WITHDRAWN)
    terminal = (S.RETIRED,)
    early = (S.DRAFT,)  # has a number and readers, unlike the drafts of other processes
    detail_model = KnownErrorDetail
    birth = ("create",)
    # Common steps that no known error can take: it is never handed over, nor marked as a duplicate.
    hand_over_it = report_solution = link_vendor_reference = set_planned_dates = merge = take_in = let_go = None
    widen = narrow = propose_priority = None  # it is for every region, and its problem has the priority
    ranked = False

    class Meta:
        proxy = True
        verbose_name = _("Known error")

    def already_has(self, one) -> bool:
        """Whatever is published is stated anew each time: nothing is taken for granted from before."""
        return False

    def was_reviewed(self) -> bool:
        """Whether a coordinator has said how it touches templates; read once for the step."""
        if "_reviewed" not in self.__dict__:
            rows = Event.objects.unscoped("a rule of the ticket itself").filter(ticket_id=self.pk)
            self.__dict__["_reviewed"] = rows.filter(step="review_template_impact").exists()
        return self.__dict__["_reviewed"]

    # fmt: off
    @step("", S.DRAFT, _("New known error"),
          by=(MANAGER, SYSTEM_MAY),
          needs=("problem_link",),
          asks=("title", "symptom", "workaround", "affected_versions", "affected_regions", "review_verdict"),
          checks=(guards.problem_fits,),
          does=(effects.born,))
    def create(self): "Drafted from a problem. Nobody is offered it until it is published."

    @step((S.DRAFT, S.PUBLISHED), None, _("Review template impact"),
          by=(REVIEWER,),
          needs=("review_verdict", "comment"),
          does=(effects.tell_owner,))
    def review_template_impact(self): "Say whether the fault or its workaround touches templates."

    @step(S.DRAFT, S.PUBLISHED, pgettext_lazy("known error step", "Publish"),
          by=(MANAGER,),
          needs=PUBLISHED_TEXT, asks=("title",),
          guards=(guards.template_review_done,), checks=(guards.review_within_6_months,),
          does=(effects.publish,))
    def publish(self): "Every region and every incident of the problem is told of the workaround."

    @step(OFFERED, None, _("Confirm review"),
          by=(MANAGER,),
          needs=("review_at",),
          checks=(guards.review_within_6_months,),
          does=(effects.remind_of_review,))
    def confirm_review(self): "It still holds. Say when it is to be reviewed again."

    @step(S.PUBLISHED, S.UNDER_CHANGE, _("State planned fix"),
          by=(MANAGER, SYSTEM_MAY),
          asks=("fix_link", "fix_reference"),
          checks=(guards.fix_named,),
          does=(effects.link_fix,))
    def plan_fix(self): "The workaround is offered until each region has verified the fix."

    @step(S.UNDER_CHANGE, S.PUBLISHED, _("Remove planned fix"),
          by=(MANAGER, SYSTEM_MAY),
          needs=("reason",),
          does=(effects.drop_fix, effects.tell_affected))
    def unplan_fix(self): "No fix is on its way any more."

    @step(UNENDED, None, _("Further regions have it"),
          by=(SYSTEM_MAY,),
          needs=("affected_regions",),
          does=(effects.add_regions,),
          quiet=True)
    def add_regions(self): "Its problem has come to concern them. It is not retired before the fix is verified there."

    @step(OPEN, None, _("Follows from another problem"),
          by=(SYSTEM_MAY,),
          needs=("problem_link",),
          does=(effects.change_problem,),
          also_ended=True)
    def change_problem(self): "Its problem was marked as a duplicate, or the mark was undone."

    @step(UNENDED, None, _("Fix verified in a region"),
          by=(SYSTEM_MAY,),
          needs=("verified_region",),
          does=(effects.verify_region,),
          quiet=True)
    def verify_region(self): "Nobody in that region is offered the workaround any more."

    @step(UNENDED, None, _("The fix did not hold"),
          by=(SYSTEM_MAY,),
          does=(effects.unverify,),
          quiet=True)
    def unverify(self): "The workaround is offered everywhere again."

    @step(OFFERED, None, _("Proposed to retire"),
          by=(SYSTEM_MAY,),
          does=(effects.propose,),
          quiet=True)
    def propose_retiring(self): "The fix is verified in every region."

    @step(OFFERED, None, _("Its review date has come"),
          by=(SYSTEM_MAY,),
          does=(effects.tell_owner,),
          quiet=True)
    def review_due(self): "Confirm that it still holds, or change it."

    @step((*OFFERED, S.WITHDRAWN), S.RETIRED, _("Mark as retired"),
          by=(MANAGER,),
          needs=("reason",), asks=("unverified_reason",),
          checks=(guards.regions_verified_or_reason,),
          does=(effects.end,))
    def retire(self): "Nobody is offered it any more."

    @step((S.DRAFT, S.PUBLISHED), S.WITHDRAWN, pgettext_lazy("known error step", "Withdraw"),
          by=(MANAGER, SYSTEM_MAY),
          needs=("reason",),
          does=(effects.withdraw,))
    def withdraw(self): "Not to be used for now. Whoever was told of it is told of this."

    @step(S.WITHDRAWN, S.PUBLISHED, _("Publish again"),
          by=(MANAGER,),
          needs=PUBLISHED_TEXT, asks=("title",),
          guards=(guards.template_review_done,), checks=(guards.review_within_6_months,),
          does=(effects.publish,))
    def republish(self): "Every region and every incident of the problem is told of the workaround."

    @step(OPEN, None, _("Its workaround was used"),
          by=(SYSTEM_MAY,),
          needs=("used_on",),
          does=(effects.count_use,),
          quiet=True, also_ended=True)
    def use(self): "An incident was resolved with it."
    # fmt: on
