"""What those are told who hear of any case, of a general case or a hand-off."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sla.models import Metric
from tickets.balloting.saying import CONSENT, VOTE
from tickets.models import Handoff, RegulatoryTrack
from tickets.telling_asks import EVERY, do, do_in, has_reported, to
from tickets.telling_until import falls_due, promised, work


def held_until(ticket, event):
    return ticket.hold_until


# --- Every process ---


HAPPENED = {
    "add_note": _("A note has been written"),
    "attach": _("Files have been attached"),
    "ask": _("A question has been asked"),
    "answer": _("A question has been answered"),
    "hand_over_it": _("The case is handed over to another organisation"),
    "hand_over_support": _("The case is handed over to another organisation"),
    "hand_over_vendor": _("The case is sent to the vendor"),
    "hand_back": _("The case is handed back"),
    "report_solution": _("The vendor has reported a solution and hands the case back"),
    "propose_priority": _("Another priority has been proposed"),
    "set_planned_dates": _("Planned dates have been stated"),
    "widen": _("The case has been made joint"),
    "share": _("The case has been shared"),
    "merge": _("Cases have been merged into this one"),
    "take_in": _("A duplicate has been merged into this case"),
    "let_go": _("A duplicate is a case of its own again"),
    "mark_duplicate": _("The case was closed as a duplicate"),
    "undo_duplicate": _("The case is no longer marked as a duplicate"),
    "reclassify": _("The case was reclassified and goes on under another number"),
    "hide_personal_data": _("Personal data has been hidden in the case"),
    "settle_personal_data": _("It has been decided what happens to hidden personal data"),
    "explain_breach": _("A reason for an exceeded time has been given"),
    "dispute_breach": _("The reason for an exceeded time is disputed"),
    "put_to_vote": _("The forum votes about the case"),
    "record_decision": _("A decision has been recorded"),
    "assign": _("The case has been assigned"),
    "hold": _("The case is on hold"),
    "resume": _("The case is taken up again"),
    "reopen": _("The case has been reopened"),
    "close": _("The case is closed"),
    "cancel": _("The case was withdrawn"),
    "carry_on": _("The case goes on under a new number"),
}

ACCEPT = do_in(
    Handoff,
    "accept",
    _("Accept the case, or return it and say what is missing."),
    until=promised(Metric.ACKNOWLEDGE),
)
OF_EVERY = dict.fromkeys(
    ("hand_over_it", "hand_over_support", "hand_over_vendor", "hand_back", "report_solution"), (ACCEPT,)
) | {
    "put_to_vote": (VOTE, CONSENT),
    "ask": (do("answer", _("Answer the question.")),),
    "hold": (
        do("answer", _("Answer what is asked: the case goes on at once."), until=held_until),
        do("resume", _("Take it up again when what it waits for has come."), until=held_until),
    ),
    "answer": (
        do("resume", _("Read the answer, and take the case up again.")),
        do("ask", _("Read the answer, and go on with the case.")),
    ),
    "propose_priority": (do("prioritise", _("Decide on the priority.")),),
    "explain_breach": (
        do("dispute_breach", _("If you are named as the owner and it is wrong: dispute it, with your words.")),
    ),
    "hide_personal_data": (do("settle_personal_data", _("Decide whether it is to be removed, masked or shown.")),),
}

# --- A general case ---


HAPPENED_TO_CASE = {
    "submit": _("A new case has come in"),
    "start": _("The work on the case has begun"),
    "resolve": _("The case has been answered"),
    "confirm": _("The answer is confirmed, and the case is closed"),
    "reject": _("The case was turned away"),
    "send_notice": _("A field safety notice has been sent to the regions"),
}

OF_GENERAL_CASE = {
    "submit": (work("start_triage", _("Look into it, and assign it to whoever is to answer."), Metric.RESPOND),),
    "assign": (work("start", _("Start work on it.")), work("resolve", _("Answer the case."))),
    "resume": (work("resolve", _("Answer the case.")),),
    "reopen": (work("resolve", _("Read what is missing, and answer anew.")),),
    "resolve": (
        do(
            "confirm",
            _("Confirm that the answer helped. If it did not, reopen the case and say what is missing."),
            until=falls_due("confirm"),
        ),
    ),
    "reject": (to(has_reported, _("Read why, and where it should go instead.")),),
    "send_notice": (
        do_in(RegulatoryTrack, "acknowledge", _("Acknowledge the notice for your region, and say what you do.")),
    ),
}

# --- A hand-off ---


HAPPENED_TO_HANDOFF = {
    "propose": _("The case is offered to an organisation"),
    "accept": _("The hand-over was accepted"),
    "return": _("The hand-over was returned"),
    "withdraw": _("The hand-over was taken back"),
}

SAYS = (
    (EVERY, HAPPENED, OF_EVERY),
    ("general-case", HAPPENED_TO_CASE, OF_GENERAL_CASE),
    (Handoff.kind, HAPPENED_TO_HANDOFF, {}),
)
