"""How each step of a known error is taken. The common ones by the people who stand where a known error stands."""

from tests import parties
from tests.processes.known_error import places
from tests.processes.known_error.places import known_error
from tests.tickets import way
from tests.tickets.way import BY_THE_CLOCK, Way, after, why
from tickets.processes.known_error.workflow import KnownError

manager, support = parties.problem_manager, parties.support
SECURITY = parties.support_security


def secret(subject) -> dict:
    return {"reason": "Känsligt", "named_readers": [parties.desk().user.email]}


WHY = {"reason": "Rör fler"}
COMMON = {
    "add_note": Way(known_error, parties.desk, way.NOTE),
    "attach": Way(known_error, parties.desk, way.a_file),
    "confirm_file": Way(after(known_error, "attach", support, way.a_picture), support, way.its_picture),
    "ask": Way(known_error, support, way.QUESTION),
    "answer": Way(after(known_error, "ask", support, way.QUESTION), parties.desk, {"note_text": "4.2.0"}),
    "make_confidential": Way(known_error, SECURITY, secret),
    "lift_confidential": Way(after(known_error, "make_confidential", SECURITY, secret), SECURITY, WHY),
    "share": Way(known_error, manager, way.SHARE),
    "end_share": Way(after(known_error, "share", manager, way.SHARE), manager),
    "add_task": Way(known_error, manager, {"task_title": "Ring Cosmic-gruppen"}),
    "finish_task": Way(after(known_error, "add_task", manager, {"task_title": "Ring"}), manager, way.the_task),
    "link": Way(known_error, manager, lambda s: {"other_ticket": places.problem().number, "link_kind": "related"}),
    "unlink": Way(
        after(
            known_error, "link", manager, lambda s: {"other_ticket": places.problem().number, "link_kind": "related"}
        ),
        manager,
        lambda s: {"other_ticket": _related(s)},
    ),
    "hide_personal_data": Way(known_error, parties.desk, way.the_title),
    "settle_personal_data": Way(
        after(known_error, "hide_personal_data", parties.desk, way.the_title), SECURITY, way.REDACTING
    ),
    "explain_breach": Way(places.late, manager, why),
    "dispute_breach": Way(
        after(places.late, "explain_breach", manager, why),
        manager,
        lambda s: way.its_clock(s, dispute_text="Vi väntade på svar."),
    ),
    "watch": Way(known_error, parties.desk),
    "unwatch": Way(known_error, parties.desk),
}


def _related(subject) -> str:
    from tickets.models import Link

    return Link.objects.unscoped("test").get(ticket_id=subject.pk, kind="related").other.number


OWN = {
    "review_template_impact": Way(
        lambda: known_error("draft"), places.reviewer, {"review_verdict": "none", "comment": "Rör inga mallar."}
    ),
    "publish": Way(lambda: known_error("draft"), manager, lambda s: places.publishing()),
    "confirm_review": Way(known_error, manager, lambda s: {"review_at": places.in_months(5).isoformat()}),
    "plan_fix": Way(known_error, manager, {"fix_reference": "CR-1234"}),
    "unplan_fix": Way(lambda: known_error("under_change"), manager, {"reason": "Rättningen ströks."}),
    "retire": Way(
        known_error, manager, {"reason": "Rättat i 4.3.0.", "unverified_reason": "Halland kör inte modulen."}
    ),
    "withdraw": Way(known_error, manager, {"reason": "Den tillfälliga lösningen höll inte."}),
    "republish": Way(lambda: known_error("withdrawn"), manager, lambda s: places.publishing()),
}
# Taken by the program alone: tests/processes/known_error takes and refuses each.
PROGRAM = {"add_regions", "change_problem", "verify_region", "unverify", "propose_retiring", "review_due", "use"}
WAYS = {KnownError: COMMON | OWN}
ALONG = {KnownError: {"create"} | PROGRAM | BY_THE_CLOCK}
