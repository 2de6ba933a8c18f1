"""The steps by which an authorised change is put in time, done, verified by the regions and looked back at."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.step import SYSTEM_MAY, Who, step
from tickets import guards as rules
from tickets.balloting.voiding import void_ballots
from tickets.processes.change import carrying_out, effects, guards, linking, times, voting
from tickets.processes.change.codes import AnswerKind
from tickets.processes.change.states import AFTER_START, BEFORE_START, S
from tickets.processes.change.voting import CAB, ECAB
from tickets.processes.change.who import CUSTOMER_REPORTER, IMPLEMENTER, MANAGER, SCHEDULERS, in_regions

COMPLETES = Who("change.complete", "support")
IN_TIME = (
    times.planned_is_a_period, times.window_authorised, times.no_collision_or_reason,
    times.freeze_respected_or_overridden, times.notice_period_kept, times.implementer_may_work,
    times.implementer_is_not_who_decided,
)  # fmt: skip
ANEW = {
    "by": (Who("change.reopen_window", "support"),),
    "needs": ("wanted_start", "wanted_end", "reason"),
    "checks": (guards.new_window_is_named, guards.wanted_is_a_period),
}
OUTCOME = ("change_outcome", "incidents_caused", "lessons")
HOW_IT_WENT = (*linking.CAUSED, times.outcome_fits)
AS_DECIDED = (voting.content_is_as_decided, voting.decision_stands, rules.blocking_tasks_done)


class CarriedOut:
    # fmt: off
    @step((S.AUTHORISED, S.SCHEDULED), None, _("Say yes to the window"),
          by=(in_regions("change.assess_regional_it"),),
          needs=("verdict",), asks=("comment",),
          guards=(times.touches_own_infrastructure,),
          does=(carrying_out.answer(AnswerKind.WINDOW, "verdict"),))
    def approve_window(self): "For your region's own infrastructure: may it be done at that time?"

    @step(S.AUTHORISED, S.SCHEDULED, _("Put in time"),
          by=SCHEDULERS,
          needs=("planned_start", "planned_end", "implementer"), asks=("collision_reason",),
          guards=(times.regional_window_approved, voting.decision_stands), checks=IN_TIME,
          does=(carrying_out.put_in_time,))
    def schedule(self): "When it is done and by whom. The regions are told."

    @step((S.AUTHORISED, S.SCHEDULED), None, _("Allow during change freeze"),
          by=(Who("change.override_freeze", "support"),),
          needs=("freeze_override_reason",),
          does=(carrying_out.override_freeze,))
    def override_freeze(self): "It is so urgent that it is done during a freeze."

    @step(S.SCHEDULED, None, _("Move in time"),
          by=SCHEDULERS,
          needs=("planned_start", "planned_end", "reason"), asks=("implementer", "collision_reason"),
          checks=IN_TIME,
          does=(carrying_out.put_at_another_time,))
    def reschedule(self): "Within the decided window. The regions give their go anew."

    @step(S.SCHEDULED, S.CAB_REVIEW, _("Move outside the decided window"), **ANEW,
          guards=(guards.is_major,),
          asks=("void_votes",),
          does=(carrying_out.take_out_of_time, voting.open_vote(CAB)))
    def reschedule_to_cab(self): "The CAB decides on the new time."

    @step(S.SCHEDULED, S.ASSESS, _("Move outside the decided window"), **ANEW,
          guards=(guards.is_minor,),
          asks=("void_votes",),
          does=(void_ballots, carrying_out.take_out_of_time))
    def reschedule_to_assess(self): "The change managers decide on the new time."

    @step(S.SCHEDULED, S.ECAB_REVIEW, _("Move outside the decided window"), **ANEW,
          guards=(guards.is_emergency,),
          asks=("void_votes",),
          does=(void_ballots, carrying_out.take_out_of_time, voting.open_vote(ECAB)))
    def reschedule_to_ecab(self): "Those who decide on emergencies decide on the new time."

    @step(S.SCHEDULED, None, _("Give the region's go"),
          by=(in_regions("change.region_go"),),
          needs=("go_verdict",), asks=("comment",),
          does=(carrying_out.answer(AnswerKind.GO, "go_verdict"),))
    def region_go(self): "For your own region: is it ready?"

    @step(S.SCHEDULED, S.IMPLEMENTING, pgettext_lazy("change", "Start"),
          by=(IMPLEMENTER,),
          guards=(times.inside_window, times.region_go_when_needed, *AS_DECIDED),
          does=(carrying_out.begin,))
    def start(self): "You begin to carry it out."

    @step(S.IMPLEMENTING, S.VALIDATING, _("Finish implementation"),
          by=(IMPLEMENTER,),
          needs=("actual_start", "actual_end", "result_text"),
          checks=(times.actual_times_fit,),
          does=(carrying_out.finish,))
    def finish(self): "The affected regions are asked whether it works."

    @step((S.IMPLEMENTING, S.VALIDATING), S.REVIEW, _("Back out"),
          by=(IMPLEMENTER, COMPLETES),
          needs=("back_out_done_at", "back_out_effect"),
          does=(carrying_out.back_out,))
    def back_out(self): "Everything was put back as it was."

    @step(S.VALIDATING, None, _("Verify for the region"),
          by=(in_regions("change.verify_region"),),
          needs=("region_result",), asks=("comment",),
          does=(carrying_out.answer(AnswerKind.RESULT, "region_result"),))
    def verify_region(self): "For your own region: does it work as it should?"

    @step(S.VALIDATING, S.REVIEW, _("Complete verification"),
          by=(COMPLETES,),
          needs=("result_text",),
          guards=(guards.not_standard, times.every_affected_region_answered),
          does=(carrying_out.begin_review,))
    def validate(self): "Every region has answered. Within ten working days it is said how it went."

    @step(S.VALIDATING, S.REVIEW, _("Complete with a failure"),
          by=(COMPLETES,),
          needs=("result_text",),
          guards=(guards.is_standard, times.every_affected_region_answered, times.some_region_failed),
          does=(carrying_out.failed_validation,))
    def validate_failed(self): "It counts as a failure of its template."

    @step(S.VALIDATING, S.CLOSED, _("Complete and close"),
          by=(COMPLETES,),
          needs=("result_text",),
          guards=(guards.is_standard, times.every_affected_region_answered, times.no_region_failed),
          does=(carrying_out.close_as_successful,))
    def validate_standard(self): "It counts as a success of its template."

    @step(AFTER_START, None, _("Name incidents that it caused"),
          by=(MANAGER, COMPLETES, in_regions("change.verify_region")),
          needs=("caused_incidents",),
          checks=(linking.caused_are_incidents, linking.caused_are_new),
          does=(linking.link_caused,),
          quiet=True)
    def link_caused(self): "They are shown on both cases."

    @step(S.REVIEW, S.CLOSED, _("Complete review"),
          by=(MANAGER,),
          needs=OUTCOME, asks=("caused_incidents", "failure_problem", "reason"),
          guards=(guards.not_emergency,), checks=HOW_IT_WENT,
          does=(carrying_out.review,))
    def review_done(self): "How it went, what it caused and what was learnt."

    @step(S.REVIEW, None, _("The time for the review has passed"),
          by=(SYSTEM_MAY,),
          does=(effects.tell_leaders,),
          quiet=True)
    def review_late(self): "Nobody has said how it went."

    @step(BEFORE_START, S.CANCELLED, pgettext_lazy("change", "Withdraw"),
          by=(CUSTOMER_REPORTER, MANAGER),
          needs=("reason",),
          does=(void_ballots, effects.end, effects.tell_regions))
    def cancel(self): "It is not done. Votes no longer hold."
    # fmt: on
