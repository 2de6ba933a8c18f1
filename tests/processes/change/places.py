"""Changes in every state, led there by real steps of the people whose work it is.

Everything before the step at hand happens weeks ago, so that regions have had their notice and a planned time can have
come.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from engine.perform import create, perform
from roles.actor import SYSTEM, Actor
from tests import parties
from tests.cases import fresh
from tests.people import actor
from tickets.models import Ballot, Ticket
from tickets.workflows import Change

CAUSE = "decision:sussa-cambio-cab 2026 § 1"
PLAN = {
    "implementation_plan": "Stäng kön, byt tjänsten, öppna kön.",
    "test_plan": "Samma byte i acceptansmiljön en vecka före.",
    "back_out_plan": "Starta den gamla tjänsten igen.",
    "back_out_max_minutes": 30,
    "back_out_decision_point": "När kön inte har tömts på en kvart.",
    "communication_plan": "Driftinformation tre dagar före.",
    "verification_plan": "Tio svar följs från prov till journal.",
}
LOW_RISK = {
    "risk_reach": "few",
    "risk_downtime": "none",
    "risk_back_out": "tried",
    "risk_tested": "alike",
    "risk_experience": "often",
}
UNTOUCHED = {"touches_data": "no", "touches_secrecy": "no", "touches_shared": "no", "contract_effect": "no"}
VERDICT = {"verdict": "ok", "assessment_text": "Inget att anmärka."}
URGENT = {
    "emergency_ground": "security",
    "waiting_risk": "Känd sårbarhet utnyttjas redan.",
    "implementation_plan": PLAN["implementation_plan"],
    "back_out_plan": PLAN["back_out_plan"],
}
OUTCOME = {"change_outcome": "lyckad", "incidents_caused": "no", "lessons": "Töm kön före bytet."}
PATH = ("assess", "regional_review", "cab_review", "authorised", "scheduled", "implementing", "validating", "review")
REGIONS = (parties.REGION, parties.NEIGHBOUR)


def past() -> datetime:
    return timezone.now() - timedelta(days=40)


def ahead(days: int = 0, hours: int = 0) -> datetime:
    return timezone.now() + timedelta(days=days, hours=hours)


def wanted() -> dict:
    return {"wanted_start": ahead(hours=-6), "wanted_end": ahead(days=20)}


# --- People ---


def lead() -> Actor:
    """The joint change manager."""
    return actor("sussa-andringsansvarig", parties.SUPPORT_ORG)


def region_lead(region: str = parties.REGION) -> Actor:
    """Change manager of a region."""
    return actor("region-andringsansvarig", region)


def requester() -> Actor:
    return parties.desk()


def deployer() -> Actor:
    return actor("sussa-driftsattningsansvarig", parties.SUPPORT_ORG)


def it_leader() -> Actor:
    """The object manager of IT."""
    return actor("sussa-objektledare-it", parties.SUPPORT_ORG)


def implementer() -> Actor:
    return actor("sussa-objektspecialist", parties.SUPPORT_ORG)


def vendor_lead() -> Actor:
    return actor("cambio-change-manager", parties.VENDOR_ORG)


def technician(region: str = parties.REGION) -> Actor:
    return actor("region-teknikchef", region)


def region_deployer(region: str = parties.REGION) -> Actor:
    return actor("region-driftsattningsansvarig", region)


def vendor_worker() -> Actor:
    """Carries changes out at the vendor; the vendor's consent is another person's to give."""
    return actor("cambio-release-manager", parties.VENDOR_ORG)


def of_support(role: str) -> Actor:
    return actor(f"sussa-{role}", parties.SUPPORT_ORG)


def device_specialist() -> Actor:
    return actor("region-objektspecialist-medicinteknik", parties.REGION)


def security() -> Actor:
    return parties.support_security()


# --- Steps ---


def take(ticket, name: str, who: Actor, *, at: datetime | None = None, cause: str = "", **data) -> Ticket:
    """A step in the past, unless said otherwise."""
    perform(Ticket, ticket.pk, name, actor=who, via="test", data=data, at=at or past(), cause=cause)
    return fresh(ticket.pk)


def ballot(ticket, stage: str) -> Ballot:
    return Ballot.objects.unscoped("test").filter(ticket_id=ticket.pk, stage=stage).order_by("-pk").first()


def vote(ticket, stage: str, who: Actor, choice: str = "approve", *, at: datetime | None = None, **data) -> Ticket:
    name = "consent" if who.hats[0].tier == "vendor" else "vote"
    how = {"actor": who, "via": "test", "data": {"vote": choice} | data, "at": at or past()}
    perform(Ballot, ballot(ticket, stage).pk, name, **how)
    return fresh(ticket.pk)


def submitting(kind: str, **data) -> dict:
    base = {
        "change_type": kind,
        "title": "Byte av tjänst för provsvar",
        "change_reason": "Den gamla tjänsten stöds inte längre.",
        "consequence_if_not": "Svar kan utebli efter årsskiftet.",
        "services": ["provsvar"],
        "affected_regions": [parties.REGION],
        "initiator": "me",
    }
    return base | UNTOUCHED | wanted() | data


def draft(who: Actor | None = None) -> Ticket:
    how = {"actor": who or requester(), "via": "test", "process": "change", "at": past()}
    return fresh(create(Change, ("open",), data={}, **how).ticket_id)


def submitted(kind: str = "normal_major", who: Actor | None = None, **data) -> Ticket:
    who = who or requester()
    return take(draft(who), "submit", who, **submitting(kind, **data))


def assessing(kind: str = "normal_major", **data) -> Ticket:
    return take(
        submitted(kind, **data),
        "accept_assess",
        lead(),
        change_owner=of_support("objektledare").user.email,
        assessors=[of_support("arkitekturrepresentant").user.email, security().user.email],
    )


def planned(ticket: Ticket, **data) -> Ticket:
    """With its plan written and everything assessed."""
    ticket = take(ticket, "write_plan", lead(), **(PLAN | LOW_RISK | {"risk_level": "low"} | data))
    for kind, who in (
        ("technology", of_support("arkitekturrepresentant")),
        ("operations", deployer()),
        ("training", of_support("utbildningskoordinator")),
    ):
        ticket = take(ticket, f"assess_{kind}", who, **VERDICT)
    if ticket.own_infrastructure():
        ticket = take(ticket, "assess_regional_it", technician(), **VERDICT)
    return ticket


def to_council(ticket: Ticket) -> Ticket:
    return take(ticket, "to_regional", lead(), vote_deadline=past() + timedelta(days=20))


def regions_say_yes(ticket: Ticket) -> Ticket:
    for region in sorted(one.region.slug for one in ticket.affected()):
        ticket = vote(ticket, "regional-review", region_lead(region))
    return ticket


def to_cab(ticket: Ticket) -> Ticket:
    return take(regions_say_yes(ticket), "regional_passed", lead(), vote_deadline=past() + timedelta(days=30))


def cab_says_yes(ticket: Ticket) -> Ticket:
    for who in (lead(), deployer(), it_leader(), vendor_lead()):
        if ballot(ticket, "cab").state == "pending":
            ticket = vote(ticket, "cab", who)
    return ticket


def window() -> dict:
    return {"authorised_start": ahead(hours=-6), "authorised_end": ahead(days=20)}


def scheduling(**data) -> dict:
    planned_time = {"planned_start": ahead(hours=-1), "planned_end": ahead(hours=5)}
    return planned_time | {"implementer": implementer().user.email} | data


def finishing() -> dict:
    return {"actual_start": ahead(hours=-1), "actual_end": ahead(), "result_text": "Bytet gick som planerat."}


def verified(ticket: Ticket, result: str = "ok", **how) -> Ticket:
    for region in sorted(one.region.slug for one in ticket.affected()):
        ticket = take(ticket, "verify_region", region_deployer(region), region_result=result, **how)
    return ticket


def with_window_approved(ticket: Ticket) -> Ticket:
    """Where the region's own infrastructure is touched."""
    return take(ticket, "approve_window", technician(), verdict="ok") if ticket.own_infrastructure() else ticket


