"""Known errors in every state, led there by real steps of the support organisation."""

from datetime import timedelta

from django.utils import timezone

from engine.perform import create, perform
from roles.actor import SYSTEM, Actor
from tests import cases, parties
from tests.cases import fresh, step
from tests.people import actor
from tests.processes.late import exceeded
from tickets.models import Link, Ticket
from tickets.processes.known_error.workflow import KnownError
from tickets.processes.problem.workflow import Problem

REGIONS = [parties.REGION, parties.NEIGHBOUR]
TITLE = "Läkemedelslistan fryser vid utskrift"
WORKAROUND = "Stäng listan och öppna den igen innan utskrift."


def reviewer() -> Actor:
    return actor("sussa-samordnare-lakemedelsmallar", parties.SUPPORT_ORG)


def in_months(months: int = 3):
    return timezone.localdate() + timedelta(days=30 * months)


def publishing(**data) -> dict:
    return {
        "symptom": "Listan fryser när den skrivs ut.",
        "workaround": WORKAROUND,
        "affected_versions": "4.1.0–4.2.2",
        "affected_regions": REGIONS,
        "known_error_owner": "me",
        "review_at": in_months().isoformat(),
    } | data


def problem(*incidents, **data) -> Ticket:
    """A problem of the support organisation behind the incidents."""
    typed = {"title": TITLE, "service": "lakemedel", "problem_origin": "proaktiv"} | data
    if incidents:
        typed["incident_links"] = [one.number for one in incidents]
    how = {"actor": parties.problem_manager(), "via": "test", "process": "problem"}
    made = create(Problem, Problem.birth, data=typed, **how)
    return fresh(made.ticket_id)


def draft(behind: Ticket | None = None, **data) -> Ticket:
    typed = {"problem_link": (behind or problem()).number} | data
    who = parties.problem_manager()
    return fresh(create(KnownError, ("create",), actor=who, via="test", data=typed, process="known-error").ticket_id)


def known_error(state: str = "published", behind: Ticket | None = None, **data) -> Ticket:
    ticket, who = draft(behind), parties.problem_manager()
    if state == "draft":
        return ticket
    ticket = step(ticket, "publish", who, **publishing(**data))
    if state == "under_change":
        return step(ticket, "plan_fix", who, fix_reference="CR-1234")
    if state == "withdrawn":
        return step(ticket, "withdraw", who, reason="Den tillfälliga lösningen höll inte.")
    if state == "retired":
        return step(ticket, "retire", who, reason="Rättat i 4.3.0.", unverified_reason="Alla kör 4.3.0.")
    return ticket


def verified(ticket, *regions: str) -> Ticket:
    """The fix has been seen to work in these regions."""
    for region in regions:
        by_the_program(ticket, "verify_region", verified_region=region)
    return fresh(ticket.pk)


def by_the_program(ticket, name: str, **data):
    return perform(Ticket, ticket.pk, name, actor=SYSTEM, via="test", data=data)


def linked(incident, behind) -> Ticket:
    """The incident with the problem named as its cause."""
    who = parties.desk() if incident.holder_id == incident.origin_id else parties.support()
    return step(incident, "link", who, other_ticket=behind.number, link_kind="caused_by")


def links_of(incident, kind: str = "solved_by") -> list[int]:
    rows = Link.objects.unscoped("test").filter(ticket_id=incident.pk, kind=kind, ended_at=None)
    return list(rows.values_list("other_id", flat=True))


def late() -> Ticket:
    return exceeded(known_error())


WITH_WORKAROUND = cases.SOLUTION | {"incident_resolution": "workaround"}
