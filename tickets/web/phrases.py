"""What each step reads as in the timeline, after the name of who did it: "registered the incident"."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# (kind of subject, step) -> (words, mark of the sprite); of a ticket first by (process, step), which the pages of a
# process add. `%(…)s` are filled from the event.
PHRASES = {
    ("ticket", "open"): (_("began to write"), "plus"),
    ("ticket", "register"): (_("registered the incident."), "plus"),
    ("ticket", "submit"): (_("submitted the case."), "plus"),
    ("ticket", "carry_on"): (_("went on with the case under this number."), "st-reclassified"),
    ("ticket", "triage"): (_("began to assess it."), "st-triage"),
    ("ticket", "start_triage"): (_("began to assess it."), "st-triage"),
    ("ticket", "prioritise"): (_("set the priority: %(priority)s."), "bars"),
    ("ticket", "assign"): (_("assigned it to %(assigned)s."), "st-assigned"),
    ("ticket", "take"): (_("took it on."), "st-active"),
    ("ticket", "start"): (_("began to work on it."), "st-active"),
    ("ticket", "hold"): (_("put it on hold: %(hold)s, until %(until)s."), "st-hold"),
    ("ticket", "resume"): (_("took it up again."), "st-active"),
    ("ticket", "resolve"): (_("stated it as solved: %(outcome)s."), "st-resolved"),
    ("ticket", "confirm"): (_("confirmed that the answer helped. The case is closed."), "st-closed"),
    ("ticket", "close"): (_("closed it."), "st-closed"),
    ("ticket", "reopen"): (_("reopened it."), "undo"),
    ("ticket", "reject"): (_("turned it away: %(outcome)s."), "st-cancelled"),
    ("ticket", "cancel"): (_("withdrew it."), "st-cancelled"),
    ("ticket", "mark_duplicate"): (_("marked it as a duplicate."), "st-duplicate"),
    ("ticket", "undo_duplicate"): (_("undid the mark as duplicate."), "undo"),
    ("ticket", "reclassify"): (_("reclassified it."), "st-reclassified"),
    ("ticket", "tag"): (_("changed the tags."), "note"),
    ("ticket", "send_notice"): (_("sent the safety notice to the regions."), "alert"),
    ("ticket", "escalate_tier"): (_("handed it over to %(offered)s%(why)s."), "arrow"),
    ("ticket", "escalate_vendor"): (_("sent it to %(offered)s%(why)s."), "arrow"),
    ("ticket", "emergency_bypass"): (_("sent it directly to %(offered)s, past the support organisation."), "alert"),
    ("ticket", "hand_over_support"): (_("handed it over to %(offered)s%(why)s."), "arrow"),
    ("ticket", "hand_over_vendor"): (_("sent it to %(offered)s%(why)s."), "arrow"),
    ("ticket", "hand_over_it"): (_("asked %(offered)s to act."), "arrow"),
    ("ticket", "hand_back"): (_("handed it back to %(offered)s%(why)s."), "arrow"),
    ("ticket", "report_solution"): (_("reported a solution and handed it back to %(offered)s."), "arrow"),
    ("ticket", "propose_priority"): (_("proposed the priority %(proposed)s."), "bars"),
    ("ticket", "link_vendor_reference"): (_("stated the vendor's reference."), "note"),
    ("ticket", "set_planned_dates"): (_("stated when it is expected to be ready: %(expected)s."), "clock"),
    ("ticket", "widen"): (_("made it joint: all member regions read it from then on."), "people"),
    ("ticket", "narrow"): (_("limited it to the region."), "lock"),
    ("ticket", "make_confidential"): (_("made it confidential."), "lock"),
    ("ticket", "lift_confidential"): (_("lifted the confidentiality."), "people"),
    ("ticket", "share"): (_("shared it with %(shared)s."), "people"),
    ("ticket", "end_share"): (_("ended the shares."), "lock"),
    ("ticket", "add_task"): (_("added a task."), "list"),
    ("ticket", "finish_task"): (_("finished a task."), "check"),
    ("ticket", "link"): (_("linked it to another case."), "arrow"),
    ("ticket", "unlink"): (_("removed a link."), "x"),
    ("ticket", "attach"): (_("attached files."), "file"),
    ("ticket", "confirm_file"): (_("confirmed a file for the vendor."), "file"),
    ("ticket", "watch"): (_("follows it."), "eye"),
    ("ticket", "unwatch"): (_("no longer follows it."), "eye"),
    ("ticket", "ask"): (_("asked %(asked)s a question."), "note"),
    ("ticket", "answer"): (_("answered."), "note"),
    ("ticket", "add_note"): (_("wrote a note."), "note"),
    ("ticket", "hide_personal_data"): (_("hid a part as personal data: %(part)s."), "lock"),
    ("ticket", "settle_personal_data"): (_("decided about hidden personal data (%(part)s): %(verdict)s."), "check"),
    ("ticket", "mark_secrecy"): (_("judged whether it may fall under secrecy: %(secrecy)s."), "lock"),
    ("ticket", "note_diary"): (_("stated the diary number of the authority."), "note"),
    ("ticket", "disclose"): (_("decided on disclosing the case."), "file"),
    ("ticket", "log_entry"): (_("made an entry in the earlier system."), "note"),
    ("ticket", "warn"): (_("warned: %(raised)s."), "clock"),
    ("ticket", "breach"): (_("warned: %(raised)s."), "alert"),
    ("ticket", "overrun"): (_("warned: %(raised)s."), "alert"),
    ("ticket", "escalate"): (_("reminded: %(raised)s."), "clock"),
    ("ticket", "explain_breach"): (_("gave the reason for an exceeded time: %(breach)s."), "note"),
    ("ticket", "dispute_breach"): (_("disputed the reason for an exceeded time."), "note"),
    ("ticket", "ask_explanation"): (_("reminded: %(raised)s."), "clock"),
    ("handoff", "propose"): (_("offered it to %(receiver)s."), "arrow"),
    ("handoff", "accept"): (_("accepted it."), "arrow"),
    ("handoff", "return"): (_("returned it: %(returned)s."), "undo"),
    ("handoff", "withdraw"): (_("took the hand-over back."), "undo"),
    ("leg", "create"): (_("named %(region)s as affected."), "st-affected"),
    ("leg", "resolve"): (_("stated it as solved for %(region)s."), "st-resolved"),
    ("leg", "region_confirm"): (_("confirmed for %(region)s that it works."), "st-resolved"),
    ("leg", "region_decline"): (_("said that it is not solved in %(region)s."), "st-affected"),
    ("leg", "time_out"): (_("closed %(region)s's time to answer: silence counts as confirmation."), "clock"),
    ("ticket", "join"): (_("joined for another region: it has the fault too."), "st-affected"),
    ("ticket", "merge"): (_("merged other cases into it."), "st-duplicate"),
    ("ticket", "take_in"): (_("took in a duplicate with its people."), "st-duplicate"),
    ("ticket", "let_go"): (_("let a duplicate go again."), "undo"),
    ("ticket", "put_under"): (_("made it part of a main case."), "arrow"),
    ("ticket", "take_out"): (_("took it out of its main case."), "x"),
    ("ticket", "receive_solution"): (_("proposed the main case's solution."), "st-resolved"),
    ("ticket", "drop_solution"): (_("took the proposed solution back."), "undo"),
    ("ticket", "accept_solution"): (_("accepted the proposed solution."), "st-resolved"),
    ("ticket", "decline_solution"): (_("declined the proposed solution: the fault remains."), "st-affected"),
    ("ticket", "child_declined"): (_("heard that a case that is part of this one declined the solution."), "alert"),
    ("leg", "join"): (_("let %(region)s join with its own part."), "st-affected"),
    ("leg", "split_out"): (_("made a case of its own of %(region)s's part."), "arrow"),
    ("leg", "leave"): (_("let %(region)s's part go back to its own case."), "undo"),
    ("leg", "reopen"): (_("took up %(region)s's part again."), "undo"),
    ("ticket", "assess_reporting"): (_("began to assess a duty to report."), "note"),
    ("track", "open"): (_("%(region)s is to assess: %(law)s."), "note"),
    ("track", "record_knowledge"): (_("stated when %(region)s knew (%(law)s)."), "clock"),
    ("track", "state_event"): (_("stated for %(region)s what kind of event it is (%(law)s)."), "note"),
    ("track", "state_action"): (_("stated the corrective action of %(region)s (%(law)s)."), "note"),
    ("track", "decide_reportable"): (_("decided for %(region)s: it is to be reported (%(law)s)."), "check"),
    ("track", "mark_sent"): (_("marked as sent for %(region)s: %(report)s (%(law)s)."), "arrow"),
    ("track", "notice_came"): (_("told %(region)s that a region has given notice (%(law)s)."), "note"),
    ("track", "confirm_receipt"): (_("confirmed for %(region)s that regions' notices are there (%(law)s)."), "check"),
    ("track", "receipt_came"): (_("noted for %(region)s that the manufacturer has its notice (%(law)s)."), "check"),
    ("track", "decide_not_reportable"): (_("decided for %(region)s: nothing to report (%(law)s)."), "check"),
    ("track", "acknowledge"): (_("acknowledged for %(region)s (%(law)s)."), "check"),
    ("track", "reopen"): (_("assesses again for %(region)s: %(law)s."), "undo"),
    ("track", "finish"): (_("ended the reporting of %(region)s: %(law)s."), "check"),
    ("track", "remind"): (_("reminded %(region)s, soon due: %(report)s (%(law)s)."), "clock"),
    ("track", "overdue"): (_("warned %(region)s, time has passed: %(report)s (%(law)s)."), "alert"),
}
# What is said where the event lacks the value, or the reader may not know it: step -> (value, words).
SHORTER = {
    "hold": ("until", _("put it on hold: %(hold)s.")),
    "assign": ("assigned", _("assigned it.")),
    "resolve": ("outcome", _("stated it as solved.")),
    "prioritise": ("priority", _("changed impact or urgency; the priority stays.")),
}
ENDED_IN_LOG = _("ended it without a solution.")
# What an event means for who holds the ticket, said after it.
HOLDS_NOW = pgettext_lazy("timeline", "%(organisation)s holds the case.")
NOTES = frozenset({"add_note", "ask", "answer"})
NOTE_WORDS = {"add_note": "note_text", "answer": "note_text", "ask": "question"}
# Events that say nothing to someone who wants to know how the case stands; shown with every changed field.
MINOR = frozenset(
    {
        ("ticket", "open"),
        ("ticket", "watch"),
        ("ticket", "unwatch"),
        ("leg", "create"),
        ("leg", "join"),
        ("track", "open"),
        ("region_row", "create"),
        ("deployment", "create"),
        ("deployment", "remind"),
        ("region_row", "remind"),  # the reminder itself says who was told
        ("handoff", "propose"),
    }
)


def phrase_of(process: str, kind: str, step: str):
    """The words and mark of a step: the process's own where it has some, else those that hold for every process."""
    own = PHRASES.get((process, step)) if kind == "ticket" else None
    return own or PHRASES.get((kind, step))
