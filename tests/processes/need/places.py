"""Needs in every state, led there by real steps of the people whose work it is."""

from datetime import datetime, timedelta

from django.utils import timezone

from engine.perform import create, perform
from forums.actions import decide
from roles.actor import SYSTEM, Actor
from tests import parties
from tests.cases import fresh, step
from tests.people import actor
from tests.processes.change import places as changes
from tests.processes.late import exceeded
from tickets.models import Ticket
from tickets.workflows import Need

FORUM = "sussa-region-utvecklingsforum"
TITLE = "Se sköra äldres läkemedel på en sida"
ASKED = {
    "title": TITLE,
    "description": "Vi letar i fyra vyer innan en hembesöksrond.",
    "need_benefit": "Tio minuter kortare rond per patient, och färre dubbla ordinationer.",
    "service": "lakemedel",
}
PREPARING = {
    "business_area": "Geriatrik",
    "regional_priority": "high",
    "priority_reason": "Alla mobila team i regionen behöver det.",
    "score_patients": 3,
    "score_staff": 2,
}
CHECKED = {"duplicate_check": "Inget liknande i de andra regionerna."}
EFFECT = {"effect_text": "Ronden går på halva tiden.", "benefit_met": "yes"}
PATH = ("submitted", "regional_prepared", "joint_review", "prioritised", "converted", "effect_followup", "closed")


def clinician(region: str = parties.REGION) -> Actor:
    return actor("region-kliniker", region)


def leader(region: str = parties.REGION) -> Actor:
    return parties.object_leader(region)


def coordinator() -> Actor:
    return actor("sussa-samordnare-behov-konfiguration", parties.SUPPORT_ORG)


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def drafted(who: Actor | None = None) -> Ticket:
    made = create(Need, ("open",), actor=who or clinician(), via="test", data={}, process="need")
    return fresh(made.ticket_id)


def submitted(who: Actor | None = None, at: datetime | None = None, **data) -> Ticket:
    how = {"actor": who or clinician(), "via": "test", "process": "need", "at": at}
    return fresh(create(Need, Need.birth, data=ASKED | data, **how).ticket_id)


def of_support(**data) -> Ticket:
    """Raised by the coordinator herself: no region prepares it."""
    return submitted(coordinator(), **data)


def decided(ticket: Ticket, rank: str = "high", who: Actor | None = None, at: datetime | None = None) -> Ticket:
    decide(
        who or coordinator(),
        ticket.pk,
        forum=FORUM,
        text="Behovet prioriteras.",
        result="approved",
        step="prioritise",
        data={"joint_priority": rank},
        via="test",
        at=at,
    )
    return fresh(ticket.pk)


def turned_down(ticket: Ticket) -> Ticket:
    """The forum has noted that nothing comes of it."""
    decide(coordinator(), ticket.pk, forum=FORUM, text="Vi gör det inte.", result="rejected", via="test")
    return fresh(ticket.pk)


def change(state: str = "submitted") -> Ticket:
    return changes.change(state)


def need(state: str = "submitted", *, of: Ticket | None = None) -> Ticket:
    """A need of the region in `state`."""
    ticket, lead = of or submitted(), coordinator()
    if state == "declined":
        return step(ticket, "decline", leader(), need_decline_code="lag_nytta", reason="Få berörs.")
    led_to = "submitted" if state == "converted" else "review"  # that follow-up begins when something is in use
    steps = {
        "regional_prepared": lambda one: step(one, "prepare", leader(), **PREPARING),
        "joint_review": lambda one: step(one, "start_joint_review", lead, **CHECKED),
        "prioritised": decided,
        "converted": lambda one: step(one, "convert", lead, resulting_tickets=[change(led_to).number]),
        "effect_followup": lambda one: step(one, "start_followup", lead),
        "closed": lambda one: step(step(one, "report_effect", leader(), **EFFECT), "close", lead, **EFFECT),
    }
    wanted = "joint_review" if state == "parked" else state
    for name in PATH[PATH.index(ticket.state) + 1 : PATH.index(wanted) + 1]:
        ticket = steps[name](ticket)
    if state == "parked":
        return step(ticket, "park", lead, reason="Väntar på ny modul.", review_at=in_days(90))
    return ticket


def in_use() -> Ticket:
    """Converted to a change that has been carried out, and nobody has looked yet."""
    return step(need("prioritised"), "convert", coordinator(), resulting_tickets=[change("review").number])


def by_the_program(ticket, name: str, at=None, cause: str = "", **data):
    return perform(Ticket, ticket.pk, name, actor=SYSTEM, via="test", data=data, at=at, cause=cause)


def late() -> Ticket:
    return exceeded(need())
