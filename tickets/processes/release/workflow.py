"""Release (processes.md 5.7): what is put into use in every region, from its scope to the review.

This is its way to the approval. Its rollout stands in `rolled_out.py`, the acceptance test in `acceptance/`, and how
far it has come in each region in `deployments/`.
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.step import SYSTEM_MAY, step
from tickets.balloting.asking import VotedOnInForums
from tickets.balloting.deciding import DecidedInForums
from tickets.balloting.guards import by_decision
from tickets.models import ReleaseDetail, Ticket
from tickets.processes.change import carrying_out
from tickets.processes.change.codes import AnswerKind
from tickets.processes.release import effects, guards, signing
from tickets.processes.release.acceptance.guards import region_has_run_its_cases
from tickets.processes.release.acceptance.steps import Tested
from tickets.processes.release.acceptance.subject import TestedSubject
from tickets.processes.release.audiences.steps import ReleaseNotes
from tickets.processes.release.codes import Purpose
from tickets.processes.release.rolled_out import RolledOut
from tickets.processes.release.states import BEFORE_APPROVAL, END, LIVE, UNTIL_APPROVAL, S
from tickets.processes.release.subject import ReleaseSubject
from tickets.processes.release.who import (
    CHAIR,
    CREATOR,
    MANAGER,
    PLANNER,
    SIGNS_APPROVAL,
    TESTERS,
    TRAINER,
    VENDOR,
)
from tickets.workflows.affecting import ConcernsRegions
from tickets.workflows.every_process import EveryProcess
from tickets.workflows.process import Process

WHAT = ("title", "release_version", "release_type", "target_start", "target_end", "rollout_mode", "services")
SCOPE = ("scope_items", "release_notes", "test_plan")
DECIDED = {
    "by": (CHAIR,),
    "guards": (by_decision, guards.scope_forum_decides),
}
FITS = (guards.items_may_stand_in_scope, guards.pending_are_in_scope, guards.scope_items_authorised_or_pending)
MAY_BE_APPROVED = (
    guards.linked_change_authorised, guards.no_open_critical_defect_or_waiver,
    guards.training_and_communication_ready, guards.scope_unchanged,
)  # fmt: skip


class Release(
    TestedSubject,
    ReleaseSubject,
    ConcernsRegions,
    Process,
    DecidedInForums,
    VotedOnInForums,
    Tested,
    RolledOut,
    ReleaseNotes,
    EveryProcess,
    Ticket,
):
    States = S
    slug = "release"
    live = LIVE
    terminal = END
    detail_model = ReleaseDetail
    birth = ("create",)
    ranked = False
    results: ClassVar = {"fix_scope": "approved", "rescope": "approved"}
    # It stays with the support organisation, and is every region's from the start; two releases are never one.
    hand_over_it = report_solution = merge = take_in = let_go = propose_priority = widen = narrow = None

    class Meta:
        proxy = True
        verbose_name = pgettext_lazy("process", "Release")

    # fmt: off
    @step("", S.PLANNING, _("New release"),
          by=(CREATOR,),
          needs=WHAT,
          checks=(guards.target_is_a_period,),
          does=(effects.begin,))
    def create(self): "Every region gets a row of its own in it, and plans there."

    @step(S.PLANNING, None, _("Change the plan"),
          by=(MANAGER, PLANNER),
          asks=WHAT,
          checks=(guards.something_changed, guards.target_is_a_period),
          does=(effects.edit,))
    def edit(self): "What is written in a field replaces what stood there."

    @step(UNTIL_APPROVAL, None, _("Propose the scope"),
          by=(MANAGER,),
          needs=SCOPE, asks=("pending_items",),
          checks=(*FITS, guards.scope_is_another),
          does=(effects.propose_scope,))
    def propose_scope(self): "What the release contains, for the development forum to decide on."

    @step(S.PLANNING, S.SCOPED, _("Fix the scope"), **DECIDED,
          needs=SCOPE, asks=("pending_items",),
          checks=FITS,
          does=(effects.fix_scope,))
    def fix_scope(self): "The forum decides what the release contains. It is frozen, and the vendor builds it."

    @step(BEFORE_APPROVAL, S.SCOPED, _("Change the scope"), **DECIDED,
          needs=("scope_items", "reason"), asks=("pending_items", "release_notes", "test_plan"),
          checks=(*FITS, guards.scope_is_another),
          does=(effects.rescope,))
    def rescope(self): "The forum decides anew. What was delivered, confirmed and signed no longer holds."

    @step(S.SCOPED, S.DELIVERED, _("Deliver"),
          by=(VENDOR,),
          needs=(
              "delivered_scope", "build_id", "release_notes", "known_errors_text", "install_guide", "environment"
          ),
          asks=("missing_items",),
          checks=(guards.content_matches_scope,),
          does=(effects.deliver,))
    def deliver(self): "What you have built, from the scope as it stands."

    @step(S.DELIVERED, S.ACCEPTANCE, _("Start the acceptance test"),
          by=(MANAGER,),
          needs=("test_leader", "participating_regions", "entry_criteria"),
          checks=(guards.test_leader_may_lead, guards.participants_are_affected),
          does=(effects.start_acceptance,))
    def start_acceptance(self): "The regions that take part are asked to test."

    @step(S.ACCEPTANCE, None, _("Report the region's test"),
          by=(TESTERS,),
          needs=("test_protocol", "region_result"), asks=("defect_links", "image_checked"),
          checks=(region_has_run_its_cases,),
          does=(effects.report_test, carrying_out.answer(AnswerKind.RESULT, "region_result")))
    def report_test(self): "For your own region: is it accepted? The latest report holds."

    @step((S.ACCEPTANCE, S.APPROVED), None, _("Confirm the training material"),
          by=(TRAINER,),
          needs=("training_material",),
          does=(effects.confirm_training,))
    def confirm_training(self): "It is ready for the regions, who are told."

    @step((S.ACCEPTANCE, S.APPROVED), None, _("Confirm the communication"),
          by=(MANAGER,),
          needs=("communication_plan",),
          does=(effects.confirm_communication,))
    def confirm_communication(self): "Who is told what and when; it is prepared."

    @step(UNTIL_APPROVAL, None, _("Name the change that authorises it"),
          by=(MANAGER,),
          needs=("release_change",),
          checks=(guards.change_is_a_change,),
          does=(effects.name_change,))
    def name_change(self): "The rollout is approved when that change is authorised."

    @step((S.DELIVERED, S.ACCEPTANCE), S.SCOPED, _("Reject the delivery"),
          by=(MANAGER,),
          needs=("defect_links", "reason"),
          does=(effects.reject_delivery,))
    def reject_delivery(self): "The vendor delivers anew. What was signed no longer holds."

    @step(S.ACCEPTANCE, None, _("Sign the approval"),
          by=SIGNS_APPROVAL,
          needs=("regulatory_note_read",),
          guards=(signing.may_sign(Purpose.APPROVE), *MAY_BE_APPROVED), checks=(guards.note_is_read,),
          does=(effects.note_read, signing.sign(Purpose.APPROVE, then="approve")))
    def sign_approval(self): "With the last signature it is approved for rollout."

    @step(S.ACCEPTANCE, S.APPROVED, _("Approved for rollout"),
          by=(SYSTEM_MAY,),
          guards=(signing.all_signed(Purpose.APPROVE), *MAY_BE_APPROVED),
          does=(effects.approve,))
    def approve(self): "Every party has signed, of two organisations at least."
    # fmt: on
