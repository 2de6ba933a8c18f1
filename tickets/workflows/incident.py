"""Incident (processes.md 5.2): something does not work and is to work again. Region, support, vendor, and back."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.step import SYSTEM_MAY, Who, step
from tickets import (
    effects,
    guards,
    guards_between,
    handing_over,
    joining,
    merging,
    proposing,
    publishing,
    reclassifying,
    words,
)
from tickets.models import IncidentDetail, Ticket
from tickets.processes.change.on_incidents import MayBeCausedByChange
from tickets.processes.known_error import guards as known
from tickets.processes.known_error import using
from tickets.processes.major_incident import proposing_major
from tickets.processes.major_incident.guards import major_incident_is_over
from tickets.processes.major_incident.on_incidents import MayBeMajor
from tickets.processes.problem.on_incidents import HasProblems
from tickets.processes.regulatory.reportable import MayBeReportable
from tickets.processes.release.deployments.on_incidents import MayComeOfDeployment
from tickets.processes.release.verified.on_incidents import MayBeMended
from tickets.workflows.every_process import ALWAYS, CUSTOMER, HOLDER, EveryProcess
from tickets.workflows.process import Process


class S(TextChoices):
    DRAFT = "draft", _("Draft")
    NEW = "new", _("Registered")
    TRIAGE = "triage", _("Being assessed")
    ASSIGNED = "assigned", pgettext_lazy("incident", "Assigned")
    IN_PROGRESS = "in_progress", _("Under investigation")
    ON_HOLD = "on_hold", _("On hold")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", pgettext_lazy("incident", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("incident", "Withdrawn")
    DUPLICATE = "duplicate", _("Duplicate")
    RECLASSIFIED = "reclassified", pgettext_lazy("incident", "Reclassified")


LIVE = (S.NEW, S.TRIAGE, S.ASSIGNED, S.IN_PROGRESS, S.ON_HOLD, S.RESOLVED)
WORKING = (S.TRIAGE, S.ASSIGNED, S.IN_PROGRESS, S.ON_HOLD)
UNSOLVED = (S.NEW, *WORKING)
MOVING = (S.TRIAGE, S.ASSIGNED, S.IN_PROGRESS)
END = (S.CLOSED, S.CANCELLED, S.DUPLICATE, S.RECLASSIFIED)

REGISTERS = (Who("incident.register"),)
REPORTER = Who("ticket.own", "reporter", tiers=CUSTOMER)
ASSIGNEE = Who("ticket.work", "assignee")
CUSTOMER_HOLDER = Who("ticket.work", "holder", tiers=CUSTOMER)
ONE_REGION = Who("ticket.work", "holder", tiers=CUSTOMER, when=guards.single_region)
MANY_REGIONS = Who("incident.cancel", "support", when=guards.several_regions)
JOINT_MANAGER = Who("incident.cancel", "support")  # what concerns two regions is the joint manager's to say
AWAITED = Who("ticket.comment", "awaited")
REGION_MANAGER = Who("incident.close", "origin", tiers=("region",))
SUPPORT_MANAGER = Who("incident.close", "support")
FACTS = (
    "title",
    "symptom",
    "started_at",
    "service",
    "users_affected",
    "reserve_routine",
    "patient_safety",
    "source",
    "contact",
)
MORE = (
    "affected_units",
    "whole_region",
    "affected_regions",
    "version",
    "environment",
    "confidential_wish",
    "callback",
    "patient_contact",
)


class Incident(
    Process,
    EveryProcess,
    HasProblems,
    MayBeCausedByChange,
    MayBeMajor,
    MayBeReportable,
    MayComeOfDeployment,
    MayBeMended,
    Ticket,
):
    States = S
    slug = "incident"
    live = LIVE
    terminal = END
    detail_model = IncidentDetail
    birth = ("open", "register")

    class Meta:
        proxy = True
        verbose_name = _("Incident")

    # fmt: off
    @step("", S.DRAFT, _("New incident"), by=REGISTERS, does=(effects.record_reporter,))
    def open(self): "Start writing. Nobody else sees a draft."

    @step(S.DRAFT, S.NEW, pgettext_lazy("step", "Register"),
          by=(Who("incident.register", "reporter"),),
          needs=FACTS, asks=MORE,
          checks=(guards.units_or_whole_region, guards.started_not_in_future),
          does=(
              effects.register, effects.create_legs, effects.wish_for_secrecy, proposing_major.weigh_registered
          ))
    def register(self): "It gets a number and goes to your own desk."

    @step(S.NEW, S.TRIAGE, _("Start assessing"), by=(Who("incident.triage", "holder"),))
    def triage(self): "You have seen it and are looking into it."

    @step(WORKING, None, _("Prioritise"),
          by=(Who("incident.prioritise", "origin", tiers=("region",)), Who("incident.prioritise", "support")),
          needs=("impact", "urgency"), asks=("priority_override", "override_reason"),
          checks=(guards.override_needs_reason, guards.patient_safety_floor),
          does=(effects.set_priority, proposing_major.weigh_priority))
    def prioritise(self): "Impact and urgency give the priority; another one needs a reason."

    @step(MOVING, S.ASSIGNED, _("Assign"),
          by=(Who("incident.assign", "holder"),),
          needs=("team", "category_open"), asks=("assignee",),
          guards=(guards.priority_is_set,), checks=(guards.vendor_leaves_priority,),
          does=(effects.assigned,))
    def assign(self): "Say which team, or person, does it."

    @step(S.ASSIGNED, S.IN_PROGRESS, _("Take"), by=(ASSIGNEE,), does=(effects.first_response,))
    def take(self): "You work on it from now on."

    @step((S.NEW, *MOVING), None, _("Hand over to {support}"),
          by=(Who("incident.hand_to_support", "holder", tiers=("region",)),),
          needs=("handoff_letter", "known_errors_searched", "reproduced", "audience_reviewed"),
          asks=("handoff_reason", "reason"),
          guards=(guards.held_by_region, guards.no_open_handoff),
          checks=(guards.audience_reviewed, guards.first_line_done, guards.text_when_other),
          does=(handing_over.to_support,))
    def escalate_tier(self): "Your organisation holds it until it is accepted."

    @step(MOVING, None, _("Send to {vendor}"),
          by=(Who("incident.hand_to_vendor", "holder", tiers=("support",)),),
          needs=(
              "handoff_letter", "reproduction_steps", "environment", "version", "evidence", "wanted_outcome",
              "contract_severity", "audience_reviewed", "images_checked"
          ),
          asks=("handoff_reason", "reason"),
          guards=(guards.priority_is_set, guards.no_open_handoff),
          checks=(guards.audience_reviewed, guards.images_checked, guards.text_when_other),
          does=(handing_over.to_vendor,))
    def escalate_vendor(self): "The vendor can read it from now on, and holds it when it accepts."

    @step(MOVING, None, _("Send directly to {vendor}"),
          by=(Who("incident.bypass", "origin", tiers=("region",), when=guards.p1_outside_office_hours),),
          needs=("handoff_letter", "reason", "contract_severity", "audience_reviewed"), asks=("handoff_reason",),
          guards=(guards.held_by_region, guards.no_open_handoff), checks=(guards.audience_reviewed,),
          does=(handing_over.to_vendor_in_emergency,))
    def emergency_bypass(self): "P1 only, while the support organisation is closed; it is told and becomes co-holder."

    @step((S.NEW, *MOVING), None, _("Hand back to {giver}"),
          by=(
              Who("incident.hand_back", "holder", tiers=("support",)),
              Who("ticket.work", "holder", tiers=("region", "vendor"))
          ),
          needs=("handoff_letter", "handoff_reason", "audience_reviewed"), asks=("reason",),
          guards=(guards.no_open_handoff, guards.not_its_owner),
          checks=(guards.audience_reviewed, guards.text_when_other, guards.vendor_reason_allowed),
          does=(handing_over.back,))
    def hand_back(self): "Back to the organisation it came from."

    @step((S.ASSIGNED, S.IN_PROGRESS), S.ON_HOLD, _("Put on hold"),
          by=(HOLDER,),
          needs=("hold_reason", "resume_at", "hold_question"),
          asks=("awaited_party", "supplier", "supplier_reference"),
          guards=(guards.not_p1,),
          checks=(
              guards.hold_reason_allowed_for_side, guards.hold_within_30_days, guards.supplier_named_when_third_party,
              guards.awaited_can_answer
          ),
          does=(effects.apply_hold,))
    def hold(self): "Say what is waited for and until when."

    @step(S.ON_HOLD, S.IN_PROGRESS, _("Resume"), by=(HOLDER, AWAITED, SYSTEM_MAY), does=(effects.lift_hold,))
    def resume(self): "Take it up again."

    @step(S.IN_PROGRESS, S.RESOLVED, _("Resolve"),
          by=(CUSTOMER_HOLDER,),
          needs=("incident_resolution", "solution", "category_close", "cause_hint"),
          asks=("used_article", "known_error"),
          guards=(guards.no_open_handoff, guards.blocking_tasks_done, major_incident_is_over),
          checks=(known.workaround_has_problem_or_known_error, known.known_error_is_offered),
          does=(
              effects.solved, publishing.note_article, using.note_known_error, effects.resolve_legs,
              proposing.propose_to_children
          ))
    def resolve(self): "Every affected region is asked to confirm."

    @step(S.RESOLVED, S.CLOSED, _("Close"),
          by=(
              Who("ticket.own", "reporter", tiers=CUSTOMER, when=guards.not_p1_p2), REGION_MANAGER,
              Who("incident.close", "support", when=guards.only_p1_p2), SYSTEM_MAY
          ),
          asks=("satisfaction", "satisfaction_comment", "deviation_id"),
          guards=(guards.all_legs_answered,), checks=(guards.deviation_id_when_patient_safety,),
          does=(handing_over.close_open, effects.close))
    def close(self): "When every region has confirmed, or its time to answer has passed."

    @step(S.RESOLVED, S.IN_PROGRESS, _("Reopen"),
          by=(REPORTER, REGION_MANAGER, SUPPORT_MANAGER),
          needs=("reason",),
          guards=(guards.within_reopen_window,),
          does=(effects.reopened, effects.reopen_legs, proposing.withdraw_proposals))
    def reopen(self): "Say what does not work."

    @step((S.DRAFT, S.NEW, *WORKING), S.CANCELLED, _("Withdraw"),
          by=(Who("ticket.own", "reporter", tiers=CUSTOMER, when=guards.single_region), MANY_REGIONS),
          needs=("reason",),
          guards=(guards.holder_agrees_after_handoff,),
          does=(handing_over.close_open, effects.close))
    def cancel(self): "It was not a fault, or is no longer one."

    @step((S.NEW, *WORKING), S.DUPLICATE, _("Mark as duplicate"),
          by=(ONE_REGION, JOINT_MANAGER),
          needs=("master_ticket",),
          checks=(guards.master_not_itself, guards_between.same_secrecy),
          does=(words.link_to_master, merging.take_along, handing_over.close_open, effects.close))
    def mark_duplicate(self): "It is closed and follows the main case. Can be undone for 30 days."

    @step(S.DUPLICATE, S.TRIAGE, _("Undo duplicate"),
          by=(Who("ticket.manage", "holder", tiers=CUSTOMER), JOINT_MANAGER),
          needs=("reason",),
          guards=(guards.within_undo_window,),
          does=(effects.undo_duplicate, merging.give_back))
    def undo_duplicate(self): "It is a case of its own again."

    @step(WORKING, S.RECLASSIFIED, _("Reclassify"),
          by=(ONE_REGION, MANY_REGIONS),
          needs=("new_kind", "reason"),
          guards=(guards.no_open_handoff,), checks=(guards.other_kind,),
          does=(reclassifying.reclassify, effects.close))
    def reclassify(self): "A new case of the right kind takes over its history and time; the old number leads on."

    @step(LIVE, None, _("We too"),
          by=(Who("incident.register", "anyone", tiers=("region",)),),
          needs=("leg_symptom", "leg_contact", "leg_users_affected", "leg_patient_safety"),
          asks=("leg_units", "leg_whole_region"),
          guards=(guards.not_confidential, guards_between.region_has_no_part),
          checks=(guards_between.leg_units_or_whole_region,),
          does=(joining.join,),
          quiet=True)
    def join(self): "Your region has the fault too: it gets a part of its own here, and confirms for itself."

    @step(UNSOLVED, None, _("Make it part of a main case"),
          by=(CUSTOMER_HOLDER, Who("ticket.manage", "holder", tiers=CUSTOMER), JOINT_MANAGER),
          needs=("parent_ticket",),
          guards=(guards_between.has_no_parent, guards_between.has_no_children), checks=(guards_between.parent_fits,),
          does=(proposing.put_under,),
          audience=ALWAYS, quiet=True)
    def put_under(self): "It stays a case of its own; the main case's solution will be proposed here."

    @step(LIVE, None, _("Take it out of the main case"),
          by=(CUSTOMER_HOLDER, Who("ticket.manage", "holder", tiers=CUSTOMER), JOINT_MANAGER),
          guards=(guards_between.has_parent,),
          does=(proposing.take_out,),
          audience=ALWAYS, quiet=True)
    def take_out(self): "It goes on by itself."

    @step(UNSOLVED, S.RESOLVED, _("Accept the proposed solution"),
          by=(CUSTOMER_HOLDER, REGION_MANAGER),
          guards=(
              guards_between.solution_proposed, guards_between.held_by_customer, guards.no_open_handoff,
              guards.blocking_tasks_done
          ),
          does=(proposing.accept, effects.solved, effects.resolve_legs, proposing.propose_to_children))
    def accept_solution(self): "The main case's solution holds here too. Every affected region is asked to confirm."

    @step(UNSOLVED, None, _("Decline the proposed solution"),
          by=(CUSTOMER_HOLDER, REGION_MANAGER, Who("incident_leg.answer", "origin", tiers=("region",))),
          needs=("what_remains",),
          guards=(guards_between.solution_proposed,),
          does=(proposing.decline,))
    def decline_solution(self): "The fault remains here: the case stays open, and the main case's holder is told."

    @step(UNSOLVED, None, _("A solution was proposed"),
          by=(SYSTEM_MAY,),
          needs=("parent_ticket",),
          does=(proposing.receive,),
          quiet=True)
    def receive_solution(self): "The main case was solved."

    @step(UNSOLVED, None, _("The proposed solution was taken back"),
          by=(SYSTEM_MAY,),
          does=(proposing.drop,),
          quiet=True)
    def drop_solution(self): "The main case was reopened."

    @step((*LIVE, S.CLOSED), None, _("A part of it declined the solution"),
          by=(SYSTEM_MAY,),
          does=(proposing.tell_of_decline,),
          quiet=True)
    def child_declined(self): "The fault remains in a case that is part of this one."

    @step(LIVE, None, _("A workaround was published"),
          by=(SYSTEM_MAY,),
          does=(using.told_of_workaround,),
          quiet=True)
    def workaround_published(self): "A known error of the problem behind it has a workaround."

    @step(LIVE, None, _("A workaround was withdrawn"),
          by=(SYSTEM_MAY,),
          does=(using.told_of_workaround,),
          quiet=True)
    def workaround_withdrawn(self): "The known error is no longer to be used."

    @step(S.CLOSED, None, _("Edit tags"), by=(Who("incident.tag", "support"),), needs=("tags",))
    def tag(self): "Words that the problem manager finds it again by."

    @step("", S.TRIAGE, _("Carried on"), by=(SYSTEM_MAY,), does=(effects.create_legs,))
    def carry_on(self): "Born of a reclassified case, with its history and time."
    # fmt: on
