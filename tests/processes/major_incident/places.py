"""Major incidents in every state, led there by the people whose work it is."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from engine.perform import create, perform
from roles.models import RoleAssignment, User
from tests import cases, parties
from tests.people import actor
from tests.processes.late import exceeded
from tests.processes.regulatory import opened as tracks
from tests.tickets import places
from tickets.models import MiAction, MiRegionRow, RegulatoryTrack, Ticket
from tickets.workflows import PROCESSES

SUPPORT, REGION, NEIGHBOUR = parties.SUPPORT_ORG, parties.REGION, parties.NEIGHBOUR
MOTIVATION = {"motivation": "Läkemedelslistan är borta i flera regioner."}


def manager():
    """Major incident manager of the support organisation."""
    return actor("sussa-major-incident-ansvarig", SUPPORT)


def object_leader():
    return actor("sussa-objektledare", SUPPORT)


def communicator():
    return actor("sussa-objektteamledare", SUPPORT)


def logger():
    return actor("sussa-objektspecialist", SUPPORT)


def region_manager(region: str = REGION):
    return actor("region-major-incident-ansvarig", region)


def vendor_manager():
    return actor("cambio-major-incident-manager", parties.VENDOR_ORG)


leader = parties.support_manager  # leads in these tests: the joint incident manager


def declaring(**data) -> dict:
    return {
        "business_impact": "Ordination sker på papper.",
        "affected_regions": [REGION],
        "mi_lead": leader().user.email,
        "mi_communicator": communicator().user.email,
        "mi_logger": logger().user.email,
        "bridge": "https://mote.example/mi",
    } | data


def message(**data) -> dict:
    return {
        "message_situation": "Läkemedelslistan går inte att öppna.",
        "message_impact": "Ordinationer görs på papper.",
        "message_reserve_routine": "Använd pappersrutinen.",
        "next_message_at": timezone.now() + timedelta(hours=30),
    } | data


def monitoring(hours: float = 5, **data) -> dict:
    return {
        "actions_taken": "Databasen startades om.",
        "restored_at": timezone.now() - timedelta(hours=hours),
        "watch_period": 4,
    } | data


def reviewing(**data) -> dict:
    return {
        "review_owner": manager().user.email,
        "invitees": [region_manager().user.email],
        "meeting_at": timezone.now() + timedelta(days=7),
    } | data


def acting(**data) -> dict:
    return {
        "action_text": "Larma vid halv minnesanvändning.",
        "action_owner": leader().user.email,
        "action_due_at": timezone.now() + timedelta(days=30),
    } | data


def signing(subject=None, **data) -> dict:
    return {
        "review_cause": "Minnet i databasen tog slut.",
        "worked_well": "Reservrutinen användes genast.",
        "worked_badly": "Larmet kom sent.",
        "problem_link": problem().number,
    } | data


def problem() -> Ticket:
    from tests.processes.problem import places as problems

    return problems.registered()


def candidate(*incidents, who=None, **data) -> Ticket:
    incidents = incidents or (places.incident(),)
    numbers = [one.number for one in incidents]
    workflow = PROCESSES["major-incident"]
    made = {"linked_incidents": numbers} | MOTIVATION | data
    event = create(
        workflow, workflow.birth, actor=who or parties.support(), via="test", data=made, process="major-incident"
    )
    return cases.fresh(event.ticket_id)


PATH = {
    "investigating": ("start_investigation", lambda: leader(), dict),
    "identified": ("identify", lambda: leader(), lambda: {"suspected_cause": "Minnet", "confidence": "medium"}),
    "mitigating": ("mitigate", lambda: leader(), lambda: {"action_plan": "Starta om", "no_change_reason": "Drift"}),
    "monitoring": ("monitor", lambda: leader(), monitoring),
    "resolved": ("resolve", manager, dict),
    "review": ("start_review", manager, reviewing),
}


def major(state: str = "declared", *incidents, **data) -> Ticket:
    """In `state`; from `resolved` on every region has said that it is not affected, or has confirmed."""
    ticket = candidate(*incidents)
    if state == "candidate":
        return ticket
    if state == "rejected":
        return cases.step(ticket, "reject", manager(), reason="En enda avdelning")
    ticket = cases.step(ticket, "declare", manager(), **declaring(**data))
    if state == "downgraded":
        return cases.step(ticket, "downgrade", manager(), reason="Färre än vi trodde")
    for name, (step, who, typed) in PATH.items():
        if state == "declared":
            return ticket
        if name == "resolved":
            answer_all(ticket)
        ticket = cases.step(ticket, step, who(), **typed())
        if name == state:
            return ticket
    settle_tracks(ticket)
    ticket = cases.step(ticket, "sign_review", manager(), **signing(no_actions_reason="Inget att göra"))
    return cases.step(ticket, "close", parties.problem_manager()) if state == "closed" else ticket


def signed() -> Ticket:
    return major("signed")


def settled_review() -> Ticket:
    ticket = major("review")
    settle_tracks(ticket)
    return cases.step(ticket, "add_action", manager(), **acting())


def settle_tracks(ticket) -> None:
    for one in RegulatoryTrack.objects.unscoped("test").filter(ticket=ticket).select_related("organisation"):
        track = tracks.track_of(ticket, one.organisation.slug, one.regime)
        who = tracks.security(one.organisation.slug)
        if one.regime in ("device", "lex_maria", "medical_device"):
            who = tracks.device_specialist(one.organisation.slug)
        tracks.move(track, "decide_not_reportable", who, reason="Under gränsen.")


def row(ticket, region: str = REGION) -> MiRegionRow:
    found = MiRegionRow.objects.unscoped("test").select_related("region").get(ticket=ticket, region__slug=region)
    found.ticket = cases.fresh(ticket.pk)
    return found


def rows(ticket) -> list[MiRegionRow]:
    found = MiRegionRow.objects.unscoped("test").filter(ticket=ticket).select_related("region")
    return list(found.order_by("region__position"))


def say(ticket, name: str, region: str = REGION, who=None, *, at=None, **data) -> MiRegionRow:
    """Let a region take a step on its own row."""
    perform(
        MiRegionRow, row(ticket, region).pk, name, actor=who or region_manager(region), via="test", data=data, at=at
    )
    return row(ticket, region)


def answer_all(ticket) -> None:
    """Every region answers so that the major incident may be resolved."""
    for one in rows(ticket):
        slug = one.region.slug
        if one.state == "restored":
            say(ticket, "confirm", slug, confirmed_restored_at=timezone.now() - timedelta(minutes=1))
        elif one.state == "unknown":
            say(ticket, "state_not_affected", slug)


def row_in(state: str, region: str = REGION) -> MiRegionRow:
    """A region's row, in `state`, of a major incident under way."""
    ticket = major("investigating")
    if state == "unknown":
        return row(ticket, region)
    if state == "not_affected":
        return say(ticket, "state_not_affected", region)
    name = "state_degraded" if state == "degraded" else "state_affected"
    found = say(ticket, name, region, row_units="Akuten")
    if state in ("restored", "confirmed"):
        cases.step(ticket, "monitor", leader(), **monitoring())
        found = row(ticket, region)
    if state == "confirmed":
        found = say(ticket, "confirm", region, confirmed_restored_at=timezone.now() - timedelta(minutes=1))
    return found


def told_orally() -> MiRegionRow:
    ticket = major("investigating")
    data = {"told_by": "Jourhavande Karin", "told_at": timezone.now() - timedelta(minutes=10)}
    return say(ticket, "oral_report", REGION, manager(), **data)


def with_draft() -> Ticket:
    return cases.step(major("investigating"), "write_message", communicator(), **message())


def published() -> Ticket:
    return cases.step(with_draft(), "publish_message", leader())


def offered() -> Ticket:
    data = {"mi_duty": "lead", "new_person": manager().user.email}
    return cases.step(major("investigating"), "hand_over_role", leader(), **data)


def with_vendor(state: str = "investigating") -> Ticket:
    """Over an incident that the vendor has, so that the vendor reads it."""
    return major(state, cases.step(cases.at_vendor(), "widen", parties.support(), reason="Rör fler"))


def first_action(ticket) -> MiAction:
    return MiAction.objects.unscoped("test").filter(ticket=ticket).first()


def gone(who) -> User:
    """Nobody with a role any more."""
    RoleAssignment.objects.filter(user=who.user).update(valid_to=timezone.localdate() - timedelta(days=1))
    return who.user


def late() -> Ticket:
    return exceeded(major("investigating"))
