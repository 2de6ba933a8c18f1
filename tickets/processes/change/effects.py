"""What the steps of a change bring about beside its content: who has it, who is told, what is due, what was decided."""

from __future__ import annotations

from datetime import datetime, timedelta

from engine.context import Context
from engine.perform import take
from regions import directory
from roles.actor import SYSTEM
from sla.workdays import after_working_days
from tickets import codes as ticket_codes
from tickets import effects
from tickets.balloting import opening
from tickets.models import AskedAssessor, Assessment, Link
from tickets.processes import touching
from tickets.processes.change import figures, times, voting
from tickets.processes.change.codes import ChangeType
from tickets.processes.change.content import keep
from tickets.processes.change.subject import WHY
from tickets.processes.change_template import fitting

PROCESS_ROLE, OWNER, REGIONS = "process_role", "owner", "affected"
INITIATOR, ASSESSORS, OBJECT_OWNERS = "change_initiator", "change_assessors", "change_object_owners"
DECISION_LATE, REVIEW_LATE, RETRO_LATE, PHONE_LATE = "decision_late", "review_late", "retro_late", "phone_late"
REMINDERS = (DECISION_LATE, REVIEW_LATE, RETRO_LATE, PHONE_LATE, "take_up")
DECIDE_DAYS = {
    ChangeType.STANDARD: "standard_decide_days",
    ChangeType.MINOR: "minor_decide_days",
    ChangeType.MAJOR: "major_decide_days",
}


# --- Telling ---


def tell_regions(context: Context) -> None:
    context.tell(REGIONS)


def tell_reporter(context: Context) -> None:
    context.tell("reporter")
    context.tell(INITIATOR)


def tell_leaders(context: Context) -> None:
    """The change manager of the holder, and whoever owns the change."""
    context.tell(PROCESS_ROLE)
    context.tell(OWNER)


def name_implementer(context: Context) -> None:
    """Whoever carries it out does so for the organisation where she works; the vendor reads it from now on."""
    if (person := context.data.get("implementer")) is None:
        return
    place = times.place_of(person, context)
    keep(context, "implementing_organisation", place)
    if place.tier == "vendor":
        let_vendor_in(context)
    tell_implementer(context)


def tell_implementer(context: Context) -> None:
    context.tell("assignee")


# --- From the draft to the assessment ---


def submit(context: Context) -> None:
    """The number once; a change that was sent back keeps its own."""
    ticket = context.subject
    if ticket.registered_at is None:
        effects.register(context)
    if context.data.get("initiator") is None and ticket.detail().initiator_id is None:
        keep(context, "initiator", context.actor.person)
    vendor_is_to_work(context)
    decide_in_time(context)
    context.tell(PROCESS_ROLE)
    if ticket.is_of(ChangeType.STANDARD):
        context.then.append(_try_template)


def _try_template(finished: Context) -> None:
    """What is made of a template is authorised by it, or sent back, in the same transaction."""
    ticket = finished.root
    ticket.__dict__.pop("_said", None)  # it has just been written
    values = {
        "services": touching.services_of(ticket),
        "parameters": ticket.said().get("template_parameters", ""),
        "vendor_works": ticket.detail().vendor_works,
    }
    why = fitting.check(ticket.detail().template, values, finished.at)
    step, data = ("pick_template", {}) if why is None else ("template_refused", {"reason": str(why.text)})
    how = {"actor": SYSTEM, "via": finished.via, "cause": f"event:{finished.event.seq}", "at": finished.at}
    take(ticket, step, data=data, version=ticket.version, **how)


def authorised_by_template(context: Context) -> None:
    """The window is the one that was wanted; the version of the template is kept, and who carries it out with it."""
    detail = context.subject.detail()
    version = fitting.current(detail.template)
    keep(context, "template_version", version.number)
    keep(context, "vendor_works", version.vendor_works)
    vendor_is_to_work(context)
    authorise(context)


def vendor_is_to_work(context: Context) -> None:
    """Where the vendor carries it out, it reads the change from now on, and consents to that."""
    if context.subject.detail().vendor_works:
        let_vendor_in(context)


def let_vendor_in(context: Context) -> None:
    ticket = context.subject
    if ticket.vendor_id is None:
        ticket.vendor, ticket.vendor_since = directory.vendor(), context.at


def begin_assessment(context: Context) -> None:
    """Whoever was named assesses side by side; what the joint change manager takes lies with support from then on."""
    ticket = context.subject
    if context.hat is not None and context.hat.tier == "support":
        ticket.holder = context.hat.organisation
    asked = set(AskedAssessor.objects.unscoped(WHY).filter(ticket_id=ticket.pk).values_list("person_id", flat=True))
    for person in context.data["assessors"]:
        if person.pk not in asked:
            context.add(lambda event, texts, person=person: AskedAssessor(ticket=event.ticket, person=person))
    context.tell(ASSESSORS)
    context.tell(OWNER)
    tell_reporter(context)


