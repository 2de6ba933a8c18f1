"""General case (processes.md 5.1): a question or an errand, from a region's desk to the support and back."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.step import SYSTEM_MAY, Who, step
from tickets import effects, guards, guards_between, handing_over, merging, publishing, reclassifying, words
from tickets.models import Ticket
from tickets.processes.regulatory.notified import MayBeNotice
from tickets.processes.regulatory.rules import every_region_acknowledged
from tickets.workflows.every_process import CUSTOMER, HOLDER, LEADER, EveryProcess
from tickets.workflows.process import Process


class S(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    TRIAGE = "triage", _("Being assessed")
    ASSIGNED = "assigned", pgettext_lazy("case", "Assigned")
    IN_PROGRESS = "in_progress", pgettext_lazy("case", "In progress")
    ON_HOLD = "on_hold", _("On hold")
    RESOLVED = "resolved", _("Answered")
    CLOSED = "closed", pgettext_lazy("case", "Closed")
    REJECTED = "rejected", _("Turned away")
    CANCELLED = "cancelled", pgettext_lazy("case", "Withdrawn")
    DUPLICATE = "duplicate", _("Duplicate")
    RECLASSIFIED = "reclassified", pgettext_lazy("case", "Reclassified")


LIVE = (S.SUBMITTED, S.TRIAGE, S.ASSIGNED, S.IN_PROGRESS, S.ON_HOLD, S.RESOLVED)
WORKING = (S.TRIAGE, S.ASSIGNED, S.IN_PROGRESS, S.ON_HOLD)
END = (S.CLOSED, S.REJECTED, S.CANCELLED, S.DUPLICATE, S.RECLASSIFIED)

OPENS = (Who("case.open"),)
REPORTER = Who("ticket.own", "reporter")
CUSTOMER_REPORTER = Who("ticket.own", "reporter", tiers=CUSTOMER)
DESK = Who("case.triage", "holder")
ASSIGNS = Who("case.assign", "holder")
ASSIGNEE = Who("ticket.work", "assignee")
CUSTOMER_HOLDER = Who("ticket.work", "holder", tiers=CUSTOMER)
CUSTOMER_LEADER = Who("ticket.manage", "holder", tiers=CUSTOMER)
AWAITED = Who("ticket.comment", "awaited")
HANDS_OVER = ("handoff_reason", "handoff_letter", "audience_reviewed")
LETTER = (guards.audience_reviewed, guards.text_when_other)


class GeneralCase(Process, MayBeNotice, EveryProcess, Ticket):
    States = S
    slug = "general-case"
    live = LIVE
    terminal = END
    birth = ("open", "submit")

    class Meta:
        proxy = True
        verbose_name = _("General case")

    # fmt: off
    @step("", S.DRAFT, _("New case"), by=OPENS, does=(effects.record_reporter,))
    def open(self): "Start writing a case. Nobody else sees a draft."

    @step(S.DRAFT, S.SUBMITTED, _("Submit"),
          by=(REPORTER,),
          needs=("title", "description", "service", "contact", "callback", "patient_safety", "confidential_wish"),
          asks=("patient_contact",),
          does=(effects.register, effects.wish_for_secrecy))
    def submit(self): "It gets a number and goes to your own desk."

    @step(S.SUBMITTED, S.TRIAGE, _("Start assessing"), by=(DESK,))
    def start_triage(self): "You have seen it and are looking into it."

    @step((S.TRIAGE, S.ASSIGNED, S.IN_PROGRESS), S.ASSIGNED, _("Assign"),
          by=(ASSIGNS,),
          needs=("team", "impact", "urgency", "category_open"),
          asks=("assignee", "priority_override", "override_reason"),
          checks=(guards.vendor_leaves_priority, guards.override_needs_reason),
          does=(effects.assign_with_priority,))
    def assign(self): "Say which team, or person, does it."

    @step(S.ASSIGNED, S.IN_PROGRESS, _("Start work"), by=(ASSIGNEE,), does=(effects.first_response,))
    def start(self): "The reporter sees that you have begun."

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

    @step(S.IN_PROGRESS, S.RESOLVED, pgettext_lazy("step", "Answer"),
          by=(CUSTOMER_HOLDER,),
          needs=("answer", "category_close", "case_resolution"), asks=("used_article",),
          guards=(guards.no_open_handoff, guards.blocking_tasks_done, every_region_acknowledged),
          does=(effects.solved, publishing.note_article,))
    def resolve(self): "The reporter is asked to confirm."

    @step(S.RESOLVED, S.CLOSED, _("Confirm"),
          by=(CUSTOMER_REPORTER, SYSTEM_MAY),
          asks=("satisfaction", "satisfaction_comment"),
          does=(handing_over.close_open, effects.close))
    def confirm(self): "The answer helped; the case is closed."

    @step(S.RESOLVED, S.IN_PROGRESS, _("Reopen"),
          by=(Who("ticket.own", "reporter", tiers=CUSTOMER, when=guards.within_reopen_window), CUSTOMER_LEADER),
          needs=("reason",),
          does=(effects.reopened,))
    def reopen(self): "Say what is still missing."

    @step((S.SUBMITTED, S.TRIAGE), S.REJECTED, _("Turn away"),
          by=(Who("case.triage", "holder", tiers=CUSTOMER),),
          needs=("case_reject", "reason"),
          guards=(guards.no_open_handoff,),
          does=(effects.close,))
    def reject(self): "The reporter reads your reason."

    @step((S.DRAFT, S.SUBMITTED, *WORKING), S.CANCELLED, _("Withdraw"),
          by=(CUSTOMER_REPORTER,),
          needs=("reason",),
          guards=(guards.holder_agrees_after_handoff, every_region_acknowledged),
          does=(handing_over.close_open, effects.close))
    def cancel(self): "It is no longer needed."

    @step((S.SUBMITTED, *WORKING), S.DUPLICATE, _("Mark as duplicate"),
          by=(CUSTOMER_HOLDER,),
          needs=("master_ticket",),
          guards=(every_region_acknowledged,),
          checks=(guards.master_not_itself, guards_between.same_secrecy),
          does=(words.link_to_master, merging.take_along, handing_over.close_open, effects.close))
    def mark_duplicate(self): "It is closed and follows the main case. Can be undone for 30 days."

    @step(S.DUPLICATE, S.TRIAGE, _("Undo duplicate"),
          by=(CUSTOMER_LEADER,),
          needs=("reason",),
          guards=(guards.within_undo_window,),
          does=(effects.undo_duplicate, merging.give_back))
    def undo_duplicate(self): "It is a case of its own again."

    @step(WORKING, S.RECLASSIFIED, _("Reclassify"),
          by=(CUSTOMER_HOLDER,),
          needs=("new_kind", "reason"),
          guards=(guards.no_open_handoff, every_region_acknowledged), checks=(guards.other_kind,),
          does=(reclassifying.reclassify, effects.close))
    def reclassify(self): "A new case of the right kind takes over its history and time; the old number leads on."

    @step(LIVE, None, _("Hand over to {support}"),
          by=(Who("ticket.work", "holder", tiers=("region",)), Who("ticket.manage", "holder", tiers=("region",))),
          needs=HANDS_OVER, asks=("reason",),
          guards=(guards.held_by_region, guards.no_open_handoff), checks=LETTER,
          does=(handing_over.to_support,))
    def hand_over_support(self): "Your organisation holds it until it is accepted."

    @step(LIVE, None, _("Send to {vendor}"),
          by=(Who("ticket.work", "holder", tiers=("support",)), Who("ticket.manage", "holder", tiers=("support",))),
          needs=(*HANDS_OVER, "images_checked"), asks=("reason",),
          guards=(guards.held_by_support, guards.no_open_handoff), checks=(*LETTER, guards.images_checked),
          does=(handing_over.to_vendor,))
    def hand_over_vendor(self): "The vendor can read it from now on, and holds it when it accepts."

    @step(LIVE, None, _("Hand back to {giver}"),
          by=(HOLDER, LEADER),
          needs=HANDS_OVER, asks=("reason",),
          guards=(guards.no_open_handoff, guards.not_its_owner), checks=(*LETTER, guards.vendor_reason_allowed),
          does=(handing_over.back,))
    def hand_back(self): "Back to the organisation it came from."

    @step("", S.TRIAGE, _("Carried on"), by=(SYSTEM_MAY,))
    def carry_on(self): "Born of a reclassified case, with its history and time."
    # fmt: on
