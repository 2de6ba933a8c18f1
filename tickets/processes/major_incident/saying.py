"""What those are told who hear of a major incident or a region's row in it, and what is asked of them until when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sla.models import Trigger
from tickets.models import MiRegionRow
from tickets.processes.regulatory import saying as regulatory
from tickets.telling_asks import do, do_in, has_reported, to
from tickets.telling_until import falls_due

HAPPENED = {
    "propose": _("A major incident has been proposed"),
    "declare": _("A major incident has been declared"),
    "reject": _("The proposed major incident was turned down"),
    "link_incident": _("An incident has become part of the major incident"),
    "start_investigation": _("The investigation of the major incident has begun"),
    "identify": _("A cause of the major incident has been stated"),
    "mitigate": _("The major incident is being mitigated"),
    "monitor": _("Service is restored according to the incident team"),
    "regress": _("Service is not restored: the major incident is investigated again"),
    "resolve": _("The major incident is resolved"),
    "downgrade": _("The major incident was downgraded"),
    "hand_over_role": _("A duty in the major incident is offered to somebody else"),
    "accept_role": _("A duty in the major incident has been taken over"),
    "leave_duty": _("Somebody has left a duty in the major incident"),
    "write_message": _("A status message has been drafted"),
    "publish_message": _("A status message has been published"),
    "correct_message": _("A status message has been added to"),
    "add_suffix": _("Your region has added to a status message"),
    "report_vendor_status": _("The vendor has reported how it stands"),
    "child_declined": _("The fault remains in one of its incidents"),
    "start_review": _("The review of the major incident has begun"),
    "add_action": _("You are to do something after a major incident"),
    "action_late": _("The day of an action after a major incident has passed"),
    "sign_review": _("The review has its first signature"),
    "close": _("The major incident is closed"),
    "assess_reporting": _("The duty to report is to be assessed"),
}

STATE = do_in(
    MiRegionRow, "state_affected", _("State how it stands in your region: affected, degraded or not affected.")
)
WORKS = do_in(MiRegionRow, "confirm", _("Try it in your region, and confirm that it works or say what does not."))
DECIDE = do(
    "declare",
    _("Declare it a major incident, or turn it down with a reason."),
    until=lambda ticket, event: ticket.detail().decide_by,
)
PUBLISH = do("publish_message", _("Read the draft and publish it."))
SEE = do("add_suffix", _("Read it, pass it on in your region, and add what applies there."))
DO_IT = do("finish_action", _("Do it, and mark it as done on the page of the review."))
ASKED = {
    "propose": (DECIDE,),
    "declare": (
        do(
            "write_message",
            _("Write the first status message."),
            until=falls_due("escalate", reason=Trigger.MAJOR_UNTOLD),
        ),
        do(
            "publish_message",
            _("Gather the team. A first status message is owed."),
            until=falls_due("escalate", reason=Trigger.MAJOR_UNTOLD),
        ),
        STATE,
        do("report_vendor_status", _("Report how it stands with you, and when you expect it to be ready.")),
    ),
    "reject": (to(has_reported, _("Read why. The incidents go on by themselves.")),),
    "regress": (STATE,),
    "monitor": (WORKS,),
    "hand_over_role": (do("accept_role", _("Take over the duty. Until you do, whoever has it keeps it.")),),
    "leave_duty": (do("hand_over_role", _("See that somebody else gets the duty.")),),
    "write_message": (PUBLISH,),
    "publish_message": (SEE,),
    "correct_message": (SEE,),
    "child_declined": (
        do("regress", _("Read what remains there, and go back to the investigation if the fault is the same.")),
    ),
    "resolve": (
        do(
            "start_review",
            _("Start the review while it is remembered."),
            until=falls_due("escalate", reason=Trigger.MAJOR_UNDRAFTED),
        ),
    ),
    "start_review": (
        do(
            "sign_review",
            _("Read the timeline, decide on actions, and sign the review."),
            until=falls_due("escalate", reason=Trigger.MAJOR_UNREVIEWED),
        ),
        do(
            "draft_review",
            _("Read the timeline, and write your part of the review."),
            until=falls_due("escalate", reason=Trigger.MAJOR_UNREVIEWED),
        ),
    ),
    "add_action": (DO_IT,),
    "action_late": (DO_IT,),
    "sign_review": (do("close", _("Sign it, too: with the second signature the major incident is closed.")),),
    "assess_reporting": (regulatory.DECIDE,),
}

HAPPENED_TO_PART = {
    "oral_report": _("What your region said by telephone has been noted"),
    "decline": _("The fault remains in a region"),
    "confirm": _("A region has confirmed that it works"),
    "state_affected": _("A region is affected"),
    "state_degraded": _("A region is degraded"),
    "state_not_affected": _("A region is not affected"),
    "report_impact": _("A region has said for how long it was noticed"),
}

OF_ROW = {
    "oral_report": (
        do_in(MiRegionRow, "confirm_oral", _("Confirm that it stands so in your region, or state how it stands.")),
    ),
    "decline": (do("regress", _("Read what does not work there, and go back to the investigation.")),),
}

SAYS = (
    ("major-incident", HAPPENED, ASKED),
    ("region_row", HAPPENED_TO_PART, OF_ROW),
)
