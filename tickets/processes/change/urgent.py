"""The steps of an emergency change: two persons of two organisations say yes, and it is looked at afterwards."""

from django.utils.translation import gettext_lazy as _

from engine.step import SYSTEM_MAY, Who, step
from tickets import guards as rules
from tickets.balloting.guards import by_decision, frozen_as_voted
from tickets.balloting.voiding import void_ballots
from tickets.processes.change import carrying_out, content, documenting, effects, guards, linking, times, voting
from tickets.processes.change.states import AFTER_START, S
from tickets.processes.change.voting import ECAB
from tickets.processes.change.who import CUSTOMER, EMERGENCY_BOARD, IMPLEMENTER, MANAGER, REPORTER, in_regions

WHAT_AND_WHOM = ("title", "change_reason", "services", "affected_regions")
OUTCOME = ("change_outcome", "incidents_caused", "lessons")
HOW_IT_WENT = (*linking.CAUSED, times.outcome_fits)


class Urgent:
    # fmt: off
    @step((S.DRAFT, S.SUBMITTED), S.ECAB_REVIEW, _("Request as emergency"),
          by=(Who("change.emergency_request"), Who("mi.duty", tiers=CUSTOMER)),
          needs=("emergency_ground", "waiting_risk", "implementation_plan", "back_out_plan"),
          asks=(
              *WHAT_AND_WHOM, "emergency_incident", "patient_safety", "vendor_works", "implementer", "wanted_start",
              "wanted_end"
          ),
          checks=(
              guards.ground_has_its_incident, guards.draft_is_complete, guards.wanted_is_a_period,
              times.implementer_may_work
          ),
          does=(effects.request_emergency, content.take_in, effects.name_implementer, voting.open_vote(ECAB)))
    def emergency_request(self): "Those who decide at night are asked at once. Afterwards it is documented and judged."

    @step(S.ECAB_REVIEW, S.AUTHORISED, _("Authorise as emergency"),
          by=EMERGENCY_BOARD,
          needs=("authorised_start", "authorised_end"),
          asks=("implementer", "phone_decision", "phone_person", "phone_at"),
          guards=(frozen_as_voted(ECAB.stage), guards.decider_is_not_requester_or_implementer),
          checks=(
              voting.ecab_has_said_yes, guards.phone_call_is_told, voting.phone_person_decides,
              guards.authorised_is_a_period, times.implementer_may_work, times.implementer_is_not_who_decided
          ),
          does=(effects.approve_emergency,))
    def ecab_approve(self): "Two persons of two organisations have said yes. One by telephone is confirmed afterwards."

    @step(S.ECAB_REVIEW, S.REJECTED, _("Turn down emergency"),
          by=EMERGENCY_BOARD,
          needs=("reason",),
          does=(void_ballots, effects.reject))
    def ecab_reject(self): "Whoever asked may register it as a normal change."

    @step((S.AUTHORISED, S.SCHEDULED, *AFTER_START), None, _("Confirm decision by telephone"),
          by=(*EMERGENCY_BOARD, in_regions("change.ecab_region")),
          guards=(guards.is_emergency, guards.phone_unconfirmed, guards.is_who_said_yes),
          does=(effects.confirm_phone,))
    def confirm_phone(self): "You said yes by telephone, and confirm it here."

    @step((S.AUTHORISED, S.SCHEDULED, *AFTER_START), None, _("A decision by telephone is not confirmed"),
          by=(SYSTEM_MAY,),
          does=(effects.tell_leaders, effects.tell_phone_person),
          quiet=True)
    def phone_late(self): "Whoever said yes by telephone has not confirmed it in time."

    @step(S.AUTHORISED, S.IMPLEMENTING, _("Start now"),
          by=(IMPLEMENTER,),
          guards=(guards.is_emergency, frozen_as_voted(ECAB.stage), rules.blocking_tasks_done),
          does=(carrying_out.begin,))
    def start_now(self): "An emergency waits for no window."

    @step(AFTER_START, None, _("Document emergency"),
          by=(MANAGER, REPORTER, IMPLEMENTER),
          asks=documenting.LATER,
          guards=(guards.is_emergency,), checks=(guards.something_changed, guards.level_not_below_computed),
          does=(content.take_in,))
    def document(self): "What there was no time to write: everything that a normal change has."

    @step((S.ECAB_REVIEW, S.AUTHORISED, S.SCHEDULED, *AFTER_START), None, _("Emergency not documented in time"),
          by=(SYSTEM_MAY,),
          does=(effects.retro_is_late,),
          quiet=True)
    def retro_late(self): "The object owner is told: five working days have passed since it was requested."

    @step(S.REVIEW, S.CLOSED, _("Settle the emergency"),
          by=(MANAGER,),
          needs=("retro_verdict", *OUTCOME), asks=("caused_incidents", "failure_problem", "reason"),
          guards=(
              guards.is_emergency, documenting.full_documentation, guards.phone_approval_confirmed, by_decision
          ),
          checks=HOW_IT_WENT,
          does=(voting.keep_decision, carrying_out.review))
    def retro_gate(self): "The CAB has judged whether it was justified. Without that it cannot be closed."
    # fmt: on
