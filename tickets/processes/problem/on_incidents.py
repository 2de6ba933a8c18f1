"""What an incident goes through with the problem that causes it. Mixed into the workflow of incidents."""

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.step import OPEN, SYSTEM_MAY, step
from tickets import codes

ALWAYS = codes.Audience.CUSTOMER  # the vendor may read the incident and not the problem


def note_problem(context: Context) -> None:
    """The event points at the problem; its number is shown to those who read both."""
    problem = context.data["linked_ticket"]
    context.notes["link"] = {"kind": codes.LinkKind.CAUSED_BY, "ticket": problem.pk, "for": ALWAYS}


def tell_of_problem(context: Context) -> None:
    note_problem(context)
    context.tell("holder")


def tell_of_end(context: Context) -> None:
    note_problem(context)
    context.tell("holder")
    context.tell("reporter")
    context.tell("affected")


class HasProblems:
    """Steps that the program takes on an incident when its problem does something. None of them changes the state."""

    # fmt: off
    @step(OPEN, None, _("A problem was named as its cause"),
          by=(SYSTEM_MAY,),
          needs=("linked_ticket",),
          does=(tell_of_problem,),
          audience=ALWAYS, quiet=True, also_ended=True)
    def problem_found(self): "Why it happened is looked into in a problem."

    @step(OPEN, None, _("Its problem was taken away"),
          by=(SYSTEM_MAY,),
          needs=("linked_ticket",),
          does=(note_problem,),
          audience=ALWAYS, quiet=True, also_ended=True)
    def problem_lost(self): "It turned out to have another cause."

    @step(OPEN, None, _("Its problem was closed"),
          by=(SYSTEM_MAY,),
          needs=("linked_ticket",),
          does=(tell_of_end,),
          audience=ALWAYS, quiet=True, also_ended=True)
    def problem_closed(self): "The cause was mended, and the regions have seen that the fix works."
    # fmt: on
