"""Problems in every state, led there by real steps of the people whose work it is."""

from datetime import timedelta

from django.utils import timezone

from engine.perform import create
from forums.actions import decide
from roles.actor import Actor
from tests import parties
from tests.cases import answer, fresh, step, team
from tests.people import actor
from tickets.models import Ticket
from tickets.processes.problem import deciding
from tickets.workflows import Problem

PROBLEM = {
    "title": "Läkemedelslistan laddas inte efter uppdatering",
    "service": "lakemedel",
    "problem_origin": "proaktiv",
    "description": "Samma fel efter varje uppdatering.",
}
ASSESSING = {"impact": 2, "urgency": 3, "problem_frequency": "weekly", "category_open": "programfel"}
DECLARING = {
    "root_cause_code": "programfel",
    "cause_text": "Minnet frigörs inte när listan stängs.",
    "workaround": "Starta om klienten.",
    "affected_versions": "4.2.0",
    "affected_regions": [parties.REGION],
}
ACCEPTING = {
    "reason": "Rättningen kräver en ny plattform.",
    "cost_benefit": "Omstart tar en minut; plattformen kostar ett år.",
}
TO_VENDOR = {
    "evidence": "logg.txt",
    "question": "Varför frigörs inte minnet?",
    "handoff_letter": "Känt: minnet växer. Prövat: omstart. Önskat: rättning.",
    "audience_reviewed": True,
    "images_checked": True,
}
FORUM = "sussa-region-styrgruppsforum"
PATH = ("assess", "rca", "known_error", "fix_in_progress", "verify", "resolved", "closed")


def manager() -> Actor:
    """The joint problem manager."""
    return parties.problem_manager()


def region_manager(region: str = parties.REGION) -> Actor:
    """Problem manager of a region."""
    return actor("region-problemansvarig", region)


def object_owner() -> Actor:
    return actor("sussa-objektagare", parties.SUPPORT_ORG)


def deployer() -> Actor:
    return actor("sussa-driftsattningsansvarig", parties.SUPPORT_ORG)


def registered(who: Actor | None = None, **data) -> Ticket:
    """A new problem, of the region and held by it unless somebody else registers it."""
    typed = {name: value for name, value in (PROBLEM | data).items() if value is not None}
    event = create(Problem, Problem.birth, actor=who or region_manager(), via="test", data=typed, process=Problem.slug)
    return fresh(event.ticket_id)


def caused(*incidents, who: Actor | None = None, **data) -> Ticket:
    """A new problem registered from incidents by the joint problem manager."""
    numbers = [one.number for one in incidents]
    return registered(who or manager(), problem_origin="incidenter", incident_links=numbers, **data)


def analysing() -> dict:
    day = timezone.localdate() + timedelta(days=30)
    return {"problem_owner": "me", "team": team(parties.SUPPORT_ORG).slug, "target_date": day.isoformat()}


def resting(days: int = 60) -> dict:
    until = timezone.now() + timedelta(days=days)
    return {"hold_reason": "await_third_party", "reason": "Väntar på ny version.", "resume_at": until}


def accepting(ticket, days: int = 180) -> dict:
    """What accepting the risk asks for, by the decision that a forum has taken about the problem."""
    day = (timezone.localdate() + timedelta(days=days)).isoformat()
    return ACCEPTING | {"review_at": day, "decision_link": deciding.named(ticket)}


def decided(ticket: Ticket | None = None, result: str = "approved", **more) -> Ticket:
    """A forum has decided about living with the fault."""
    ticket = ticket or problem("known_error")
    decide(chair(), ticket.pk, forum=FORUM, text="Vi lever med felet.", result=result, via="test", **more)
    return fresh(ticket.pk)


def chair() -> Actor:
    return actor("sussa-styrgruppsordforande", parties.SUPPORT_ORG)


def problem(state: str = "new", *, of: Ticket | None = None) -> Ticket:
    """A problem of the region in `state`, led by the joint problem manager from its assessment on."""
    ticket, lead = of or registered(), manager()
    if state == "cancelled":
        return step(ticket, "cancel", lead, reason="Inget problem.")
    if state == "duplicate":
        return step(ticket, "mark_duplicate", lead, master_ticket=registered().number)
    if state == "new":
        return ticket
    steps = {
        "assess": lambda one: step(one, "assess", lead, **ASSESSING),
        "rca": lambda one: step(one, "start_rca", lead, **analysing()),
        "known_error": lambda one: step(one, "declare_ke", lead, **DECLARING),
        "fix_in_progress": lambda one: step(one, "start_fix", lead, planned_version="4.2.1", fix_reference="CR-20871"),
        "verify": lambda one: step(
            one, "fix_delivered", deployer(), fixed_version="4.2.1", deployed_regions=[parties.REGION]
        ),
        "resolved": lambda one: step(
            step(one, "verify_region", region_manager()), "resolve", lead, solution="Rättat i 4.2.1."
        ),
        "closed": lambda one: step(
            one,
            "close",
            lead,
            lessons="Mät minnet före release.",
            known_error_kept_reason="Äldre versioner finns kvar.",
        ),
    }
    wanted = {"on_hold": "rca", "risk_accepted": "known_error"}.get(state, state)
    for name in PATH[: PATH.index(wanted) + 1]:
        ticket = steps[name](ticket)
    if state == "on_hold":
        return step(ticket, "hold", lead, **resting())
    if state == "risk_accepted":
        ticket = decided(ticket)
        return step(ticket, "accept_risk", object_owner(), **accepting(ticket))
    return ticket


def dormant(state: str) -> Ticket:
    """A dormant problem that was in `state` before."""
    return step(problem(state), "hold", manager(), **resting())


def at_support() -> Ticket:
    return problem("assess")


def at_vendor() -> Ticket:
    ticket = step(at_support(), "to_vendor", manager(), **TO_VENDOR)
    return answer(ticket, "accept", parties.vendor(), team=team(parties.VENDOR_ORG).slug)
