"""How each step of a need is taken. The common ones by the people who stand where a need stands."""

from tests import parties
from tests.processes.need import places as at
from tests.processes.need.places import coordinator, leader, need
from tests.tickets import way
from tests.tickets.way import BY_THE_CLOCK, Way, after
from tickets.workflows import Need

WIDENER = parties.support_manager
ASKED = way.QUESTION | {"awaited_party": parties.SUPPORT_ORG}


COMMON = way.of_its_keeper(need, leader, at.late, secured_by=parties.support_security) | {
    "ask": Way(need, leader, ASKED),
    "answer": Way(after(need, "ask", leader, ASKED), parties.support, {"note_text": "Ja, i hela länet."}),
    "narrow": Way(need, WIDENER, way.WIDER),
    "widen": Way(after(need, "narrow", WIDENER, way.WIDER), WIDENER, way.WIDER),
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
    "put_to_vote": Way(lambda: need("joint_review"), coordinator, way.a_vote),
    "prioritise": Way(
        lambda: need("joint_review"), coordinator, {"joint_priority": "high"}, cause=f"decision:{at.FORUM} 2026 § 1"
    ),
    "convert": Way(lambda: need("prioritised"), coordinator, a_change),
    "add_results": Way(lambda: need("converted"), coordinator, a_change),
    "start_followup": Way(at.in_use, coordinator),
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