def send_back(context: Context) -> None:
    """To the draft: what was assessed and voted on is of another content than the next one."""
    rows = Assessment.objects.unscoped(WHY).filter(ticket_id=context.subject.pk, ended_at=None)
    context.then.append(lambda finished: rows.update(ended_at=finished.at))
    call_off(context)
    tell_reporter(context)


# --- Decided ---


def authorise(context: Context) -> None:
    """From now on it may be done: in the decided window, else in the wanted one. What comes now may be late for it."""
    detail = context.subject.detail()
    keep(context, "authorised_at", context.at)
    for end in ("start", "end"):
        if context.data.get(f"authorised_{end}") is None:
            keep(context, f"authorised_{end}", getattr(detail, f"wanted_{end}"))
    opening.use_ballots(context)
    context.call_off(DECISION_LATE)
    tell_reporter(context)
    tell_regions(context)


def reject(context: Context) -> None:
    end(context)
    tell_reporter(context)
    tell_regions(context)


def postpone(context: Context) -> None:
    context.when_due("take_up", context.data["taken_up_at"], reason="forum")
    context.call_off(DECISION_LATE)
    tell_reporter(context)


def take_up(context: Context) -> None:
    """By hand or at its time: it is taken up once."""
    context.call_off("take_up")
    decide_in_time(context)
    tell_reporter(context)


def end(context: Context) -> None:
    """It ends without having been done."""
    call_off(context)
    effects.close(context)


def decide_in_time(context: Context) -> None:
    """The time that the type is given until it is decided; an emergency counts in hours."""
    kind = context.subject.detail().change_type
    context.call_off(DECISION_LATE)
    if kind == ChangeType.EMERGENCY:
        at = context.at + timedelta(hours=figures.of("emergency_decide_hours"))
    else:
        at = after_working_days(context.at, figures.of(DECIDE_DAYS[kind]))
    context.when_due(DECISION_LATE, at, reason="decide")


def call_off(context: Context) -> None:
    for step in REMINDERS:
        context.call_off(step)


# --- An emergency ---


def request_emergency(context: Context) -> None:
    """It gets its number where it has none, and those who decide at night are asked."""
    ticket, data = context.subject, context.data
    keep(context, "change_type", ChangeType.EMERGENCY)
    keep(context, "requested_at", context.at)
    if ticket.detail().owner_id is None:
        keep(context, "owner", context.actor.person)
    if ticket.registered_at is None:
        effects.register(context)
    vendor_is_to_work(context)
    decide_in_time(context)
    context.when_due(RETRO_LATE, retro_deadline(context.at), reason="retro")
    context.tell(PROCESS_ROLE)
    tell_regions(context)
    if (incident := data.get("emergency_incident")) is not None:
        _is_for(context, incident)


def retro_deadline(requested_at: datetime) -> datetime:
    return after_working_days(requested_at, figures.of("retro_days"))


def _is_for(context: Context, incident) -> None:
    """The incident is solved by this change."""
    kind = ticket_codes.LinkKind.SOLVED_BY
    rows = Link.objects.unscoped(WHY).filter(ticket_id=incident.pk, other_id=context.subject.pk, kind=kind)
    if not rows.filter(ended_at=None).exists():
        context.add(lambda event, texts: Link(ticket=incident, other=event.ticket, kind=kind, created_at=event.at))
        context.notes["link"] = {"kind": kind, "ticket": incident.pk, "for": ticket_codes.Audience.CUSTOMER}


def approve_emergency(context: Context) -> None:
    """Where somebody said yes by telephone, she confirms it within the hours that the data gives."""
    if context.data.get("phone_decision"):
        keep(context, "phone_recorder", context.actor.person)
        keep(context, "phone_confirmed_at", None)  # what was confirmed earlier was another decision
        context.then.append(voting.note_vote_by_telephone)
        context.when_due(PHONE_LATE, context.at + timedelta(hours=figures.of("phone_hours")), reason="phone")
        context.tell("phone_person")
    name_implementer(context)
    authorise(context)


def forget_phone(context: Context) -> None:
    """Decided anew, a yes by telephone is another one."""
    for column in ("phone_person", "phone_recorder", "phone_at", "phone_confirmed_at"):
        keep(context, column, None)
    context.call_off(PHONE_LATE)


def tell_phone_person(context: Context) -> None:
    context.tell("phone_person")


def confirm_phone(context: Context) -> None:
    keep(context, "phone_confirmed_at", context.at)
    context.call_off(PHONE_LATE)
    tell_leaders(context)


def retro_is_late(context: Context) -> None:
    context.tell(OBJECT_OWNERS)
    tell_leaders(context)
