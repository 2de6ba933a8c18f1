"""What those are told who hear of a known error: what has happened, and what is asked of them until when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tickets.telling_asks import do, is_of_region, to

HAPPENED = {
    "create": _("A known error has been drafted"),
    "review_template_impact": _("The impact on templates has been reviewed"),
    "publish": _("A known error has been published, with a workaround"),
    "republish": _("A known error has been published again"),
    "plan_fix": _("A fix of the known error is planned"),
    "unplan_fix": _("No fix of the known error is on its way any more"),
    "change_problem": _("The known error follows from another problem"),
    "propose_retiring": _("The fix is verified in every region"),
    "review_due": _("It is time to review the known error"),
    "retire": _("The known error is retired: nobody is offered the workaround any more"),
    "withdraw": _("The known error is withdrawn: do not use the workaround"),
}

READ = to(is_of_region, _("Read the workaround, and pass it on in your region."))
ASKED = {
    "create": (
        do("review_template_impact", _("Say whether the fault or its workaround touches templates.")),
        do("publish", _("Check the text, and publish it.")),
    ),
    "review_template_impact": (do("publish", _("Read the review, and publish the known error.")),),
    "publish": (READ,),
    "republish": (READ,),
    "propose_retiring": (do("retire", _("Mark it as retired, or say why it is kept.")),),
    "review_due": (do("confirm_review", _("Confirm that it still holds, change it or withdraw it.")),),
    "unplan_fix": (do("plan_fix", _("State another fix when there is one.")),),
    "withdraw": (
        do("republish", _("Correct it, and publish it again when it holds.")),
        to(is_of_region, _("Tell those who use the workaround to stop.")),
    ),
}

SAYS = (("known-error", HAPPENED, ASKED),)
