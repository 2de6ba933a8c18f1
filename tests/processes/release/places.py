"""Releases in every state, led there by real steps of the people whose work it is."""

from datetime import datetime, timedelta

from django.utils import timezone

from engine.perform import create, perform
from regions import directory
from roles.actor import SYSTEM, Actor
from tests import parties
from tests.cases import fresh
from tests.people import actor
from tests.tickets.made_files import text_file
from tickets.models import RegionDeployment, Ticket
from tickets.workflows import Release

REGION, NEIGHBOUR, SUPPORT, VENDOR = parties.REGION, parties.NEIGHBOUR, parties.SUPPORT_ORG, parties.VENDOR_ORG
TAKING_PART = (REGION, NEIGHBOUR)
CAUSE = "decision:sussa-region-utvecklingsforum 2026 § 1"
PLANNING = {
    "title": "Vårdstöd 10.1",
    "release_version": "10.1",
    "release_type": "minor",
    "target_start": "2026-12-01",
    "target_end": "2026-12-20",
    "rollout_mode": "vagor",
    "services": ["lakemedel"],
}
TEXTS = {"release_notes": "Listan visar utsättningsdatum.", "test_plan": "Ordinera, ändra och sätt ut."}
DELIVERY = {
    "delivered_scope": 1,
    "build_id": "10.1.0-54",
    "known_errors_text": "Inga.",
    "install_guide": "Följ avsnitt 4 i driftsboken.",
    "environment": "test",
}
RESULT = {"region_result": "ok"}
HALT = {"halt_ground": "patient_safety", "reason": "Doser visas avrundade."}
ENDING = {"els_exit_criteria": "Inga öppna P1 eller P2.", "incident_trend": "Tre första dagen, sedan inga."}
REVIEW = {"release_review": "Tidigare test i regionerna nästa gång."}


# --- People ---


def lead() -> Actor:
    """The joint release manager."""
    return actor("sussa-driftsattningsansvarig", SUPPORT)


def chair() -> Actor:
    """Of the development forum."""
    return actor("sussa-samordnare-behov-konfiguration", SUPPORT)


def vendor_lead() -> Actor:
    return actor("cambio-release-manager", VENDOR)


def object_leader() -> Actor:
    return actor("sussa-objektledare", SUPPORT)


def it_leader() -> Actor:
    return actor("sussa-objektledare-it", SUPPORT)


def trainer() -> Actor:
    return actor("sussa-utbildningskoordinator", SUPPORT)


def major_manager() -> Actor:
    return actor("sussa-major-incident-ansvarig", SUPPORT)


def region_lead(region: str = REGION) -> Actor:
    return actor("region-driftsattningsansvarig", region)


def region_object_leader(region: str = REGION) -> Actor:
    return actor("region-objektledare", region)


# --- Steps ---


def take(ticket, name: str, who: Actor, *, at: datetime | None = None, cause: str = "", **data) -> Ticket:
    perform(Ticket, ticket.pk, name, actor=who, via="test", data=data, at=at, cause=cause)
    return fresh(ticket.pk)


def row_of(ticket, region: str = REGION) -> RegionDeployment:
    return RegionDeployment.objects.unscoped("test").get(ticket_id=ticket.pk, region=directory.by_slug(region))


def row_step(ticket, name: str, who: Actor, *, region: str = REGION, at=None, **data) -> Ticket:
    perform(RegionDeployment, row_of(ticket, region).pk, name, actor=who, via="test", data=data, at=at)
    return fresh(ticket.pk)


def planning(who: Actor | None = None, **data) -> Ticket:
    how = {"actor": who or lead(), "via": "test", "process": "release"}
    return fresh(create(Release, ("create",), data=PLANNING | data, **how).ticket_id)


def an_item() -> Ticket:
    """A problem that is looked into: not authorised yet."""
    from tests.processes.problem import places as problems

    return problems.registered()


def a_change(state: str = "authorised") -> Ticket:
    from tests.processes.change import places as changes

    return changes.minor("authorised") if state == "authorised" else changes.change(state)


def scope(*items: Ticket) -> dict:
    numbers = [one.number for one in items or (an_item(),)]
    return {"scope_items": numbers, "pending_items": numbers} | TEXTS


def proposed() -> Ticket:
    return take(planning(), "propose_scope", lead(), **scope())


def scoped(**data) -> Ticket:
    return take(planning(**data), "fix_scope", chair(), cause=CAUSE, **scope())


def accepting(**data) -> dict:
    base = {"test_leader": object_leader().user.email, "participating_regions": list(TAKING_PART)}
    return base | {"entry_criteria": "Miljön är uppe, testfallen är klara."} | data


