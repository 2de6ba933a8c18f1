"""What an incident goes through with the change that caused it. Mixed into the workflows of incidents."""

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.step import OPEN, SYSTEM_MAY, step
from tickets import codes

ALWAYS = codes.Audience.CUSTOMER  # the vendor may read the incident and not the change


def note_change(context: Context) -> None:
    """The event points at the change; its number is shown to those who read both."""
    change = context.data["linked_ticket"]
    context.notes["link"] = {"kind": codes.LinkKind.CAUSED_BY, "ticket": change.pk, "for": ALWAYS}
    context.tell("holder")


class MayBeCausedByChange:
    """Steps that the program takes on an incident when a change is named as its cause. None changes the state."""

    # fmt: off
    @step(OPEN, None, _("A change was named as its cause"),
          by=(SYSTEM_MAY,),
          needs=("linked_ticket",),
          does=(note_change,),
          audience=ALWAYS, quiet=True, also_ended=True)
    def change_found(self): "It came of something that was altered."

    @step(OPEN, None, _("Its change was taken away"),
          by=(SYSTEM_MAY,),
          needs=("linked_ticket",),
          does=(note_change,),
          audience=ALWAYS, quiet=True, also_ended=True)
    def change_lost(self): "It turned out to have another cause."
    # fmt: on
