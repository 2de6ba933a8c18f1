"""A region's row of a release in every state, led there by the people of that region."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tests import parties
from tests.cases import fresh
from tests.people import actor
from tests.processes.release import places as releases
from tests.tickets import places
from tests.tickets.made_files import text_file
from tickets.models import RegionDeployment, Ticket

REGION, NEIGHBOUR = parties.REGION, parties.NEIGHBOUR
TICKS = {"go_reserve_routine": True, "go_staffing": True, "go_back_out": True}
WHY = {"reason": "Integrationen är inte klar."}


# --- People of the region ---


def manager(region: str = REGION):
    return actor("region-driftsattningsansvarig", region)


def leader(region: str = REGION):
    return actor("region-objektledare", region)


def owner_of_it(region: str = REGION):
    return actor("region-objektagare-it", region)


def trainer(region: str = REGION):
    return actor("region-objektspecialist-utbildning", region)


def communicator(region: str = REGION):
    return actor("region-kommunikator", region)


def clinician(region: str = REGION):
    return actor("region-kliniker", region)


def vendor():
    return actor("cambio-release-manager", parties.VENDOR_ORG)


# --- What they type ---


def planning(hours: float = -0.02, **data) -> dict:
    start = timezone.now() + timedelta(hours=hours)
    return {"planned_start": start, "planned_end": start + timedelta(hours=6), "wave": 1} | data


def protocol() -> dict:
    return {"test_protocol": [text_file(name="protokoll.txt")]}


def deferring(days: int = 60, **data) -> dict:
    day = timezone.localdate() + timedelta(days=days)
    return WHY | {"new_date": day, "deviation_cost": "Egen test vid varje leverans."} | data


def opting_out(days: int = 60, **data) -> dict:
    day = timezone.localdate() + timedelta(days=days)
    return WHY | {"expiry_date": day, "deviation_cost": "Egen test vid varje leverans."} | data


def failing(**data) -> dict:
    return {"reason": "Listan är tom.", "deployment_incidents": [places.incident().number]} | data


def rolling_back(**data) -> dict:
    return failing(actual_end=timezone.now()) | data


# --- Rows ---


def row(ticket: Ticket, region: str = REGION) -> RegionDeployment:
    found = releases.row_of(ticket, region)
    found.ticket = fresh(ticket.pk)
    return found


def step(one: RegionDeployment, name: str, who, *, at=None, **data) -> RegionDeployment:
    """Let the row take a step."""
    releases.row_step(one.ticket, name, who, region=one.region.slug, at=at, **data)
    return row(one.ticket, one.region.slug)


def planned(state: str = "planning", **data) -> RegionDeployment:
    return step(row(releases.release(state)), "plan", manager(), **planning(**data))


def tested(state: str = "delivered", **data) -> RegionDeployment:
    """Waits for go: tested, with training and communication done."""
    one = step(planned(state, **data), "start_test", manager(), test_environment="test")
    one = step(one, "test_done", manager(), **protocol())
    one = step(one, "confirm_training", trainer(), training_completion="Alla avdelningar.")
    return step(one, "confirm_communication", communicator(), communication_done="Intranätet.")


def ready(**data) -> RegionDeployment:
    one = tested("approved", **data)
    for who in (manager(), leader()):
        one = step(one, "sign_go", who, **TICKS)
    return one


def rolling(**data) -> RegionDeployment:
    """Ready, and the rollout is under way."""
    one = ready(**data)
    releases.take(one.ticket, "start_rollout", releases.lead())
    return row(one.ticket)


def deploying(**data) -> RegionDeployment:
    return step(rolling(**data), "deploy_start", manager(), actual_start=timezone.now())


def deployed(**data) -> RegionDeployment:
    return step(deploying(**data), "deploy_done", manager(), actual_end=timezone.now())


def verified() -> RegionDeployment:
    one = deployed()
    for who in (manager(), clinician()):
        one = step(one, "sign_verify", who, smoke_test="Ordination går att göra.")
    return one


def deferred() -> RegionDeployment:
    return step(row(releases.release("planning")), "sign_deferral", leader(), **deferring())


def opted_out() -> RegionDeployment:
    one = row(releases.release("planning"))
    for who in (leader(), owner_of_it()):
        one = step(one, "sign_opt_out", who, **opting_out())
    return one


def turned_down() -> RegionDeployment:
    return step(tested(), "no_go", leader(), reason="Utbildningen håller inte.")


def in_state(state: str) -> RegionDeployment:
    return {
        "not_planned": lambda: row(releases.release("planning")),
        "planned": planned,
        "regional_test": lambda: step(planned("delivered"), "start_test", manager(), test_environment="test"),
        "go_decision": tested,
        "ready": ready,
        "deploying": deploying,
        "deployed": deployed,
        "verified": verified,
        "failed": lambda: step(deployed(), "fail", manager(), **failing()),
        "rolled_back": lambda: step(deployed(), "roll_back", manager(), **rolling_back()),
        "deferred": deferred,
        "opted_out": opted_out,
    }[state]()