def testing() -> dict:
    return RESULT | {"test_protocol": [text_file(name="protokoll.txt")]}


def made_ready(ticket: Ticket) -> Ticket:
    """All that the approval asks for beside the signatures."""
    ticket = take(ticket, "confirm_training", trainer(), training_material="Tre filmer, i lärplattformen.")
    ticket = take(ticket, "confirm_communication", lead(), communication_plan="Brev till alla enheter.")
    return take(ticket, "name_change", lead(), release_change=a_change().number)


def signed(ticket: Ticket, *who: Actor) -> Ticket:
    for one in who or (lead(), object_leader(), it_leader(), region_lead()):
        ticket = take(ticket, "sign_approval", one, regulatory_note_read=True)
    return ticket


def row_ready(ticket: Ticket, region: str = REGION, wave: int = 1) -> Ticket:
    """The region has planned, tested and given its go; its window has begun."""
    people = {"lead": region_lead(region), "object": region_object_leader(region)}
    start = timezone.now() - timedelta(minutes=1)
    window = {"planned_start": start, "planned_end": start + timedelta(hours=6), "wave": wave}
    for name, who, data in (
        ("plan", people["lead"], window),
        ("start_test", people["lead"], {"test_environment": "test"}),
        ("test_done", people["lead"], {"test_protocol": [text_file(name="protokoll.txt")]}),
        ("confirm_training", actor("region-objektspecialist-utbildning", region), {"training_completion": "Alla."}),
        ("confirm_communication", actor("region-kommunikator", region), {"communication_done": "Intranätet."}),
    ):
        ticket = row_step(ticket, name, who, region=region, **data)
    ticked = {"go_reserve_routine": True, "go_staffing": True, "go_back_out": True}
    for who in people.values():
        ticket = row_step(ticket, "sign_go", who, region=region, **ticked)
    return ticket


def row_verified(ticket: Ticket, region: str = REGION) -> Ticket:
    """From its go to its verification."""
    ticket = row_step(ticket, "deploy_start", region_lead(region), region=region, actual_start=timezone.now())
    ticket = row_step(ticket, "deploy_done", region_lead(region), region=region, actual_end=timezone.now())
    for who in (region_lead(region), parties.desk(region)):
        ticket = row_step(ticket, "sign_verify", who, region=region, smoke_test="Ordination går att göra.")
    return ticket


def opting_out(**data) -> dict:
    day = timezone.localdate() + timedelta(days=60)
    return {
        "reason": "Egen integration.",
        "expiry_date": day,
        "deviation_cost": "Egen förvaltning av integrationen.",
    } | data


def row_opted_out(ticket: Ticket, region: str) -> Ticket:
    for role in ("region-objektledare", "region-objektagare-it"):
        ticket = row_step(ticket, "sign_opt_out", actor(role, region), region=region, **opting_out())
    return ticket


def others_opted_out(ticket: Ticket) -> Ticket:
    for region in directory.regions():
        if region.slug != REGION:
            ticket = row_opted_out(ticket, region.slug)
    return ticket


STEPS = {
    "scoped": lambda one: take(one, "fix_scope", chair(), cause=CAUSE, **scope()),
    "delivered": lambda one: take(one, "deliver", vendor_lead(), **DELIVERY),
    "acceptance": lambda one: take(one, "start_acceptance", lead(), **accepting()),
    "approved": lambda one: signed(made_ready(one)),
    "rollout": lambda one: take(row_ready(one), "start_rollout", lead()),
    "els": lambda one: row_verified(others_opted_out(one)),
    "completed": lambda one: take(one, "complete", lead(), **ENDING),
    "closed": lambda one: take(one, "close", lead(), **REVIEW),
}
PATH = tuple(STEPS)


def release(state: str = "planning", **data) -> Ticket:
    """A minor release of one service in `state`; two regions take part in its acceptance test."""
    if state == "halted":
        return take(release("rollout", **data), "halt", region_object_leader(), **HALT)
    if state == "cancelled":
        ticket = take(planning(**data), "sign_cancel", object_leader(), reason="Slås ihop med 10.2.")
        return take(ticket, "sign_cancel", it_leader(), reason="Slås ihop med 10.2.")
    ticket = planning(**data)
    for name in PATH[: PATH.index(state) + 1] if state != "planning" else ():
        ticket = STEPS[name](ticket)
    return ticket


def system(ticket: Ticket, name: str, **data) -> Ticket:
    return take(ticket, name, SYSTEM, **data)