STEPS = {
    "assess": lambda one: take(
        one,
        "accept_assess",
        lead(),
        change_owner=of_support("objektledare").user.email,
        assessors=[of_support("arkitekturrepresentant").user.email],
    ),
    "regional_review": lambda one: to_council(planned(one)),
    "cab_review": to_cab,
    "authorised": lambda one: take(cab_says_yes(one), "cab_authorise", lead(), cause=CAUSE, **window()),
    "scheduled": lambda one: take(with_window_approved(one), "schedule", deployer(), **scheduling()),
    "implementing": lambda one: take(one, "start", implementer(), at=ahead()),
    "validating": lambda one: take(one, "finish", implementer(), at=ahead(), **finishing()),
    "review": lambda one: take(verified(one, at=ahead()), "validate", deployer(), at=ahead(), result_text="Klart."),
}


def change(state: str = "submitted", **data) -> Ticket:
    """A major change of one region in `state`."""
    if state == "draft":
        return draft()
    ticket = submitted(**data)
    if state == "submitted":
        return ticket
    if state == "cancelled":
        return take(ticket, "cancel", lead(), reason="Behövs inte längre.")
    if state == "rejected":
        return take(ticket, "reject", lead(), change_reject_code="ej_motiverad", reason="Nyttan är oklar.")
    if state == "postponed":
        return take(
            change("cab_review", **data), "postpone", lead(), cause=CAUSE, reason="Fler svar behövs.",
            taken_up_at=ahead(days=5),
        )  # fmt: skip
    if state == "closed":
        return take(change("review", **data), "review_done", lead(), at=ahead(), **OUTCOME)
    for name in PATH[: PATH.index(state) + 1]:
        ticket = STEPS[name](ticket)
    return ticket


