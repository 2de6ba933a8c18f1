"""What an incident goes through with a deployment that failed by it. Mixed into the workflow of incidents."""

from django.utils.translation import gettext_lazy as _

from engine.step import OPEN, SYSTEM_MAY, step
from tickets import codes
from tickets.processes.change.on_incidents import note_change


class MayComeOfDeployment:
    """A step that the program takes on an incident. It leaves the state."""

    # fmt: off
    @step(OPEN, None, _("A deployment was named as its cause"),
          by=(SYSTEM_MAY,),
          needs=("linked_ticket",),
          does=(note_change,),
          audience=codes.Audience.CUSTOMER, quiet=True, also_ended=True)
    def deployment_found(self): "It came with a release."
    # fmt: on
