"""How each step of a deviation is taken. The common ones by the people who stand where a deviation stands."""

from tests import parties
from tests.processes.deviation import places
from tests.processes.deviation.places import deviation, leader
from tests.tickets import way
from tests.tickets.way import BY_THE_CLOCK, Way, after, why
from tickets.deviations.workflow import Deviation

SECURITY = parties.support_security
WIDENER = parties.support_manager


def secret(subject) -> dict:
    return {"reason": "Känsligt", "named_readers": [parties.desk().user.email]}


WHY = {"reason": "Rör fler"}
COMMON = {
    "add_note": Way(deviation, parties.desk, way.NOTE),
    "attach": Way(deviation, parties.desk, way.a_file),
    "confirm_file": Way(after(deviation, "attach", parties.support, way.a_picture), parties.support, way.its_picture),
    "ask": Way(deviation, leader, way.QUESTION | {"awaited_party": parties.SUPPORT_ORG}),
    "answer": Way(
        after(deviation, "ask", leader, way.QUESTION | {"awaited_party": parties.SUPPORT_ORG}),
        parties.support,
        {"note_text": "Ja, ta upp den igen."},
    ),
    "narrow": Way(deviation, WIDENER, WHY),
    "widen": Way(after(deviation, "narrow", WIDENER, WHY), WIDENER, WHY),
    "make_confidential": Way(deviation, SECURITY, secret),
    "lift_confidential": Way(after(deviation, "make_confidential", SECURITY, secret), SECURITY, WHY),
    "share": Way(deviation, leader, way.SHARE),
    "end_share": Way(after(deviation, "share", leader, way.SHARE), leader),
    "add_task": Way(deviation, leader, {"task_title": "Ring laboratoriet"}),
    "finish_task": Way(after(deviation, "add_task", leader, {"task_title": "Ring"}), leader, way.the_task),
    "link": Way(deviation, leader, way.another),
    "unlink": Way(after(deviation, "link", leader, way.another), leader, way.its_link),
    "hide_personal_data": Way(deviation, parties.desk, way.the_title),
    "settle_personal_data": Way(
        after(deviation, "hide_personal_data", parties.desk, way.the_title), SECURITY, way.REDACTING
    ),
    "explain_breach": Way(places.late, leader, why),
    "dispute_breach": Way(
        after(places.late, "explain_breach", leader, why),
        parties.support_manager,
        lambda s: way.its_clock(s, dispute_text="Vi väntade på svar."),
    ),
    "watch": Way(deviation, parties.desk),
    "unwatch": Way(after(deviation, "watch", parties.desk, {}), parties.desk),
}


def until(subject=None) -> dict:
    return {
        "deviation_expires": places.in_days(300),
        "deviation_granted_by": "Utvecklingsforum 2026 § 9",
        "reason": "Laboratoriet byter först nästa år.",
    }


OWN = {
    "renew": Way(deviation, leader, until),
    "end": Way(lambda: deviation("due"), places.it_owner, {"reason": "Laboratoriet har bytt enheter."}),
}
# Taken by the program alone: tests/processes/deviation takes and refuses each.
PROGRAM = {"open", "remind", "fall_due"}
WAYS = {Deviation: COMMON | OWN}
ALONG = {Deviation: {"register"} | PROGRAM | BY_THE_CLOCK}
