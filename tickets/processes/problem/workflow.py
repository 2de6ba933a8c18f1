"""Problem (processes.md 5.4): why incidents happen, until the regions have seen that the fix works."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.step import OPEN, SYSTEM_MAY, Who, step
from tickets import codes, guards_between, handing_over, merging, words
from tickets import effects as every_effect
from tickets import guards as rules
from tickets.balloting.deciding import DecidedInForums
from tickets.models import ProblemDetail, Ticket
from tickets.processes.known_error import guards as known_error_guards
from tickets.processes.problem import cause, deciding, effects, fixing, guards, linking
from tickets.workflows.affecting import ConcernsRegions
from tickets.workflows.every_process import ALWAYS, CUSTOMER, HOLDER, LEADER, EveryProcess
from tickets.workflows.process import Process


class S(TextChoices):
    NEW = "new", pgettext_lazy("problem", "Registered")
    ASSESS = "assess", pgettext_lazy("problem", "Being assessed")
    RCA = "rca", _("Root-cause analysis")
    KNOWN_ERROR = "known_error", pgettext_lazy("problem", "Known error")
    FIX_IN_PROGRESS = "fix_in_progress", _("Fix in progress")
    VERIFY = "verify", _("Being verified")
    RESOLVED = "resolved", pgettext_lazy("problem", "Fixed")
    CLOSED = "closed", pgettext_lazy("problem", "Closed")
    RISK_ACCEPTED = "risk_accepted", _("Risk accepted")
    ON_HOLD = "on_hold", _("Dormant")
    CANCELLED = "cancelled", _("Written off")
    DUPLICATE = "duplicate", _("Duplicate")


SOUGHT = (S.ASSESS, S.RCA)
WORKING = (S.ASSESS, S.RCA, S.KNOWN_ERROR, S.FIX_IN_PROGRESS)
UNFIXED = (S.NEW, *WORKING, S.VERIFY, S.ON_HOLD)
LIVE = (S.NEW, *WORKING, S.VERIFY, S.RESOLVED, S.RISK_ACCEPTED, S.ON_HOLD)
END = (S.CLOSED, S.CANCELLED, S.DUPLICATE)

REGISTERS = (Who("problem.register"),)
MANAGER = Who("problem.manage", "support")
ASSESSORS = (Who("problem.assess", "support"), Who("problem.assess", "origin", ("region",), guards.region_only))
WORKERS = (MANAGER, *ASSESSORS, Who("ticket.work", "holder", CUSTOMER))
APPROVER = Who("problem.accept_risk", "support")
HANDS_OVER = ("handoff_reason", "handoff_letter", "audience_reviewed")
LETTER = (rules.audience_reviewed, rules.text_when_other)
RESUMES = {"by": (MANAGER, SYSTEM_MAY), "guards": (guards.held_from_this_state,), "does": (effects.wake_up,)}


class Problem(ConcernsRegions, Process, DecidedInForums, EveryProcess, Ticket):
    States = S
    slug = "problem"
    live = LIVE
    terminal = END
    detail_model = ProblemDetail
    birth = ("register",)
    when_linked = {codes.LinkKind.CAUSED_BY: "incident_linked"}
    when_unlinked = {codes.LinkKind.CAUSED_BY: "incident_unlinked"}

    class Meta:
        proxy = True
        verbose_name = _("Problem")

    def resuming_step(self) -> str:
        return effects.resuming_step(self)

    # fmt: off
    @step("", S.NEW, _("Register problem"),
          by=REGISTERS,
          needs=("title", "service", "problem_origin"), asks=("incident_links", "description"),
          checks=(guards.incidents_linked_unless_proactive, guards.links_are_incidents),
          does=(every_effect.record_reporter, every_effect.register, linking.link, effects.first_holder))
    def register(self): "It gets a number. Incidents that it explains are linked from the start."

    @step(S.NEW, S.ASSESS, _("Start assessing"),
          by=ASSESSORS,
          needs=("impact", "urgency", "problem_frequency", "category_open"),
          asks=("patient_safety", "priority_override", "override_reason"),
          checks=(rules.override_needs_reason, rules.patient_safety_floor),
          does=(effects.take_over, every_effect.set_priority, effects.tell_regions))
    def assess(self): "How bad it is, how often it happens and what it is about."

    @step(S.ASSESS, S.RCA, _("Start root-cause analysis"),
          by=ASSESSORS,
          needs=("problem_owner", "team", "target_date"), asks=("assignee",),
          checks=(guards.target_ahead,),
          does=(effects.take_over, effects.begin_analysis))
    def start_rca(self): "Somebody owns it, a team works on it, and there is a day to aim for."

    @step(S.RCA, None, _("The day to aim for has passed"),
          by=(SYSTEM_MAY,),
          does=(effects.target_passed,),
          quiet=True)
    def target_passed(self): "The root cause is still looked for."

    @step(SOUGHT, None, _("Describe the cause"),
          by=WORKERS,
          asks=("five_whys", "cause_timeline", "contributing_factors"),
          checks=(guards.something_described,),
          quiet=True)
    def describe_cause(self): "Five whys, a timeline, contributing factors: whichever helps. It can be written anew."

    @step(SOUGHT, None, _("Approve that the cause is unknown"),
          by=(APPROVER,),
          needs=("reason",),
          does=(effects.tell_leaders,),
          audience=ALWAYS)
    def approve_unknown_cause(self): "The search ends though nobody has found the cause: a known symptom."

    @step(WORKING, None, _("Send to {vendor}"),
          by=(MANAGER,),
          needs=("evidence", "question", "handoff_letter", "audience_reviewed", "images_checked"),
          asks=("handoff_reason", "reason"),
          guards=(rules.held_by_support, rules.no_open_handoff), checks=(*LETTER, rules.images_checked),
          does=(handing_over.to_vendor,))
    def to_vendor(self): "The vendor can read it from now on, and holds it when it accepts."

    @step(SOUGHT, S.KNOWN_ERROR, _("Declare known error"),
          by=(MANAGER,),
          needs=("root_cause_code", "cause_text", "workaround", "affected_versions", "affected_regions"),
          checks=(cause.cause_or_known_symptom,),
          does=(linking.name_regions, fixing.draft_known_error))
    def declare_ke(self): "The cause is known, or approved as unknown; a draft of the known error is written."

    @step(S.KNOWN_ERROR, S.FIX_IN_PROGRESS, _("Start fix"),
          by=(MANAGER,),
          needs=("planned_version",), asks=("fix_link", "fix_reference"),
          checks=(known_error_guards.fix_named,),
          does=(fixing.plan,))
    def start_fix(self): "Which change, release or correction of the vendor mends it, and in which version."

    @step(S.FIX_IN_PROGRESS, S.VERIFY, _("Report fix delivered"),
          by=(
              Who("problem.fix_delivered", "support"),
              Who("problem.fix_delivered", "vendor", ("vendor",), guards.handed_to_vendor), SYSTEM_MAY
          ),
          needs=("fixed_version", "deployed_regions"),
          does=(fixing.delivered,))
    def fix_delivered(self): "The affected regions are asked whether it works."

    @step(S.VERIFY, None, _("Confirm the fix"),
          by=(Who("problem.verify_region", "affected", ("region",)),),
          asks=("evidence", "comment"),
          guards=(guards.region_has_not_confirmed,),
          does=(fixing.confirm,))
    def verify_region(self): "For your own region: what happened before no longer happens."

    @step((S.VERIFY, S.RESOLVED), S.FIX_IN_PROGRESS, _("Not fixed"),
          by=(Who("problem.not_fixed"),),
          needs=("evidence",),
          does=(fixing.not_fixed,))
    def not_fixed(self): "It still happens. What was confirmed has to be confirmed anew after the next fix."

    @step(S.VERIFY, S.RESOLVED, _("Mark as fixed"),
          by=(MANAGER,),
          needs=("solution",),
          guards=(
              guards.verified_by_region_other_than_fixer, guards.no_new_incident_in_quiet_period,
              rules.blocking_tasks_done
          ),
          does=(fixing.fixed,))
    def resolve(self): "A region has seen that it works, and no further incident has come."

    @step((S.KNOWN_ERROR, S.FIX_IN_PROGRESS), S.RISK_ACCEPTED, _("Accept the risk"),
          by=(APPROVER,),
          needs=("reason", "cost_benefit", "review_at", "decision_link"), asks=("safety_advice", "security_risk"),
          guards=(rules.no_open_handoff,),
          checks=(
              guards.review_within_12_months, cause.advice_when_patient_safety_or_security,
              deciding.forum_has_decided
          ),
          does=(effects.accept_risk,),
          audience=ALWAYS)
    def accept_risk(self): "It stays as it is until a day you choose, at most a year ahead; then it is taken up again."

    @step((S.KNOWN_ERROR, S.FIX_IN_PROGRESS), None, _("Give advice on risk"),
          by=(Who("problem.advise"),),
          needs=("safety_advice",),
          does=(effects.tell_leaders,),
          audience=ALWAYS)
    def advise_risk(self): "What information security or medical technology says of living with it."

    @step(S.RISK_ACCEPTED, S.ASSESS, _("Reconsider"), by=(MANAGER, SYSTEM_MAY), does=(effects.reconsider,))
    def wake(self): "The accepted risk is looked at again."

    @step(WORKING, S.ON_HOLD, _("Make dormant"),
          by=(MANAGER,),
          needs=("hold_reason", "reason", "resume_at"),
          guards=(rules.no_open_handoff,),
          checks=(rules.hold_reason_allowed_for_side, guards.hold_within_90_days),
          does=(effects.make_dormant,))
    def hold(self): "It rests until a day within three months, and goes on where it was."

    @step(S.ON_HOLD, S.ASSESS, _("Resume assessment"), **RESUMES)
    def resume_assess(self): "It is assessed again."

    @step(S.ON_HOLD, S.RCA, _("Resume root-cause analysis"), **RESUMES)
    def resume_rca(self): "The search for the cause goes on."

    @step(S.ON_HOLD, S.KNOWN_ERROR, _("Resume known error"), **RESUMES)
    def resume_known_error(self): "It is a known error that waits for its fix."

    @step(S.ON_HOLD, S.FIX_IN_PROGRESS, _("Resume fix"), **RESUMES)
    def resume_fix(self): "The work on the fix goes on."

    @step(S.RESOLVED, S.CLOSED, pgettext_lazy("step", "Close problem"),
          by=(MANAGER,),
          needs=("lessons",), asks=("known_error_kept_reason",),
          checks=(guards.known_error_retired_or_reason,),
          does=(handing_over.close_open, linking.inform_incidents, every_effect.close))
    def close(self): "Every linked incident is told."

    @step(UNFIXED, S.CANCELLED, _("Write off"),
          by=(MANAGER,),
          needs=("reason",),
          guards=(rules.no_open_handoff,),
          does=(fixing.withdraw_known_error, effects.end))
    def cancel(self): "It turned out to be no problem, or nothing to do anything about."

    @step(UNFIXED, S.DUPLICATE, _("Mark as duplicate"),
          by=(MANAGER,),
          needs=("master_ticket",),
          guards=(rules.no_open_handoff,), checks=(rules.master_not_itself, guards_between.same_secrecy),
          does=(words.link_to_master, merging.take_along, linking.move_to_master, effects.end))
    def mark_duplicate(self): "Its incidents go on at the main problem. Can be undone for 30 days."

    @step(S.DUPLICATE, S.ASSESS, _("Undo duplicate"),
          by=(MANAGER,),
          needs=("reason",),
          guards=(rules.within_undo_window,),
          does=(linking.move_back, every_effect.undo_duplicate, merging.give_back))
    def undo_duplicate(self): "It is a problem of its own again, with its incidents."

    @step(LIVE, None, _("Link incidents"),
          by=WORKERS,
          needs=("incident_links",),
          checks=(guards.links_are_incidents, guards.links_are_new),
          does=(linking.link,),
          audience=ALWAYS, quiet=True)
    def link_incidents(self): "Incidents that this problem causes. Their readers see it."

    @step(LIVE, None, _("Remove linked incidents"),
          by=WORKERS,
          needs=("incident_links",),
          checks=(guards.links_are_linked,),
          does=(linking.unlink,),
          audience=ALWAYS, quiet=True)
    def unlink_incidents(self): "They turned out to have another cause."

    @step(OPEN, None, _("An incident was linked"),
          by=(SYSTEM_MAY,),
          needs=("linked_ticket",),
          does=(linking.take_in,),
          audience=ALWAYS, quiet=True, also_ended=True)
    def incident_linked(self): "Somebody linked it from the incident."

    @step(OPEN, None, _("An incident was unlinked"),
          by=(SYSTEM_MAY,),
          needs=("linked_ticket",),
          does=(linking.let_go,),
          audience=ALWAYS, quiet=True, also_ended=True)
    def incident_unlinked(self): "Somebody removed the link at the incident."

    @step(OPEN, None, _("Took in a duplicate"),
          by=(SYSTEM_MAY,),
          needs=("merged_ticket",),
          does=(merging.take_in, linking.take_in_regions),
          audience=ALWAYS, quiet=True, also_ended=True)
    def take_in(self): "A problem was marked as a duplicate of this one."

    @step(OPEN, None, _("Let a duplicate go"),
          by=(SYSTEM_MAY,),
          needs=("merged_ticket",),
          does=(merging.let_go, linking.recount),
          audience=ALWAYS, quiet=True, also_ended=True)
    def let_go(self): "The mark as duplicate was undone."

    @step(LIVE, None, _("Hand over to {support}"),
          by=(Who("ticket.work", "holder", ("region",)), Who("ticket.manage", "holder", ("region",))),
          needs=HANDS_OVER, asks=("reason",),
          guards=(rules.held_by_region, rules.no_open_handoff), checks=LETTER,
          does=(handing_over.to_support,))
    def hand_over_support(self): "Your organisation holds it until it is accepted."

    @step(LIVE, None, _("Hand back to {giver}"),
          by=(HOLDER, LEADER),
          needs=HANDS_OVER, asks=("reason",),
          guards=(rules.no_open_handoff, rules.not_its_owner), checks=(*LETTER, rules.vendor_reason_allowed),
          does=(handing_over.back,))
    def hand_back(self): "Back to the organisation it came from."
    # fmt: on
