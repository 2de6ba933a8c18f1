"""For every step of every workflow: where it is taken from, by whom and with what."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from engine.step import steps
from tests import cases, parties, processes
from tests.cases import step, team
from tests.disclosing import ways as disclosing
from tests.processes.major_incident import ways as major_incident
from tests.processes.regulatory.opened import ASSESSING, NOTICE
from tests.processes.release.verified import ways as mended
from tests.tickets import places
from tests.tickets.way import COMMON_ALONG, Way, go, of_any_process, p1_at_night, region_team, take
from tickets.models import Handoff, RegionLeg, Ticket
from tickets.workflows import GeneralCase, Incident

GENERAL = {
    "submit": Way(lambda: places.draft("general-case", parties.desk()), parties.desk, cases.CASE),
    "start_triage": Way(places.case, parties.desk),
    "assign": Way(lambda: places.case("triage"), parties.desk, lambda s: places.ASSIGNING | region_team()),
    "start": Way(lambda: places.case("assigned"), parties.desk),
    "hold": Way(lambda: places.case("in_progress"), parties.desk, lambda s: places.waiting()),
    "resume": Way(lambda: places.case("on_hold"), parties.desk),
    "resolve": Way(lambda: places.case("in_progress"), parties.desk, places.ANSWER),
    "confirm": Way(lambda: places.case("resolved"), parties.desk),
    "reopen": Way(lambda: places.case("resolved"), parties.desk, {"reason": "Hjälpte inte"}),
    "reject": Way(places.case, parties.desk, {"case_reject": "fel_kanal", "reason": "Hör till lönekontoret."}),
    "cancel": Way(places.case, parties.desk, {"reason": "Löste sig"}),
    "mark_duplicate": Way(places.case, parties.desk, lambda s: {"master_ticket": places.case().number}),
    "undo_duplicate": Way(lambda: places.case("duplicate"), parties.object_leader, {"reason": "Två olika"}),
    "reclassify": Way(lambda: places.case("triage"), parties.desk, {"new_kind": "incident", "reason": "Ett fel"}),
    "hand_over_support": Way(lambda: places.case("triage"), parties.desk, places.OFFER),
    "hand_over_vendor": Way(places.case_at_support, parties.support, places.OFFER_VENDOR),
    "hand_back": Way(places.case_at_support, parties.support, places.OFFER),
    "send_notice": Way(places.case_at_support, parties.support, NOTICE),
}


def registering(subject) -> dict:
    return cases.INCIDENT | {"started_at": timezone.now() - timedelta(hours=1)}


def child(parent: Ticket | None = None, **data) -> Ticket:
    """An incident of the region that is part of another one."""
    parent = parent or places.incident("in_progress")
    return step(places.incident(**data), "put_under", parties.desk(), parent_ticket=parent.number)


def proposed() -> Ticket:
    """A child whose parent has just been solved."""
    parent = places.incident("in_progress")
    made = child(parent)
    step(parent, "resolve", parties.desk(), **cases.SOLUTION)
    return cases.fresh(made.pk)


BETWEEN = {
    "join": Way(places.joint, lambda: parties.desk(parties.NEIGHBOUR), places.JOINING),
    "put_under": Way(places.incident, parties.desk, lambda s: {"parent_ticket": places.incident().number}),
    "take_out": Way(child, parties.desk),
    "accept_solution": Way(proposed, parties.desk),
    "decline_solution": Way(proposed, parties.desk, {"what_remains": "Felet är kvar."}),
}
INCIDENTS = BETWEEN | {
    "register": Way(lambda: places.draft("incident", parties.desk()), parties.desk, registering),
    "triage": Way(places.incident, parties.desk),
    "prioritise": Way(
        lambda: step(places.incident(), "triage", parties.desk()), parties.desk, {"impact": 3, "urgency": 2}
    ),
    "assign": Way(
        lambda: places.incident("triage"), parties.desk, lambda s: {"category_open": "programfel"} | region_team()
    ),
    "take": Way(lambda: places.incident("assigned"), parties.desk),
    "escalate_tier": Way(lambda: places.incident("triage"), parties.desk, cases.TO_SUPPORT),
    "escalate_vendor": Way(cases.at_support, parties.support, cases.TO_VENDOR),
    "emergency_bypass": Way(
        p1_at_night, parties.region_manager, cases.LETTER | {"reason": "Allt står still", "contract_severity": 1}
    ),
    "hand_back": Way(cases.at_support, parties.support, places.OFFER),
    "hold": Way(lambda: places.incident("in_progress"), parties.desk, lambda s: places.waiting()),
    "resume": Way(lambda: places.incident("on_hold"), parties.desk),
    "resolve": Way(lambda: places.incident("in_progress"), parties.desk, cases.SOLUTION),
    "close": Way(lambda: confirmed(), parties.desk),
    "reopen": Way(lambda: places.incident("resolved"), parties.desk, {"reason": "Felet är tillbaka"}),
    "cancel": Way(places.incident, parties.desk, {"reason": "Inget fel"}),
    "mark_duplicate": Way(places.incident, parties.desk, lambda s: {"master_ticket": places.incident().number}),
    "undo_duplicate": Way(lambda: places.incident("duplicate"), parties.region_manager, {"reason": "Två olika"}),
    "reclassify": Way(
        lambda: places.incident("triage"), parties.desk, {"new_kind": "general-case", "reason": "En fråga"}
    ),
    "assess_reporting": Way(places.incident, parties.region_security, ASSESSING),
    "tag": Way(lambda: places.incident("closed"), parties.problem_manager, {"tags": "skrivare, kö"}),
}


def confirmed() -> Ticket:
    ticket = places.incident("resolved")
    places.confirm_all(ticket)
    return ticket


HANDING_OVER = {
    "accept": Way(places.offered_to_support, parties.support, lambda s: {"team": team(parties.SUPPORT_ORG).slug}),
    "return": Way(
        places.offered_to_support,
        parties.support_manager,
        {"return_reason": "saknar_underlag", "reason": "Vilken avdelning?"},
    ),
    "withdraw": Way(places.offered_to_support, parties.desk, {"reason": "Löste sig"}),
}
LEGS = {
    "resolve": Way(places.leg, parties.desk),
    "region_confirm": Way(lambda: places.leg("resolved"), parties.desk),
    "region_decline": Way(lambda: places.leg("resolved"), parties.desk, {"what_remains": "Listan är tom"}),
    "restate": Way(
        places.joined_leg,
        lambda: parties.desk(parties.NEIGHBOUR),
        {"leg_users_affected": "n11_100", "leg_patient_safety": "nej", "leg_units": "Avdelning 4"},
    ),
    "split_out": Way(places.joined_leg, lambda: parties.desk(parties.NEIGHBOUR), {"reason": "Ett annat fel"}),
}
# Steps that only move along with another step, or by the clock; each has its own test.
ALONG = processes.along() | {
    GeneralCase: {"open", "carry_on"} | COMMON_ALONG,
    Incident: {"open", "carry_on", "receive_solution", "drop_solution", "child_declined"}
    | major_incident.ALONG_ON_INCIDENTS
    | mended.ALONG_ON_INCIDENTS
    | {"problem_found", "problem_lost", "problem_closed", "change_found", "change_lost", "deployment_found"}
    | {"workaround_published", "workaround_withdrawn"}
    | COMMON_ALONG,
    Handoff: {"propose"},
    RegionLeg: {"create", "join", "leave", "reopen", "time_out"},
}
WAYS = processes.ways() | {
    GeneralCase: of_any_process(places.case, places.case_at_support, places.case_at_vendor) | GENERAL,
    Incident: of_any_process(places.incident, cases.at_support, cases.at_vendor)
    | INCIDENTS
    | major_incident.ON_INCIDENTS
    | mended.ON_INCIDENTS,
    Handoff: HANDING_OVER,
    RegionLeg: LEGS,
}
disclosing.added(WAYS)
WORKFLOWS = tuple(WAYS)
# The emergency way past the support organisation is open while its desk is closed.
AT_NIGHT = {"emergency_bypass"}


def all_ways() -> list:
    return [(workflow, name, way) for workflow in WORKFLOWS for name, way in WAYS[workflow].items()]


def sunday_night(subject):
    """A Sunday at 02.30 local time after everything that has happened to the subject."""
    at = timezone.localtime(subject.root.updated_at) + timedelta(days=1)
    return (at + timedelta(days=(6 - at.weekday()) % 7)).replace(hour=2, minute=30)


def instant(name: str, subject):
    return sunday_night(subject) if name in AT_NIGHT else None


def declared(workflow) -> dict:
    return steps(workflow)


__all__ = ["ALONG", "WAYS", "Way", "all_ways", "declared", "go", "instant", "take"]
