"""The steps by which an approved release is rolled out, stopped and looked back at, or called off before that."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.step import SYSTEM_MAY, step
from tickets.processes.release import effects, guards, signing
from tickets.processes.release.codes import Purpose
from tickets.processes.release.states import BEFORE_ROLLOUT, S
from tickets.processes.release.who import CANCELS, HALTS, LIFTS, MANAGER


class RolledOut:
    """Mixed into the workflow of releases."""

    # fmt: off
    @step(S.APPROVED, S.ROLLOUT, _("Start the rollout"),
          by=(MANAGER,),
          guards=(guards.a_region_is_ready,),
          does=(effects.start_rollout,))
    def start_rollout(self): "From now on each region that has given its go deploys it."

    @step((S.ROLLOUT, S.HALTED), S.HALTED, _("Stop the rollout"),
          by=HALTS,
          needs=("halt_ground", "reason"), asks=("affected_waves", "halt_incidents"),
          guards=(guards.stops_more,), checks=(guards.region_halts_for_patients, guards.waves_are_planned),
          does=(effects.halt,))
    def halt(self): "At once, for the waves that you name or for all. Everybody is told why; you lift the stop, too."

    @step(S.HALTED, None, _("Sign that the stop is lifted"),
          by=LIFTS,
          needs=("reason",),
          guards=(signing.may_sign(Purpose.LIFT),),
          does=(signing.sign(Purpose.LIFT, then="lift"),))
    def sign_lift(self): "The release manager signs, and everybody who stopped it. With the last signature it goes on."

    @step(S.HALTED, S.ROLLOUT, _("Stop lifted"),
          by=(SYSTEM_MAY,),
          needs=("reason",),
          guards=(signing.all_signed(Purpose.LIFT),),
          does=(effects.lift,))
    def lift(self): "The rollout goes on."

    @step(S.ROLLOUT, S.ELS, _("Early life support begun"),
          by=(SYSTEM_MAY,),
          guards=(guards.all_regions_verified,),
          does=(effects.enter_els,))
    def enter_els(self): "Every region that neither defers nor opts out has verified it."

    @step(S.ELS, None, _("Early life support is about to end"),
          by=(SYSTEM_MAY,),
          does=(effects.tell_leaders,),
          quiet=True)
    def els_ends(self): "Its last day is near: are the criteria for its end met?"

    @step(S.ELS, S.COMPLETED, pgettext_lazy("release", "Complete"),
          by=(MANAGER,),
          needs=("els_exit_criteria", "incident_trend"),
          does=(effects.complete,))
    def complete(self): "Early life support is over. It remains to look back."

    @step(S.COMPLETED, None, _("The time for the review has passed"),
          by=(SYSTEM_MAY,),
          does=(effects.tell_leaders,),
          quiet=True)
    def review_late(self): "Nobody has said how the release went."

    @step(S.COMPLETED, S.CLOSED, pgettext_lazy("release", "Close"),
          by=(MANAGER,),
          needs=("release_review",),
          guards=(guards.deferred_regions_have_deviation, guards.all_regions_verified),
          does=(effects.end,))
    def close(self): "What went well, what did not. The regions' rows are at rest."

    @step(BEFORE_ROLLOUT, None, _("Sign that it is called off"),
          by=(CANCELS,),
          needs=("reason",),
          guards=(signing.may_sign(Purpose.CANCEL),),
          does=(signing.sign(Purpose.CANCEL, then="cancel"),))
    def sign_cancel(self): "Both object managers sign. With the second signature it is called off."

    @step(BEFORE_ROLLOUT, S.CANCELLED, pgettext_lazy("release", "Called off"),
          by=(SYSTEM_MAY,),
          needs=("reason",),
          guards=(signing.all_signed(Purpose.CANCEL),),
          does=(effects.end,))
    def cancel(self): "Both object managers have signed."
    # fmt: on
