"""How each step of a template is taken. The common ones by the people who stand where a template stands."""

from tests import parties
from tests.processes.change_template import places
from tests.processes.change_template.places import manager, template
from tests.tickets import way
from tests.tickets.way import BY_THE_CLOCK, Way, after, why
from tickets.processes.change_template.workflow import ChangeTemplate

SECURITY = parties.support_security


def secret(subject) -> dict:
    return {"reason": "Känsligt", "named_readers": [parties.desk().user.email]}


WHY = {"reason": "Rör fler"}
COMMON = {
    "add_note": Way(template, parties.desk, way.NOTE),
    "attach": Way(template, parties.desk, way.a_file),
    "confirm_file": Way(after(template, "attach", parties.support, way.a_picture), parties.support, way.its_picture),
    "ask": Way(template, manager, way.QUESTION),
    "answer": Way(after(template, "ask", manager, way.QUESTION), parties.desk, {"note_text": "Tio enheter."}),
    "propose_priority": Way(template, places.proposer, {"proposed_priority": 2, "reason": "Många väntar"}),
    "narrow": Way(places.of_support, manager, WHY),
    "widen": Way(after(places.of_support, "narrow", manager, WHY), manager, WHY),
    "make_confidential": Way(template, SECURITY, secret),
    "lift_confidential": Way(after(template, "make_confidential", SECURITY, secret), SECURITY, WHY),
    "share": Way(template, manager, way.SHARE),
    "end_share": Way(after(template, "share", manager, way.SHARE), manager),
    "add_task": Way(template, manager, {"task_title": "Ring Cosmic-gruppen"}),
    "finish_task": Way(after(template, "add_task", manager, {"task_title": "Ring"}), manager, way.the_task),
    "link": Way(template, manager, way.another),
    "unlink": Way(after(template, "link", manager, way.another), manager, way.its_link),
    "hide_personal_data": Way(template, parties.desk, way.the_title),
    "settle_personal_data": Way(
        after(template, "hide_personal_data", parties.desk, way.the_title), SECURITY, way.REDACTING
    ),
    "explain_breach": Way(places.late, manager, why),
    "dispute_breach": Way(
        after(places.late, "explain_breach", manager, why),
        manager,
        lambda s: way.its_clock(s, dispute_text="Vi väntade på svar."),
    ),
    "watch": Way(template, parties.desk),
    "unwatch": Way(template, parties.desk),
}


def until(subject=None) -> dict:
    return {"valid_until": places.in_days(200)}


OWN = {
    "propose": Way(lambda: template("draft"), places.proposer, lambda s: places.content()),
    "return": Way(lambda: template("proposed"), manager, {"missing_text": "Planen för att backa saknar ansvarig."}),
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
