"""Tickets in every state, led there by real steps of the people whose work it is."""

from datetime import timedelta

from django.utils import timezone

from engine.perform import create, perform
from sla.models import DueStep
from tests import cases, parties
from tests.cases import answer, fresh, step, team
from tickets.models import Handoff, RegionLeg, Ticket
from tickets.workflows import PROCESSES

ASSIGNING = {"impact": 3, "urgency": 3, "category_open": "handhavande"}
ANSWER = {"answer": "Menyn Skriv ut, andra valet.", "category_close": "handhavande", "case_resolution": "besvarad"}
OFFER = cases.LETTER | {"handoff_reason": "kompetens"}
OFFER_VENDOR = OFFER | {"images_checked": True}
PATH = ("triage", "assigned", "in_progress", "on_hold")


def waiting(days: int = 3, **data) -> dict:
    """What a hold asks for: a reason, a day within `days`, and a question."""
    until = timezone.now() + timedelta(days=days)
    return {"hold_reason": "await_reporter", "resume_at": until, "hold_question": "Vilken avdelning?"} | data


def draft(process: str, who) -> Ticket:
    event = create(PROCESSES[process], ("open",), actor=who, via="test", process=process)
    return fresh(event.ticket_id)


def case(state: str = "submitted", *, who=None, **data) -> Ticket:
    """A general case of the region's desk in `state`, still held by the region."""
    desk = who or parties.desk()
    ticket = cases.opened("general-case", desk, **data)
    if state == "submitted":
        return ticket
    if state == "rejected":
        return step(ticket, "reject", desk, case_reject="fel_kanal", reason="Hör till lönekontoret.")
    if state == "cancelled":
        return step(ticket, "cancel", desk, reason="Löste sig.")
    ticket = step(ticket, "start_triage", desk)
    if state == "triage":
        return ticket
    if state == "duplicate":
        return step(ticket, "mark_duplicate", desk, master_ticket=case(who=desk).number)
    if state == "reclassified":
        return step(ticket, "reclassify", desk, new_kind="incident", reason="Det är ett fel.")
    ticket = step(ticket, "assign", desk, team=team(parties.REGION).slug, assignee="me", **ASSIGNING)
    if state == "assigned":
        return ticket
    ticket = step(ticket, "start", desk)
    if state == "on_hold":
        return step(ticket, "hold", desk, **waiting())
    if state in ("resolved", "closed"):
        ticket = step(ticket, "resolve", desk, **ANSWER)
    return step(ticket, "confirm", desk) if state == "closed" else ticket


def incident(state: str = "new", *, who=None, **data) -> Ticket:
    """An incident of the region's desk in `state`, still held by the region, P3 from triage on."""
    desk = who or parties.desk()
    ticket = cases.incident(desk, **data)
    if state == "new":
        return ticket
    looked_at(ticket)
    if state == "cancelled":
        return step(ticket, "cancel", desk, reason="Löste sig.")
    ticket = step(step(ticket, "triage", desk), "prioritise", desk, impact=3, urgency=2)
    if state == "triage":
        return ticket
    if state == "duplicate":
        return step(ticket, "mark_duplicate", desk, master_ticket=cases.incident(desk).number)
    if state == "reclassified":
        return step(ticket, "reclassify", desk, new_kind="general-case", reason="Det är en fråga.")
    ticket = step(ticket, "assign", desk, team=team(parties.REGION).slug, category_open="programfel", assignee="me")
    if state == "assigned":
        return ticket
    ticket = step(ticket, "take", desk)
    if state == "on_hold":
        return step(ticket, "hold", desk, **waiting())
    if state in ("resolved", "closed"):
        ticket = step(ticket, "resolve", desk, **cases.SOLUTION)
    if state == "closed":
        confirm_all(ticket)
        ticket = step(ticket, "close", desk)
    return ticket


def looked_at(ticket) -> None:
    """The program has looked whether several regions have the same fault: a new case waits for that for a moment."""
    DueStep.objects.filter(subject_id=ticket.pk, step="meet_major_rule").delete()


def confirm_all(ticket) -> None:
    """Every region says that it works again."""
    for leg in legs(ticket):
        perform(RegionLeg, leg.pk, "region_confirm", actor=parties.desk(leg.region.slug), via="test")


def legs(ticket) -> list[RegionLeg]:
    rows = RegionLeg.objects.unscoped("test").filter(ticket=ticket).select_related("region")
    return list(rows.order_by("region__position"))


JOINING = {
    "leg_symptom": "Samma sak hos oss.",
    "leg_contact": "Grannens support",
    "leg_users_affected": "n2_10",
    "leg_patient_safety": "risk",
    "leg_units": "Avdelning 3",
}


def joint(**data) -> Ticket:
    """An incident of one region that all member regions read, held by the support organisation."""
    return step(cases.at_support(**data), "widen", parties.support(), reason="Rör fler")


def joined(region: str = parties.NEIGHBOUR, *, who=None, **data) -> Ticket:
    """A joint incident that the desk of another region has joined."""
    return step(joint(**data), "join", who or parties.desk(region), **JOINING)


def leg_of(ticket, region: str = parties.NEIGHBOUR) -> RegionLeg:
    """The region's part as it is now; a parted one only where there is no other."""
    rows = RegionLeg.objects.unscoped("test").filter(ticket=ticket, region__slug=region)
    return rows.exclude(state="split").first() or rows.get()


def joined_leg() -> RegionLeg:
    return leg_of(joined())


def leg(state: str = "in_progress") -> RegionLeg:
    """The only leg of an incident of one region, in `state`."""
    ticket = incident("in_progress" if state == "in_progress" else "resolved")
    (found,) = legs(ticket)
    return found


def open_handoff(ticket) -> Handoff:
    return Handoff.objects.unscoped("test").get(ticket=ticket, state="proposed")


def offered_to_support() -> Handoff:
    """A hand-off from the region to the support organisation that nobody has answered."""
    desk = parties.desk()
    return open_handoff(step(incident("triage", who=desk), "escalate_tier", desk, **cases.TO_SUPPORT))


def case_at_support(state: str = "submitted") -> Ticket:
    desk = parties.desk()
    ticket = step(case(state, who=desk), "hand_over_support", desk, **OFFER)
    return answer(ticket, "accept", parties.support(), team=team(parties.SUPPORT_ORG).slug)


def case_at_vendor() -> Ticket:
    ticket = step(case_at_support(), "hand_over_vendor", parties.support(), **OFFER_VENDOR)
    return answer(ticket, "accept", parties.vendor(), team=team(parties.VENDOR_ORG).slug)


def joint_incident(state: str = "triage", **data) -> Ticket:
    """An incident of two regions, held by the support organisation."""
    ticket = cases.at_support(affected_regions=[parties.REGION, parties.NEIGHBOUR], **data)
    looked_at(ticket)
    if state == "triage":
        return ticket
    who = parties.support()
    place = team(parties.SUPPORT_ORG).slug
    ticket = step(ticket, "assign", who, team=place, category_open="programfel", assignee="me")
    ticket = step(ticket, "take", who)
    return step(ticket, "resolve", who, **cases.SOLUTION) if state == "resolved" else ticket
