"""What those are told who hear of a duty to report: what has happened, and what is asked of them until when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tickets.models import RegulatoryTrack
from tickets.telling_asks import do_in
from tickets.telling_until import falls_due

HAPPENED = {
    "decide_reportable": _("It has been decided that it is to be reported"),
    "mark_sent": _("A report has been marked as sent"),
    "notice_came": _("A region has given notice of an event with your product"),
    "receipt_came": _("The manufacturer has confirmed your notice"),
    "decide_not_reportable": _("It has been decided that there is nothing to report"),
    "state_action": _("A field safety corrective action has been stated"),
    "acknowledge": _("The last region has acknowledged the notice"),
    "reopen": _("The duty to report is assessed again"),
    "remind": _("A report to an authority is soon due"),
    "overdue": _("The time of a report to an authority has passed"),
}

SEND = do_in(
    RegulatoryTrack,
    "mark_sent",
    _("Send the report yourselves, and mark it as sent; the program sends nothing."),
    until=falls_due("overdue", part=RegulatoryTrack),
)
DECIDE = do_in(
    RegulatoryTrack,
    "decide_reportable",
    _("Assess whether your organisation must report, and sign the decision."),
    until=falls_due("overdue", part=RegulatoryTrack),
)
ACKNOWLEDGE = do_in(RegulatoryTrack, "acknowledge", _("Acknowledge the notice for your region, and say what you do."))
CONFIRM = do_in(
    RegulatoryTrack, "confirm_receipt", _("Confirm that you have the notice, and assess your own duty to report.")
)
ASKED = {
    "notice_came": (CONFIRM,),
    "decide_reportable": (SEND,),
    "remind": (ACKNOWLEDGE, DECIDE, SEND),
    "overdue": (ACKNOWLEDGE, DECIDE, SEND),
    "reopen": (DECIDE,),
}

SAYS = (("track", HAPPENED, ASKED),)
