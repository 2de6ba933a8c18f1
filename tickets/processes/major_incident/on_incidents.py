"""The steps that an incident takes on the way into a major incident, in it, and out of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.step import SYSTEM_MAY, Who, step
from tickets.guards import not_confidential
from tickets.processes.major_incident import guards, proposing_major

UNSOLVED = ("new", "triage", "assigned", "in_progress", "on_hold")
LIVE = (*UNSOLVED, "resolved")


class MayBeMajor:
    """Mixed into the incident's workflow."""

    # fmt: off
    @step(UNSOLVED, None, _("Propose major incident"),
          by=(Who("mi.propose"),),
          needs=("motivation",),
          guards=(not_confidential, guards.no_open_major_incident),
          does=(proposing_major.propose_from,))
    def propose_mi(self): "The major incident manager decides. One under way for the same service takes it in."

    @step(UNSOLVED, None, _("The program proposed a major incident"),
          by=(SYSTEM_MAY,),
          guards=(proposing_major.rule_still_holds,),
          does=(proposing_major.propose_by_rule,),
          quiet=True)
    def meet_major_rule(self): "It is P1, or several regions have registered the same service within a short time."

    @step(LIVE, None, _("Became part of a major incident"),
          by=(SYSTEM_MAY,),
          needs=("major_ticket",),
          does=(proposing_major.enter,),
          quiet=True)
    def enter_major(self): "It keeps its own times and its own holder."

    @step(LIVE, None, _("Its major incident was declared"),
          by=(SYSTEM_MAY,),
          does=(proposing_major.heed,))
    def heed_major(self): "It has priority P1 from now on."

    @step(LIVE, None, _("Its major incident was downgraded"),
          by=(SYSTEM_MAY,),
          does=(proposing_major.leave,),
          quiet=True)
    def leave_major(self): "It goes on by itself."
    # fmt: on
