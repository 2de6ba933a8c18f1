"""Standard change templates in every state, led there by real steps."""

from datetime import timedelta

from django.utils import timezone

from engine.perform import create, perform
from roles.actor import SYSTEM, Actor
from tests import parties
from tests.cases import fresh, step
from tests.people import actor
from tests.processes.late import exceeded
from tickets.models import Ticket
from tickets.processes.change_template.workflow import ChangeTemplate

CAUSE = "decision:sussa-cambio-cab 2026 § 1"
TITLE = "Ny avdelning i organisationskatalogen"
LIMITS = "Antal enheter: 1–10\nMiljö: test, produktion\nAvdelning: fritext"
GIVEN = "Antal enheter: 3\nMiljö: test\nAvdelning: Avdelning 12"


def manager() -> Actor:
    return actor("sussa-andringsansvarig", parties.SUPPORT_ORG)


def proposer() -> Actor:
    """A region's own change manager, who has drafted it."""
    return actor("region-andringsansvarig", parties.REGION)


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def content(**data) -> dict:
    return {
        "services": ["vardadministration", "behorighet"],
        "implementation_plan": "Lägg upp enheten och koppla den till sin klinik.",
        "test_plan": "Lägg upp den i utbildningsmiljön först.",
        "back_out_plan": "Stäng enheten igen.",
        "verification_plan": "Logga in på enheten.",
        "parameter_limits": LIMITS,
        "valid_until": in_days(300),
    } | data


def draft(who: Actor | None = None, **data) -> Ticket:
    typed = {"title": TITLE} | data
    how = {"actor": who or proposer(), "via": "test", "process": "standard-change-template"}
    return fresh(create(ChangeTemplate, ("open",), data=typed, **how).ticket_id)


def template(state: str = "approved", **data) -> Ticket:
    made, who = draft(), manager()
    if state == "draft":
        return made
    made = step(made, "propose", proposer(), **content(**data))
    if state == "proposed":
        return made
    made = decided(made, "approve", valid_until=content(**data)["valid_until"])
    if state == "suspended":
        return step(made, "suspend", who, reason="Två ändringar gick fel.")
    if state == "retired":
        return step(made, "retire", who, reason="Görs numera av regionen själv.")
    return made


def of_support() -> Ticket:
    """Drafted, proposed and approved in the support organisation itself."""
    made = step(draft(manager()), "propose", manager(), **content())
    return decided(made, "approve", valid_until=in_days(300))


def decided(ticket, name: str, who: Actor | None = None, **data) -> Ticket:
    """A step that the change advisory board has decided on."""
    perform(Ticket, ticket.pk, name, actor=who or manager(), via="test", data=data, cause=CAUSE)
    return fresh(ticket.pk)


def by_the_program(ticket, name: str, at=None, **data):
    return perform(Ticket, ticket.pk, name, actor=SYSTEM, via="test", data=data, at=at)


def late() -> Ticket:
    return exceeded(template())
