"""The receipt after a step, with a way back where the process has one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.explain import state_of
from tickets import selectors
from tickets.web import showing
from tickets.web.possible import step_url

HANDS_OVER = frozenset(
    {"escalate_tier", "escalate_vendor", "emergency_bypass", "hand_back", "hand_over_support", "hand_over_vendor"}
    | {"hand_over_it", "report_solution"}
)
TEXTS = {
    ("ticket", "add_note"): gettext_lazy("The note is saved."),
    ("ticket", "attach"): gettext_lazy("The file is attached."),
    ("ticket", "ask"): gettext_lazy("The question is sent."),
    ("ticket", "answer"): gettext_lazy("The answer is sent."),
    ("ticket", "hold"): gettext_lazy("The case is on hold."),
    ("ticket", "resume"): gettext_lazy("The case has been taken up again."),
    ("ticket", "mark_duplicate"): gettext_lazy("The case is closed as a duplicate."),
    ("ticket", "undo_duplicate"): gettext_lazy("The case is one of its own again."),
    ("ticket", "hide_personal_data"): gettext_lazy(
        "Hidden. Those responsible for information security have been told and decide what becomes of it."
    ),
    ("ticket", "settle_personal_data"): gettext_lazy("The decision is carried out."),
    ("ticket", "watch"): gettext_lazy("You follow the case now."),
    ("ticket", "unwatch"): gettext_lazy("You no longer follow the case."),
    ("ticket", "join"): gettext_lazy(
        "Your region has its own part of the incident now. You are told when it is solved."
    ),
    ("ticket", "merge"): gettext_lazy("The cases are merged. Each can be undone on its own page for 30 days."),
    ("ticket", "put_under"): gettext_lazy("The case is part of the main case now."),
    ("ticket", "take_out"): gettext_lazy("The case goes on by itself."),
    ("ticket", "accept_solution"): gettext_lazy("The solution is accepted. The regions are asked to confirm."),
    ("ticket", "decline_solution"): gettext_lazy("The solution is declined. The case stays open."),
    ("ticket", "share"): gettext_lazy("The case is shared."),
    ("ticket", "end_share"): gettext_lazy("The share is ended."),
    ("handoff", "accept"): gettext_lazy("You have accepted the case. Your organisation holds it now."),
    ("handoff", "return"): gettext_lazy("The case has been returned."),
    ("handoff", "withdraw"): gettext_lazy("The hand-over is taken back."),
    ("ticket", "assess_reporting"): gettext_lazy("Your organisation's assessment has begun. The times are counted."),
    ("track", "mark_sent"): gettext_lazy("Marked as sent. The program sends nothing to any authority."),
    ("track", "decide_reportable"): gettext_lazy("The decision is signed. Send the reports, and mark each as sent."),
    ("track", "decide_not_reportable"): gettext_lazy("The decision is signed with your name and role."),
    ("track", "confirm_receipt"): gettext_lazy("Confirmed. Each region reads when."),
    ("track", "acknowledge"): gettext_lazy("Acknowledged with your name and role."),
    ("ticket", "send_notice"): gettext_lazy("Sent. Each region answers for itself."),
    ("leg", "region_confirm"): gettext_lazy("Your region has confirmed the solution."),
    ("leg", "split_out"): gettext_lazy("The part is an incident of its own now. It is linked to this one."),
    ("leg", "region_decline"): gettext_lazy("Your region has said that it is not solved."),
}
# What takes a step back at once, and the reason that the history then says.
REVERSES = {"mark_duplicate": "undo_duplicate", "hold": "resume", "put_under": "take_out"}
UNDONE = frozenset({*REVERSES.values(), "withdraw", "split_out", "take_out"})


def undone_reason() -> str:
    """The reason kept when somebody presses "Undo" on the receipt."""
    return _("Undone at once by the one who did it.")


def give(request, subject, name: str, label: str) -> None:
    """Queue the receipt of the step `name` on `subject`, which is read again as it now is."""
    ticket = subject.root
    text = TEXTS.get((subject.kind, name), _("Done: %(step)s.") % {"step": label})
    undo = ""
    if subject.kind == "ticket" and name in HANDS_OVER and ticket.offered_to_id is not None:
        said = {"receiver": showing.full_name(ticket.offered_to_id), "holder": showing.full_name(ticket.holder_id)}
        text = _("Handed over to %(receiver)s. %(holder)s holds the case until it is accepted.") % said
        offer = next((one for one in selectors.handoffs(ticket, request.actor) if one.state == "proposed"), None)
        undo = _undo(request, offer, "withdraw") if offer else ""
    elif subject.kind == "ticket" and name == "join":
        own = [one for one in selectors.legs(ticket, request.actor) if one.region_id in request.actor.organisation_ids]
        undo = _undo(request, max(own, key=lambda leg: leg.joined_seq), "split_out") if own else ""
    elif subject.kind == "ticket" and name in REVERSES:
        undo = _undo(request, ticket, REVERSES[name])
    say(request, str(text), f"undo:{undo}" if undo else "")


def say(request, text: str, tags: str = "") -> None:
    """Queue a receipt once: of a form pressed twice the browser may have thrown the first answer away, or not."""
    waiting = messages.get_messages(request)
    is_said = any((one.message, one.extra_tags) == (text, tags) for one in waiting)
    waiting.used = False  # looking at them shows nobody anything
    if not is_said:
        messages.success(request, text, extra_tags=tags)


def _undo(request, subject, name: str) -> str:
    """The address that takes the step back, if the actor may."""
    state = state_of(subject, name, request.actor)
    if state is None or not state.allowed:
        return ""
    return f"{step_url(subject, name)}?{urlencode({'angra': 1, 'v': subject.version})}"
