"""What those are told who hear of a problem: what has happened, and what is asked of them until when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tickets.telling_asks import do
from tickets.telling_until import falls_due
from tickets.workflows.saying import ACCEPT

target = falls_due("target_passed")

HAPPENED = {
    "register": _("A new problem has been registered"),
    "assess": _("The problem has been assessed and concerns your region"),
    "start_rca": _("The search for the root cause has begun"),
    "target_passed": _("The target date has passed, and the root cause is still looked for"),
    "approve_unknown_cause": _("It is approved that the root cause is unknown"),
    "to_vendor": _("The problem is sent to the vendor"),
    "declare_ke": _("The problem is a known error"),
    "start_fix": _("The fix of the problem has begun"),
    "fix_delivered": _("The fix of the problem has been delivered"),
    "verify_region": _("A region has confirmed the fix"),
    "not_fixed": _("The fault remains after the fix"),
    "resolve": _("The problem is fixed"),
    "accept_risk": _("The risk of the problem has been accepted"),
    "advise_risk": _("Advice on the risk has been given"),
    "wake": _("The accepted risk is to be reconsidered"),
    "hold": _("The problem rests"),
    "resume_assess": _("The assessment of the problem goes on"),
    "resume_rca": _("The search for the root cause goes on"),
    "resume_known_error": _("The problem is a known error again"),
    "resume_fix": _("The work on the fix goes on"),
    "incident_linked": _("An incident has been linked to the problem"),
    "incident_unlinked": _("An incident is no longer linked to the problem"),
    "close": _("The problem is closed"),
    "cancel": _("The problem was written off"),
}

TRY = do(
    "verify_region", _("Try the fix in your region, and confirm that it works. If it does not, say so in the problem.")
)
ASSESS = do("assess", _("Assess it: how bad it is and how often it happens."))
DECLARE = do("declare_ke", _("State the cause and declare a known error, or set another target."))
ASKED = {
    "to_vendor": (ACCEPT,),
    "register": (ASSESS,),
    "start_rca": (
        do("declare_ke", _("Find the cause, and declare a known error."), until=target),
        do("describe_cause", _("Look for the cause, and describe what you find."), until=target),
    ),
    "target_passed": (DECLARE, do("describe_cause", _("Describe what you have found so far."))),
    "approve_unknown_cause": (DECLARE,),
    "declare_ke": (do("start_fix", _("Say what mends it, and in which version.")),),
    "fix_delivered": (TRY, do("resolve", _("Wait for the regions' answers, then mark it as fixed."))),
    "verify_region": (do("resolve", _("When nothing more is missing: mark the problem as fixed.")),),
    "not_fixed": (do("fix_delivered", _("Read what still happens, and deliver a new fix.")),),
    "resolve": (do("close", _("Write down what was learnt, and close the problem.")),),
    "advise_risk": (do("accept_risk", _("Read the advice, and decide whether the risk is accepted.")),),
    "accept_risk": (
        do("wake", _("It is taken up again by itself on its day of review; you can reconsider it before.")),
    ),
    "wake": (ASSESS, do("start_rca", _("Decide what is to be done with it now."))),
    "resume_rca": (do("describe_cause", _("Look for the cause, and describe what you find."), until=target),),
    "resume_fix": (do("fix_delivered", _("Go on with the fix, and report it when it is delivered.")),),
}

SAYS = (("problem", HAPPENED, ASKED),)
