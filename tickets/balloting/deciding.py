"""The step of every process that forums decide on: a decision that is no other step of it, or that undoes one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.step import OPEN, Who, step
from tickets.balloting.guards import by_decision


class DecidedInForums:
    """Mixed into a workflow that says `frozen` and `results` (tickets.balloting.holding)."""

    # fmt: off
    @step(OPEN, None, _("Note a decision"),
          by=(Who("forum.chair"),),
          guards=(by_decision,),
          also_ended=True)
    def record_decision(self): "A forum has decided something that is no other step here, or has undone a decision."
    # fmt: on
