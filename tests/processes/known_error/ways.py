"""How each step of a known error is taken. The common ones by the people who stand where a known error stands."""

from tests import parties
from tests.processes.known_error import places
from tests.processes.known_error.places import known_error
from tests.tickets import way
from tests.tickets.way import BY_THE_CLOCK, Way, after
from tickets.processes.known_error.workflow import KnownError

manager, support = parties.problem_manager, parties.support


def to_a_problem(subject) -> dict:
    return {"other_ticket": places.problem().number, "link_kind": "related"}


COMMON = way.of_its_keeper(known_error, manager, places.late, secured_by=parties.support_security) | {
    "ask": Way(known_error, support, way.QUESTION),
    "answer": Way(after(known_error, "ask", support, way.QUESTION), parties.desk, {"note_text": "4.2.0"}),
    "link": Way(known_error, manager, to_a_problem),
    "unlink": Way(after(known_error, "link", manager, to_a_problem), manager, lambda s: {"other_ticket": _related(s)}),
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
