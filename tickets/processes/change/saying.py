"""What those are told who hear of a change: what has happened, and what is asked of them until when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tickets.balloting.saying import CONSENT, VOTE
from tickets.telling_asks import do, do_any, has_reported, to
from tickets.telling_until import falls_due

KINDS = ("technology", "regional_it", "security", "patient_safety", "operations", "training", "cost", "legal")
DECIDING = (
    "to_minor",
    "to_cab_minor",
    "to_regional",
    "regional_passed",
    "regional_failed",
    "cab_authorise",
    "cab_reject",
)


def starts(ticket, event):
    return ticket.detail().planned_start


def decides(words, *, until=None):
    return do_any(DECIDING, words, until=until)


def assesses(words, *, until=None):
    return do_any([f"assess_{kind}" for kind in KINDS], words, until=until)


HAPPENED = {
    "submit": _("A change has been submitted"),
    "edit": _("The content of the change has been altered"),
    "write_plan": _("The plan of the change has been altered"),
    "pick_template": _("The change is authorised by its template"),
    "template_refused": _("The template does not fit, and the change is a draft again"),
    "accept_assess": _("The change is to be assessed"),
    "set_type": _("The change is of another type"),
    "return": _("The change has been sent back"),
    "reject": _("The change was turned down"),
    "assess_technology": _("The change has been assessed: technology"),
    "assess_regional_it": _("The change has been assessed: regional IT"),
    "assess_security": _("The change has been assessed: information security"),
    "assess_patient_safety": _("The change has been assessed: patient safety"),
    "assess_operations": _("The change has been assessed: operations and test"),
    "assess_training": _("The change has been assessed: training and communication"),
    "assess_cost": _("The change has been assessed: cost"),
    "assess_legal": _("The change has been assessed: law and contract"),
    "decision_late": _("The time to decide on the change has passed"),
    "incident_linked": _("The change was named as the cause of an incident"),
    "incident_unlinked": _("The change is no longer named as the cause of an incident"),
    "link_caused": _("Incidents were named that the change has caused"),
    "to_minor": _("The change managers are asked about the change"),
    "to_cab_minor": _("The change is authorised"),
    "to_regional": _("The change council votes about the change"),
    "regional_passed": _("The regions have said yes, and the CAB decides on the change"),
    "vote_anew": _("The vote about the change is opened anew"),
    "back_to_regional": _("The change is back at the change council"),
    "regional_failed": _("The regions have said no to the change"),
    "cab_authorise": _("The CAB has authorised the change"),
    "cab_reject": _("The CAB has turned the change down"),
    "postpone": _("The change has been postponed"),
    "take_up": _("The CAB takes the change up again"),
    "rework_postponed": _("The postponed change is a draft again"),
    "lower_risk": _("The level of risk has been lowered"),
    "emergency_request": _("An emergency change has been requested"),
    "ecab_approve": _("The emergency change is authorised"),
    "ecab_reject": _("The emergency change was turned down"),
    "phone_late": _("A decision by telephone is not confirmed in time"),
    "confirm_phone": _("The decision by telephone is confirmed"),
    "start_now": _("The emergency change is being carried out"),
    "document": _("The emergency change has been documented"),
    "retro_late": _("The emergency change is not documented in time"),
    "retro_gate": _("The emergency change has been judged and closed"),
    "approve_window": _("A region has answered about the window"),
    "schedule": _("The change has been put in time"),
    "override_freeze": _("The change is allowed during a freeze"),
    "reschedule": _("The change has been moved in time"),
    "reschedule_to_cab": _("The change has been moved, and the CAB decides on the new time"),
    "reschedule_to_assess": _("The change has been moved, and the new time is assessed"),
    "reschedule_to_ecab": _("The emergency change has been moved, and the new time is decided on"),
    "region_go": _("A region has said whether it is ready"),
    "start": _("The change is being carried out"),
    "finish": _("The change has been carried out and is to be verified"),
    "back_out": _("The change was backed out"),
    "verify_region": _("A region has verified the change"),
    "validate": _("The change is verified"),
    "validate_failed": _("The change is verified, with a failure"),
    "validate_standard": _("The standard change is verified and closed"),
    "review_done": _("The change is reviewed and closed"),
    "review_late": _("The time for the review has passed"),
    "cancel": _("The change was withdrawn"),
}

ASSESS = do(
    "accept_assess", _("Read it, and say who is to assess it, or send it back."), until=falls_due("decision_late")
)
GO = do("region_go", _("Say whether your region is ready."), until=starts)
WINDOW = do("approve_window", _("Say whether it may be done in your own infrastructure at that time."), until=starts)
CARRY_OUT = do("start", _("Carry it out in the planned window."), until=starts)
VERIFY = do("verify_region", _("Try whether it works as it should in your region, and say so."))
SCHEDULE = do("schedule", _("Put it in time, within the window that was decided."))
AGAIN = do("submit", _("Read what is missing, complete it and submit it again."))
DECIDE = decides(_("Decide on it now."))
REVIEW = do("review_done", _("Say how it went, what it caused and what was learnt."), until=falls_due("review_late"))
READ_WHY = to(has_reported, _("Read why. You can register a new change."))
JUDGE = do("retro_gate", _("Let the CAB judge the emergency, then settle it."), until=falls_due("retro_late"))
ASSESSED = (
    decides(
        _("Read the assessment. When all have come: take the change to those who decide."),
        until=falls_due("decision_late"),
    ),
)
ASKED = (
    dict.fromkeys(("return", "template_refused", "rework_postponed"), (AGAIN,))
    | dict.fromkeys(("reject", "regional_failed", "cab_reject", "ecab_reject"), (READ_WHY,))
    | dict.fromkeys((f"assess_{kind}" for kind in KINDS), ASSESSED)
    | dict.fromkeys(("to_cab_minor", "cab_authorise", "pick_template"), (WINDOW, SCHEDULE))
    | dict.fromkeys(("schedule", "reschedule"), (GO, WINDOW, CARRY_OUT))
    | {
        "to_minor": (VOTE,),
        "to_regional": (VOTE,),
        "regional_passed": (VOTE, CONSENT),
        "vote_anew": (VOTE, CONSENT),
        "back_to_regional": (VOTE,),
        "take_up": (VOTE, CONSENT),
        "emergency_request": (VOTE,),
        "reschedule_to_cab": (VOTE, CONSENT),
        "reschedule_to_ecab": (VOTE,),
        "submit": (ASSESS,),
        "accept_assess": (
            assesses(_("Give your assessment: yes, yes with a condition, or no."), until=falls_due("decision_late")),
            *ASSESSED,
        ),
        "decision_late": (ASSESS, DECIDE),
        "ecab_approve": (
            do("confirm_phone", _("You said yes by telephone. Confirm it here."), until=falls_due("phone_late")),
            do("start_now", _("Carry it out. An emergency waits for no window.")),
        ),
        "phone_late": (
            do("confirm_phone", _("Confirm here that you said yes by telephone, or say that you did not.")),
        ),
        "retro_late": (do("document", _("Document it at once.")), JUDGE),
        "region_go": (do("reschedule", _("If the region is not ready: move the change in time.")),),
        "override_freeze": (SCHEDULE,),
        "finish": (VERIFY, do("validate", _("Wait for the regions' answers, then complete the verification."))),
        "verify_region": (do("validate", _("When every region has answered: complete the verification.")),),
        "validate": (REVIEW, JUDGE),
        "validate_failed": (REVIEW, JUDGE),
        "back_out": (REVIEW, JUDGE),
        "review_late": (do("review_done", _("Say now how it went.")), JUDGE),
        "incident_linked": (
            do("link_caused", _("Look at whether the change is the cause, and whether it must be backed out.")),
        ),
    }
)

SAYS = (("change", HAPPENED, ASKED),)
