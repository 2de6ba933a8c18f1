"""How each step of a template is taken. The common ones by the people who stand where a template stands."""

from tests import parties
from tests.processes.change_template import places
from tests.processes.change_template.places import manager, template
from tests.tickets import way
from tests.tickets.way import BY_THE_CLOCK, Way, after
from tickets.processes.change_template.workflow import ChangeTemplate

COMMON = way.of_its_keeper(template, manager, places.late, secured_by=parties.support_security) | {
    "propose_priority": Way(template, places.proposer, {"proposed_priority": 2, "reason": "Många väntar"}),
    "narrow": Way(places.of_support, manager, way.WIDER),
    "widen": Way(after(places.of_support, "narrow", manager, way.WIDER), manager, way.WIDER),
}


def until(subject=None) -> dict:
    return {"valid_until": places.in_days(200)}


OWN = {
    "propose": Way(lambda: template("draft"), places.proposer, lambda s: places.content()),
    "return": Way(lambda: template("proposed"), manager, {"missing_text": "Planen för att backa saknar ansvarig."}),
    "put_to_vote": Way(lambda: template("proposed"), manager, way.a_vote),
    "approve": Way(lambda: template("proposed"), manager, until, cause=places.CAUSE),
    "renew": Way(template, manager, until, cause=places.CAUSE),
    "suspend": Way(template, manager, {"reason": "Två ändringar gick fel."}),
    "reinstate": Way(lambda: template("suspended"), manager, until, cause=places.CAUSE),
    "record_decision": Way(template, manager, {}, cause=places.CAUSE),
    "retire": Way(template, manager, {"reason": "Görs numera av regionen själv."}),
}
# Taken by the program alone: tests/processes/change_template takes and refuses each.
PROGRAM = {"run_out", "remind", "count_outcome"}
WAYS = {ChangeTemplate: COMMON | OWN}
ALONG = {ChangeTemplate: {"open"} | PROGRAM | BY_THE_CLOCK}
