"""What those are told who hear of an incident: what has happened, and what is asked of them until when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sla.models import Metric
from tickets.models import RegionLeg
from tickets.processes.regulatory import saying as regulatory
from tickets.telling_asks import can, do, do_in, has_reported, to
from tickets.telling_until import falls_due, work
from tickets.workflows.saying import ACCEPT

HAPPENED = {
    "register": _("A new incident has been registered"),
    "prioritise": _("The incident has been prioritised"),
    "take": _("The incident is being investigated"),
    "escalate_tier": _("The incident is handed over to another organisation"),
    "escalate_vendor": _("The incident is sent to the vendor"),
    "emergency_bypass": _("The incident is sent directly to the vendor"),
    "resolve": _("The incident is resolved"),
    "join": _("Another region has the fault, too"),
    "put_under": _("The incident has become part of a main case"),
    "take_out": _("The incident is no longer part of a main case"),
    "accept_solution": _("The main case's solution was accepted"),
    "decline_solution": _("The main case's solution was declined"),
    "receive_solution": _("The main case's solution is proposed for the incident"),
    "child_declined": _("The fault remains in a case that is part of this one"),
    "drop_solution": _("The proposed solution was taken back"),
    "workaround_published": _("A workaround has been published"),
    "workaround_withdrawn": _("The workaround is no longer to be used"),
    "problem_found": _("A problem was named as the cause of the incident"),
    "problem_closed": _("The problem behind the incident is closed"),
    "change_found": _("A change was named as the cause of the incident"),
    "change_lost": _("A change is no longer named as the cause of the incident"),
    "deployment_found": _("A deployment was named as the cause of the incident"),
    "propose_mi": _("The incident is proposed as a major incident"),
    "enter_major": _("The incident has become part of a major incident"),
    "heed_major": _("The major incident has been declared"),
    "leave_major": _("The major incident was downgraded, and the incident goes on by itself"),
    "ask_if_fault_remains": _("A release that is to mend the fault is in use"),
    "fault_remains": _("The fault remains after the release"),
    "fault_is_gone": _("The fault is gone after the release"),
    "assess_reporting": _("The duty to report is to be assessed"),
}

CONFIRM_PART = do_in(
    RegionLeg,
    "region_confirm",
    _("Try whether it works in your region: confirm it, or say what remains. No answer in time counts as a yes."),
    until=falls_due("time_out", part=RegionLeg),
)
REOPEN = do(
    "reopen",
    _("Check that it works. If it does not, reopen the incident and say what remains."),
    until=falls_due("close"),
)
SOLVE = work("resolve", _("Investigate and resolve it."))
ASKED = dict.fromkeys(("escalate_tier", "escalate_vendor", "emergency_bypass"), (ACCEPT,)) | {
    "register": (work("triage", _("Assess it: how serious is it, and who takes it?"), Metric.RESPOND),),
    "assign": (work("take", _("Take the incident.")), SOLVE),
    "resume": (SOLVE,),
    "reopen": (work("resolve", _("Read what remains, and resolve it.")),),
    "resolve": (CONFIRM_PART, REOPEN),
    "accept_solution": (CONFIRM_PART, REOPEN),
    "receive_solution": (
        do("accept_solution", _("Try whether the solution works here: accept it, or decline it and say what remains.")),
    ),
    "child_declined": (do("reopen", _("Read what remains there, and reopen the incident if the fault is the same.")),),
    "workaround_published": (
        to(can("resolve"), _("Try the workaround, and resolve the incident if it helps.")),
        to(has_reported, _("Read how you can work until the fault is mended.")),
    ),
    "workaround_withdrawn": (to(has_reported, _("Stop using it, and read what applies now.")),),
    "ask_if_fault_remains": (do("fault_is_gone", _("Say whether the fault is gone in your region.")),),
    "join": (do("prioritise", _("Look at whether the priority still is right.")),),
    "assess_reporting": (regulatory.DECIDE,),
}

HAPPENED_TO_PART = {
    "resolve": _("The incident is resolved in a region"),
    "region_confirm": _("A region has confirmed that it works"),
    "region_decline": _("The fault remains in a region"),
    "restate": _("A region has changed what is affected"),
    "time_out": _("A region has not answered, which counts as a yes"),
    "split_out": _("A region's part is an incident of its own"),
}

SAYS = (("incident", HAPPENED, ASKED), (RegionLeg.kind, HAPPENED_TO_PART, {"resolve": (CONFIRM_PART,)}))