# --- A minor change ---


def asked(**data) -> Ticket:
    """A minor change whose vote is open."""
    return take(planned(assessing("normal_minor", **data)), "to_minor", lead(), risk_level="low")


def minor(state: str = "assess", **data) -> Ticket:
    """A minor change: assessed with both votes cast, or further on."""
    ticket = asked(**data)
    for who in (region_lead(), lead()):
        ticket = vote(ticket, "minor", who)
    if state == "assess":
        return ticket
    ticket = take(ticket, "to_cab_minor", lead(), **window())
    return ticket if state == "authorised" else STEPS["scheduled"](ticket)


# --- An emergency ---


def emergency(state: str = "ecab_review", **data) -> Ticket:
    """For security reasons, carried out by the vendor, so that two organisations say yes to it."""
    at = ahead(hours=-2)
    ticket = take(submitted("emergency", vendor_works=True), "emergency_request", security(), at=at, **(URGENT | data))
    if state == "ecab_review":
        return ticket
    ticket = ecab_says_yes(ticket, at=at)
    ticket = take(ticket, "ecab_approve", lead(), at=at, **window())
    if state == "authorised":
        return ticket
    ticket = take(ticket, "schedule", deployer(), at=at, **scheduling(implementer=vendor_worker().user.email))
    if state == "scheduled":
        return ticket
    ticket = take(ticket, "start", vendor_worker(), at=ahead())
    ticket = take(ticket, "finish", vendor_worker(), at=ahead(), **finishing())
    if state == "validating":
        return ticket
    ticket = take(verified(ticket, at=ahead()), "validate", deployer(), at=ahead(), result_text="Klart.")
    if state == "review":
        return ticket
    return take(ticket, "document", lead(), at=ahead(), **documenting())


def ecab_says_yes(ticket: Ticket, *, at: datetime) -> Ticket:
    for who in (lead(), it_leader(), vendor_lead()):
        ticket = vote(ticket, "ecab", who, at=at)
    return ticket


def documenting() -> dict:
    left = {name: PLAN[name] for name in PLAN if name not in URGENT}
    return left | LOW_RISK | {"risk_level": "medium"} | UNTOUCHED


def by_phone() -> Ticket:
    """Authorised by one vote here and one by telephone."""
    at = ahead(hours=-2)
    ticket = vote(vote(emergency(), "ecab", lead(), at=at), "ecab", vendor_lead(), at=at)
    said = {"phone_decision": True, "phone_person": it_leader().user.email, "phone_at": at}
    return take(ticket, "ecab_approve", lead(), at=at, **said, **window())


# --- One of a template ---


def standard(state: str = "authorised", *, result: str = "ok", template: Ticket | None = None, **data) -> Ticket:
    """Made from an approved template; what follows is done in the days to come."""
    from tests.processes.change_template import places as templates

    made, who = template or templates.template("approved"), requester()
    base = {"change_template": made.number, "template_parameters": templates.GIVEN, "services": ["behorighet"]}
    ticket = take(draft(who), "submit", who, at=timezone.now(), **submitting("standard", **(base | data)))
    if state == "authorised":
        return ticket
    planned_time = {"planned_start": ahead(days=7), "planned_end": ahead(days=8)}
    ticket = take(ticket, "schedule", deployer(), at=timezone.now(), **scheduling(**planned_time))
    ticket = take(ticket, "start", implementer(), at=ahead(days=7, hours=1))
    done = {"actual_end": ahead(days=7, hours=2), "result_text": "Enheten är upplagd."}
    ticket = take(ticket, "finish", implementer(), at=ahead(days=7, hours=2), **done)
    return verified(ticket, result, at=ahead(days=7, hours=3))


def system(ticket: Ticket, name: str, **data) -> Ticket:
    return take(ticket, name, SYSTEM, **data)
