"""How each step of a deviation is taken. The common ones by the people who stand where a deviation stands."""

from tests import parties
from tests.processes.deviation import places
from tests.processes.deviation.places import deviation, leader
from tests.tickets import way
from tests.tickets.way import BY_THE_CLOCK, Way, after
from tickets.deviations.workflow import Deviation

WIDENER = parties.support_manager


ASKED = way.QUESTION | {"awaited_party": parties.SUPPORT_ORG}
COMMON = way.of_its_keeper(deviation, leader, places.late, secured_by=parties.support_security) | {
    "ask": Way(deviation, leader, ASKED),
    "answer": Way(after(deviation, "ask", leader, ASKED), parties.support, {"note_text": "Ja, ta upp den igen."}),
    "narrow": Way(deviation, WIDENER, way.WIDER),
    "widen": Way(after(deviation, "narrow", WIDENER, way.WIDER), WIDENER, way.WIDER),
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
