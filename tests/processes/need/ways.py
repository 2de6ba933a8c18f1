"""How each step of a need is taken. The common ones by the people who stand where a need stands."""

from tests import parties
from tests.processes.need import places as at
from tests.processes.need.places import coordinator, leader, need
from tests.tickets import way
from tests.tickets.way import BY_THE_CLOCK, Way, after, why
from tickets.workflows import Need

WIDENER, SECURITY = parties.support_manager, parties.support_security
WHY = {"reason": "Rör fler"}
ASKED = way.QUESTION | {"awaited_party": parties.SUPPORT_ORG}


def secret(subject) -> dict:
    return {"reason": "Känsligt", "named_readers": [parties.desk().user.email]}


COMMON = {
    "add_note": Way(need, parties.desk, way.NOTE),
    "attach": Way(need, parties.desk, way.a_file),
    "confirm_file": Way(after(need, "attach", parties.support, way.a_picture), parties.support, way.its_picture),
    "ask": Way(need, leader, ASKED),
    "answer": Way(after(need, "ask", leader, ASKED), parties.support, {"note_text": "Ja, i hela länet."}),
    "narrow": Way(need, WIDENER, WHY),
    "widen": Way(after(need, "narrow", WIDENER, WHY), WIDENER, WHY),
    "make_confidential": Way(need, SECURITY, secret),
    "lift_confidential": Way(after(need, "make_confidential", SECURITY, secret), SECURITY, WHY),
    "share": Way(need, leader, way.SHARE),
    "end_share": Way(after(need, "share", leader, way.SHARE), leader),
    "add_task": Way(need, leader, {"task_title": "Fråga vårdcentralerna"}),
    "finish_task": Way(after(need, "add_task", leader, {"task_title": "Fråga"}), leader, way.the_task),
    "link": Way(need, leader, way.another),
    "unlink": Way(after(need, "link", leader, way.another), leader, way.its_link),
    "hide_personal_data": Way(need, parties.desk, way.the_title),
    "settle_personal_data": Way(
        after(need, "hide_personal_data", parties.desk, way.the_title), SECURITY, way.REDACTING
    ),
    "explain_breach": Way(at.late, leader, why),
    "dispute_breach": Way(
        after(at.late, "explain_breach", leader, why),
        parties.support_manager,
        lambda s: way.its_clock(s, dispute_text="Vi väntade på svar."),
    ),
    "watch": Way(need, parties.desk),
    "unwatch": Way(after(need, "watch", parties.desk, {}), parties.desk),
    "record_decision": Way(lambda: need("joint_review"), coordinator, {}, cause=f"decision:{at.FORUM} 2026 § 1"),
}


def a_change(subject=None) -> dict:
    return {"resulting_tickets": [at.change().number]}


def parking(subject=None) -> dict:
    return {"reason": "Väntar på ny modul.", "review_at": at.in_days(90)}


def declining(subject) -> dict:
    """By the forum's decision, as it is cited."""
    from tickets.processes.need import deciding

    return {"need_decline_code": "lag_nytta", "reason": "Få berörs.", "decision_link": deciding.named(subject)}


def reported():
    from tests.cases import step

    return step(need("effect_followup"), "report_effect", leader(), **at.EFFECT)


OWN = {
    "submit": Way(at.drafted, at.clinician, at.ASKED),
    "prepare": Way(
        need, leader, at.PREPARING | {"programme_areas": ["primarvard", "akut-vard"]}, stands=("need_benefit",)
    ),
    "take_to_joint": Way(at.of_support, coordinator, {"business_area": "Geriatrik"}, stands=("need_benefit",)),
    "start_joint_review": Way(lambda: need("regional_prepared"), coordinator, at.CHECKED),
    "join": Way(lambda: need("joint_review"), lambda: leader(parties.NEIGHBOUR), {"regional_priority": "low"}),
    "prioritise": Way(
        lambda: need("joint_review"), coordinator, {"joint_priority": "high"}, cause=f"decision:{at.FORUM} 2026 § 1"
    ),
    "convert": Way(lambda: need("prioritised"), coordinator, a_change),
    "add_results": Way(lambda: need("converted"), coordinator, a_change),
    "start_followup": Way(lambda: need("converted"), coordinator),
    "report_effect": Way(lambda: need("effect_followup"), leader, at.EFFECT),
    "close": Way(reported, coordinator, at.EFFECT | {"reason": "Alla har svarat."}),
    "decline": Way(lambda: at.turned_down(need("joint_review")), coordinator, declining),
    "withdraw": Way(need, at.clinician, {"reason": "Löstes på annat sätt."}),
    "park": Way(lambda: need("joint_review"), coordinator, parking),
    "wake": Way(lambda: need("parked"), coordinator),
}
# Taken by the program alone: test_hearing and test_timers take and refuse each.
PROGRAM = {
    "result_linked",
    "result_unlinked",
    "deployed_in_region",
    "put_back_in_region",
    "come_to_nothing",
    "remind_silence",
    "ask_effect",
}
WAYS = {Need: COMMON | OWN}
ALONG = {Need: {"open"} | PROGRAM | BY_THE_CLOCK}
