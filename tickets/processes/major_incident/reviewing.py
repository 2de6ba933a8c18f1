"""The steps of the review: who looks back, what is to be done by whom, and the two persons who close it."""

from django.utils.translation import gettext_lazy as _

from engine.step import SYSTEM_MAY, Who, step
from tickets import codes
from tickets.processes.major_incident import drafting, effects, following_up, guards
from tickets.processes.major_incident.who import CLOSER, CUSTOMER, MANAGER

REVIEWER = Who("ticket.own", drafting.REVIEWER, tiers=CUSTOMER)
DOER = Who("ticket.own", following_up.DOER, tiers=CUSTOMER)


class Reviewing:
    """Mixed into the workflow."""

    # fmt: off
    @step("resolved", "review", _("Start the review"),
          by=(MANAGER,),
          needs=("review_owner", "invitees", "meeting_at"),
          does=(effects.start_review,))
    def start_review(self): "The timeline and the minutes of impact stand there already."

    @step("review", None, _("Add an action"),
          by=(CLOSER,),
          needs=("action_text", "action_owner", "action_due_at"),
          does=(following_up.add,))
    def add_action(self): "With somebody who does it, and a day."

    @step(("review", "closed"), None, _("Mark an action as done"),
          by=(CLOSER, DOER),
          needs=("action",),
          checks=(guards.action_is_open, following_up.own_action_unless_closing),
          does=(following_up.finish,),
          quiet=True)
    def finish_action(self): "Actions are followed up until they are done, after the major incident is closed, too."

    @step(("review", "closed"), None, _("The day of an action has passed"),
          by=(SYSTEM_MAY,),
          guards=(following_up.still_to_do,),
          does=(following_up.is_late,),
          quiet=True)
    def action_late(self): "It is not marked as done: whoever does it is told, and those who close major incidents."

    @step("review", None, _("Save a draft of the review"),
          by=(CLOSER, REVIEWER),
          asks=tuple(draft for draft, _signed, _column in drafting.WORDS),
          guards=(drafting.review_not_signed,), checks=(drafting.draft_says_something,),
          does=(drafting.save,),
          audience=codes.Audience.OWN)
    def draft_review(self): "Read by those who take part in the review, until it is signed."

    @step("review", None, _("Sign the review"),
          by=(CLOSER,),
          needs=("review_cause", "worked_well", "worked_badly", "problem_link"), asks=("no_actions_reason",),
          guards=(guards.reporting_is_settled,),
          checks=(guards.every_action_has_owner_and_date, guards.problem_linked),
          does=(effects.sign, drafting.drop))
    def sign_review(self): "The first of two signatures. What is changed afterwards is signed anew."

    @step("review", "closed", _("Close"),
          by=(CLOSER,),
          guards=(guards.review_is_signed, guards.second_person_of_the_other_role, guards.reporting_is_settled),
          does=(effects.close,))
    def close(self): "The second signature: the major incident manager and the problem manager sign one each."
    # fmt: on
