"""For every step of a major incident and of a region's row: where it is taken from, by whom and with what."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tests import parties
from tests.processes.major_incident import places as at
from tests.processes.regulatory.opened import ASSESSING
from tests.tickets import places
from tests.tickets.way import (
    BY_THE_CLOCK,
    NOTE,
    REDACTING,
    Way,
    a_file,
    a_picture,
    after,
    its_clock,
    its_link,
    its_picture,
    soon,
    the_task,
    the_title,
    why,
)
from tickets.models import MiRegionRow
from tickets.workflows import MajorIncident


def minutes_ago(minutes: int):
    return timezone.now() - timedelta(minutes=minutes)


def working():
    return at.major("investigating")


def another(subject) -> dict:
    return {"other_ticket": places.incident().number, "link_kind": "related"}


def readers(subject) -> dict:
    return {"reason": "Känsligt", "named_readers": [parties.support().user.email]}


QUESTION = {"question": "Hur många avdelningar?", "awaited_party": at.SUPPORT}
SHARE = {"share_level": "view_ticket", "reason": "Expert", "to_organisation": parties.NEIGHBOUR}
TASK = {"task_title": "Ring jouren"}
SECURITY = parties.support_security
WHY = {"reason": "Rör fler"}
COMMON = {
    "explain_breach": Way(at.late, parties.support_manager, why),
    "dispute_breach": Way(
        after(at.late, "explain_breach", parties.support_manager, why),
        parties.support_manager,
        lambda s: its_clock(s, dispute_text="Vi väntade på loggar."),
    ),
    "add_note": Way(working, parties.support, NOTE),
    "attach": Way(working, parties.support, a_file),
    "confirm_file": Way(after(working, "attach", parties.support, a_picture), parties.support, its_picture),
    "ask": Way(working, parties.support, QUESTION),
    "answer": Way(after(working, "ask", parties.support, QUESTION), parties.support, {"note_text": "Tolv."}),
    "hide_personal_data": Way(working, parties.support, the_title),
    "settle_personal_data": Way(after(working, "hide_personal_data", parties.support, the_title), SECURITY, REDACTING),
    "watch": Way(working, parties.desk),
    "unwatch": Way(working, parties.desk),
    "make_confidential": Way(working, SECURITY, readers),
    "lift_confidential": Way(after(working, "make_confidential", SECURITY, readers), SECURITY, WHY),
    "share": Way(working, at.manager, SHARE),
    "end_share": Way(after(working, "share", at.manager, SHARE), at.manager),
    "add_task": Way(working, parties.support, TASK),
    "finish_task": Way(after(working, "add_task", parties.support, TASK), parties.support, the_task),
    "link": Way(working, parties.support, another),
    "unlink": Way(after(working, "link", parties.support, another), parties.support, its_link),
    "propose_priority": Way(at.with_vendor, parties.vendor, {"proposed_priority": 2, "reason": "Få drabbade"}),
    "link_vendor_reference": Way(at.with_vendor, parties.vendor, {"vendor_reference": "SD-4711"}),
    "set_planned_dates": Way(at.with_vendor, parties.vendor, lambda s: soon()),
    "assess_reporting": Way(working, lambda: parties.region_security(parties.NEIGHBOUR), ASSESSING),
}
NEW_PERSON = {"mi_duty": "lead"}
OWN = {
    "declare": Way(lambda: at.major("candidate"), at.manager, lambda s: at.declaring()),
    "reject": Way(lambda: at.major("candidate"), at.manager, {"reason": "En enda avdelning"}),
    "link_incident": Way(working, at.leader, lambda s: {"linked_incidents": [places.incident().number]}),
    "start_investigation": Way(at.major, at.leader),
    "identify": Way(working, at.leader, {"suspected_cause": "Minnet", "confidence": "medium"}),
    "mitigate": Way(working, at.leader, {"action_plan": "Starta om", "no_change_reason": "Drift"}),
    "monitor": Way(working, at.leader, lambda s: at.monitoring()),
    "regress": Way(lambda: at.major("monitoring"), at.leader, {"reason": "Listan är borta igen"}),
    "resolve": Way(lambda: all_answered(), at.manager),
    "downgrade": Way(working, at.manager, {"reason": "Färre än vi trodde"}),
    "hand_over_role": Way(working, at.leader, lambda s: NEW_PERSON | {"new_person": at.manager().user.email}),
    "accept_role": Way(at.offered, at.manager),
    "leave_duty": Way(working, at.leader, NEW_PERSON | {"reason": "Passet är slut"}),
    "write_message": Way(working, at.communicator, lambda s: at.message()),
    "publish_message": Way(at.with_draft, at.leader),
    "correct_message": Way(at.published, at.communicator, {"correction": "Gäller även mottagningarna."}),
    "add_suffix": Way(at.published, at.region_manager, {"suffix_text": "Hos oss: ring 4711."}),
    "log_entry": Way(working, at.logger, {"entry_text": "Leverantören ringd."}),
    "report_vendor_status": Way(at.with_vendor, at.vendor_manager, {"status_text": "Vi läser loggarna."}),
    "start_review": Way(lambda: at.major("resolved"), at.manager, lambda s: at.reviewing()),
    "add_action": Way(lambda: at.major("review"), at.manager, lambda s: at.acting()),
    "finish_action": Way(at.settled_review, at.manager, lambda s: {"action": at.first_action(s).event_seq}),
    "draft_review": Way(lambda: at.major("review"), at.manager, {"review_draft_cause": "Minnet tog slut"}),
    "sign_review": Way(at.settled_review, at.manager, at.signing),
    "close": Way(at.signed, parties.problem_manager),
}


def all_answered():
    ticket = at.major("monitoring")
    at.answer_all(ticket)
    return ticket


UNITS = {"row_units": "Akuten"}
ROWS = {
    "state_not_affected": Way(lambda: at.row_in("unknown"), at.region_manager),
    "state_affected": Way(lambda: at.row_in("unknown"), at.region_manager, UNITS),
    "state_degraded": Way(lambda: at.row_in("unknown"), at.region_manager, UNITS),
    "oral_report": Way(
        lambda: at.row_in("unknown"), at.manager, lambda s: {"told_by": "Jouren", "told_at": minutes_ago(5)}
    ),
    "confirm_oral": Way(at.told_orally, at.region_manager),
    "confirm": Way(
        lambda: at.row_in("restored"), at.region_manager, lambda s: {"confirmed_restored_at": minutes_ago(1)}
    ),
    "decline": Way(lambda: at.row_in("restored"), at.region_manager, {"reason": "Akuten står still"}),
    "report_impact": Way(lambda: at.row_in("affected"), at.region_manager, {"impact_minutes": 95}),
}
WAYS = {MajorIncident: COMMON | OWN, MiRegionRow: ROWS}
ALONG = {
    MajorIncident: {"propose", "child_declined", "action_late"} | BY_THE_CLOCK,
    MiRegionRow: {"create", "restore", "unrestore", "remind", "name_silent"},
}
# Of the incidents' own.
ON_INCIDENTS = {"propose_mi": Way(places.incident, parties.desk, at.MOTIVATION)}
ALONG_ON_INCIDENTS = {"meet_major_rule", "enter_major", "heed_major", "leave_major"}
