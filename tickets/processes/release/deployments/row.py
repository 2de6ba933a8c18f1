"""How far a release has come in one region. That region moves its row, and nobody else; the vendor only reports.

A step that several must say yes to is signed by each (`sign_…`); the step itself follows with the last signature.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, FSMModelMixin

from engine.step import SYSTEM_MAY, Who, step
from regions.models import Organisation
from roles.scope import ScopedManager
from tickets import codes as ticket_codes
from tickets.guards import parent_open
from tickets.models.audience import of_readable_tickets
from tickets.models.subject import PartSubject
from tickets.processes.release.acceptance.guards import no_open_critical_here
from tickets.processes.release.audiences import effects as audiences
from tickets.processes.release.deployments import deviating, effects, guards, signed, times, working
from tickets.processes.release.deployments.codes import BEFORE_DEPLOYMENT, BEFORE_GO
from tickets.processes.release.deployments.codes import RowState as R

MANAGER = Who("deployment.manage", "affected")
TESTER = Who("deployment.test", "affected")
DECIDER = Who("deployment.go", "affected")
VERIFIER = Who("deployment.verify", "affected")
DEVIATOR = Who("deployment.deviate", "affected")
PLAN = ("planned_start", "planned_end", "wave")
PLAN_ASKS = ("deploy_environment", "vendor_deploys", "freeze_override_reason")
PLAN_CHECKS = (
    guards.stays_in_halted_wave,
    times.window_is_a_period,
    times.planned_ahead,
    times.joint_freeze_respected,
    times.own_freeze_explained,
)


class RegionDeployment(PartSubject, FSMModelMixin, models.Model):
    """One row a member region, from the release's registration on (5.7). `since`: when it came into this state."""

    States = R
    kind = "deployment"
    terminal = ()

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = FSMField(max_length=20, default="", protected=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    wave = models.PositiveSmallIntegerField(null=True)
    planned_start = models.DateTimeField(null=True)  # the window: it is deployed inside it
    planned_end = models.DateTimeField(null=True)
    environment = models.CharField(
        max_length=12, choices=ticket_codes.Environment.choices, default=ticket_codes.Environment.PRODUCTION
    )
    vendor_deploys = models.BooleanField(default=False)  # the region has ordered it of the vendor, which then reports
    freeze_allowed_at = models.DateTimeField(null=True)  # the joint freeze does not hold for this plan

    test_environment = models.CharField(max_length=12, blank=True, choices=ticket_codes.Environment.choices)
    test_started_at = models.DateTimeField(null=True)
    tested_at = models.DateTimeField(null=True)
    trained_at = models.DateTimeField(null=True)
    communicated_at = models.DateTimeField(null=True)
    reserve_routine = models.BooleanField(default=False)
    staffing = models.BooleanField(default=False)
    back_out = models.BooleanField(default=False)
    signed_at = models.DateTimeField(null=True)  # the last signature
    go_at = models.DateTimeField(null=True)
    no_go_at = models.DateTimeField(null=True)

    actual_start = models.DateTimeField(null=True)
    actual_end = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)  # the vendor's last word that the region has not answered
    verified_at = models.DateTimeField(null=True)
    rolled_back_at = models.DateTimeField(null=True)
    incidents = ArrayField(models.BigIntegerField(), default=list)  # that it failed by: ids of cases

    deviation_until = models.DateField(null=True)  # the new date, or the last day without it
    deviation = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", null=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "region"], name="deployment_once_per_region"),
            models.CheckConstraint(condition=Q(state__in=R.values), name="deployment_state_known"),
            models.CheckConstraint(
                condition=Q(planned_start=None, planned_end=None) | Q(planned_start__lt=models.F("planned_end")),
                name="deployment_window_is_a_period",
            ),
        ]
        indexes = [
            models.Index(fields=["region", "state"], name="deployment_of_region"),
            models.Index(
                fields=["planned_start", "planned_end"],
                condition=Q(planned_start__isnull=False),
                name="deployment_by_planned_time",
            ),
        ]

    def __str__(self):
        return f"{self.region_id} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)

    def stands(self, where: str, *, hat, actor) -> bool:
        if where == "affected":
            return hat.organisation.pk == self.region_id
        return self.ticket.stands(where, hat=hat, actor=actor)

    def organisations_at(self, where: str) -> set[int]:
        return {self.region_id} if where == "affected" else super().organisations_at(where)

    def meets(self, other: RegionDeployment) -> bool:
        """Whether the windows of both have a time in common."""
        return self.planned_start < other.planned_end and other.planned_start < self.planned_end

    def already_has(self, one) -> bool:
        """A plan is typed anew each time; incidents that were named before need not be named again."""
        if one.name == "deployment_incidents":
            return bool(self.incidents)
        return one.name not in ("wave", "test_environment") and super().already_has(one)

    def snapshot(self) -> dict:
        """Without the cases that it points to: whoever reads the event may not read these."""
        return {name: value for name, value in super().snapshot().items() if name not in ("incidents", "deviation_id")}

    def after_effects(self, context) -> None:
        """A step to another state is the region's answer to what the vendor has reported."""
        if self.state != context.source:
            self.since, self.reported_at = context.at, None

    def sign_digest(self, purpose: str) -> str:
        """Of what a signature says yes to: what is delivered, when, and for how long without it."""
        detail = self.ticket.detail()
        said = [detail.scope_digest, detail.delivered_at]
        if purpose in (signed.DEFER, signed.OPT_OUT):
            said = [self.deviation_until]
        elif purpose == signed.GO:
            said += [self.planned_start, self.planned_end, self.wave]
        else:
            said.append(self.actual_end)
        told = [one.astimezone(UTC).isoformat() if isinstance(one, datetime) else str(one) for one in said]
        return sha256("|".join(told).encode()).hexdigest()

    # fmt: off
    @step("", R.NOT_PLANNED, _("Row created"), by=(SYSTEM_MAY,))
    def create(self): "The region is to plan its deployment."

    @step((R.NOT_PLANNED, R.PLANNED), R.PLANNED, pgettext_lazy("deployment", "Plan"),
          by=(MANAGER,),
          needs=PLAN, asks=PLAN_ASKS,
          guards=(parent_open,), checks=PLAN_CHECKS,
          does=(effects.plan,))
    def plan(self): "The time stands in the change calendar. You can change it until the test begins."

    @step(R.PLANNED, R.REGIONAL_TEST, _("Start regional test"),
          by=(TESTER,),
          needs=("test_environment",),
          guards=(parent_open, guards.release_delivered),
          does=(working.start_test,))
    def start_test(self): "The region tries out the delivered release in an environment of its own."

    @step(R.REGIONAL_TEST, R.GO_DECISION, _("Finish test"),
          by=(TESTER,),
          needs=("test_protocol",), asks=("defect_links", "image_checked"),
          guards=(parent_open,), checks=(guards.defects_are_cases,),
          does=(working.finish_test,))
    def test_done(self): "Attach the protocol. Those who decide are asked for go or no-go."

    @step(BEFORE_GO, None, _("Confirm training"),
          by=(Who("deployment.training", "affected"),),
          needs=("training_completion",),
          guards=(parent_open,),
          does=(working.confirm_training, audiences.trained))
    def confirm_training(self): "Those who need it in your region have been trained."

    @step(BEFORE_GO, None, _("Confirm communication"),
          by=(Who("deployment.communication", "affected"),),
          needs=("communication_done",),
          guards=(parent_open,),
          does=(working.confirm_communication, audiences.told))
    def confirm_communication(self): "Those concerned in your region know what comes and when."

    @step(R.GO_DECISION, None, _("Sign go"),
          by=(DECIDER,),
          needs=guards.TICKED,
          guards=(
              parent_open, guards.release_approved, guards.prepared_for_go, no_open_critical_here,
              signed.decides_on_go, signed.may_go,
          ),
          checks=(guards.go_checklist_complete,),
          does=(working.sign_go,))
    def sign_go(self): "The region is ready when everybody who decides has signed."

    @step(R.GO_DECISION, R.READY, _("Give go"),
          by=(SYSTEM_MAY,),
          guards=(signed.all_signed(signed.GO),),
          does=(working.go,))
    def go(self): "All have signed."

    @step(R.GO_DECISION, None, _("Say no-go"),
          by=(DECIDER,),
          needs=("reason",),
          guards=(parent_open, signed.decides_on_go),
          does=(working.no_go,))
    def no_go(self): "Signatures become void. The region plans anew, or decides again."

    @step(R.READY, R.DEPLOYING, _("Start deployment"),
          by=(MANAGER,),
          needs=("actual_start",),
          guards=(parent_open, guards.rollout_not_halted, times.window_has_begun),
          checks=(times.deployed_inside_window,),
          does=(working.start,))
    def deploy_start(self): "Inside the planned window, while your wave is not halted."

    @step(R.DEPLOYING, R.DEPLOYED, _("Confirm deployed"),
          by=(MANAGER,),
          needs=("actual_end",),
          guards=(parent_open,), checks=(times.end_fits,),
          does=(working.finish,))
    def deploy_done(self): "The new version runs in your region. Those who verify are asked."

    @step((R.READY, R.DEPLOYING, R.DEPLOYED), None, _("Report deployment"),
          by=(Who("deployment.report", "vendor", tiers=("vendor",)),),
          needs=("vendor_outcome", "actual_start"), asks=("actual_end", "comment"),
          guards=(parent_open, guards.ordered_by_region), checks=(times.reported_times_fit,),
          does=(working.report,))
    def vendor_report(self): "Tells the region how it went. The region itself confirms."

    @step(R.DEPLOYED, None, _("Sign verification"),
          by=(VERIFIER,),
          needs=("smoke_test",),
          guards=(parent_open, signed.may_verify),
          does=(working.sign_verify,))
    def sign_verify(self): "What you tried in production, and that it works. Two persons sign."

    @step(R.DEPLOYED, R.VERIFIED, pgettext_lazy("deployment", "Verify"),
          by=(SYSTEM_MAY,),
          guards=(signed.all_signed(signed.VERIFY),),
          does=(working.verify,))
    def verify(self): "Both have signed."

    @step((R.DEPLOYING, R.DEPLOYED), R.FAILED, pgettext_lazy("deployment", "Mark as failed"),
          by=(MANAGER,),
          needs=("reason", "deployment_incidents"),
          guards=(parent_open,), checks=(guards.incidents_are_incidents,),
          does=(working.fail,))
    def fail(self): "Name the incident, or the major incident, that shows it."

    @step((R.DEPLOYING, R.DEPLOYED, R.VERIFIED, R.FAILED), R.ROLLED_BACK, _("Confirm rollback"),
          by=(MANAGER,),
          needs=("reason", "deployment_incidents", "actual_end"),
          guards=(parent_open,),
          checks=(guards.incidents_are_incidents, times.end_fits, times.rolled_back_after_it_came),
          does=(working.roll_back,))
    def roll_back(self): "The version before it runs again in your region."

    @step(BEFORE_DEPLOYMENT, None, _("Sign deferral"),
          by=(DEVIATOR,),
          needs=("reason", "new_date", "deviation_cost"),
          guards=(parent_open, signed.decides_on_deferral, signed.may_defer), checks=(deviating.new_date_within_limit,),
          does=(deviating.sign_deferral,),
          audience=ticket_codes.Audience.CUSTOMER)
    def sign_deferral(self): "A deviation from what is shared, until the new date."

    @step(BEFORE_DEPLOYMENT, R.DEFERRED, _("Defer"),
          by=(SYSTEM_MAY,),
          guards=(signed.all_signed(signed.DEFER),),
          does=(deviating.defer,))
    def defer(self): "All have signed."

    @step(BEFORE_DEPLOYMENT, None, _("Sign opting out"),
          by=(DEVIATOR,),
          needs=("reason", "expiry_date", "deviation_cost"),
          guards=(parent_open, signed.may_opt_out), checks=(deviating.expiry_within_limit,),
          does=(deviating.sign_opt_out,),
          audience=ticket_codes.Audience.CUSTOMER)
    def sign_opt_out(self): "Your region does without it until the day you state. Two persons sign."

    @step(BEFORE_DEPLOYMENT, R.OPTED_OUT, _("Opt out"),
          by=(SYSTEM_MAY,),
          guards=(signed.all_signed(signed.OPT_OUT),),
          does=(deviating.opt_out,))
    def opt_out(self): "All have signed."

    @step((R.DEFERRED, R.OPTED_OUT), None, _("Deviation is due for review"),
          by=(SYSTEM_MAY,),
          does=(deviating.due,))
    def deviation_due(self): "The region plans anew, or has its deviation renewed."

    @step((R.DEFERRED, R.OPTED_OUT), None, _("Deviation renewed"),
          by=(SYSTEM_MAY,),
          does=(deviating.renewed,))
    def deviation_renewed(self): "It is due for review on its new last day."

    @step((R.DEFERRED, R.OPTED_OUT, R.FAILED, R.ROLLED_BACK, R.GO_DECISION, R.READY), R.PLANNED, _("Replan"),
          by=(MANAGER,),
          needs=(*PLAN, "what_changed"), asks=PLAN_ASKS,
          guards=(parent_open, guards.no_go_recorded_if_awaiting_go, times.window_over_if_ready), checks=PLAN_CHECKS,
          does=(deviating.end_record, effects.replan))
    def replan(self): "Test and go are done anew; training that was confirmed still holds."

    @step(guards.PLANNABLE, None, _("Allow during a joint freeze"),
          by=(Who("change.override_freeze", "support"),),
          needs=("freeze_override_reason",),
          guards=(parent_open,),
          does=(effects.allow_freeze,))
    def allow_freeze(self): "The region may then plan its deployment in the freeze. Its row stays as it is."

    @step((*BEFORE_GO, R.READY, R.DEPLOYED), None, _("Region reminded"),
          by=(SYSTEM_MAY,),
          does=(effects.remind,))
    def remind(self): "The time is near, and something is still missing."
    # fmt: on
