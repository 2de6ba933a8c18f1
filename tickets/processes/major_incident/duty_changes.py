"""Duties as they begin, are offered, taken over and left: the event of each names who had it and who has it."""

from __future__ import annotations

from engine.context import Context
from sla.models import Trigger
from tickets import codes as shared
from tickets.escalating import rows
from tickets.escalating.raising import raise_for
from tickets.models import MiDuty, MiOffer
from tickets.processes.major_incident import duty_reading
from tickets.processes.major_incident.codes import Duty


def begin_all(context: Context) -> None:
    """Those whom the declaration names. One person with several is heard of when half an hour has passed."""
    named = duty_reading.named(context)
    for duty, person in named.items():
        row = MiDuty(ticket=context.subject, duty=duty, person=person, since=context.at)
        context.add(lambda event, texts, row=row: row)
    _note(context, {}, {str(duty): person.pk for duty, person in named.items()})
    if len({person.pk for person in named.values()}) < len(named):
        rows.begin(context, Trigger.MAJOR_CROWDED)


def offer(context: Context) -> None:
    """The new person is asked; whoever has the duty keeps it until it is accepted."""
    ticket, duty, person = context.subject, context.data["mi_duty"], context.data["new_person"]
    older = MiOffer.objects.unscoped("the ticket's own").filter(ticket_id=ticket.pk, duty=duty, answered_at=None)
    older.update(answered_at=context.at)
    row = MiOffer(ticket=ticket, duty=duty, person=person, offered_at=context.at)
    context.add(lambda event, texts: row)
    context.notes["duty_offered"] = {"duty": str(duty), "person": person.pk, "for": shared.Audience.CUSTOMER}
    context.tell("major_offered")


def accept(context: Context) -> None:
    """One step, in whose event both names stand: the old one's time ends in the instant that the new one's begins."""
    ticket, person = context.subject, context.actor.person
    taken = [one for one in duty_reading.offers(ticket) if one.person_id == person.pk]
    now = duty_reading.duties(ticket)
    old = {one.duty: now[one.duty].person_id for one in taken if one.duty in now}
    MiOffer.objects.unscoped("the ticket's own").filter(pk__in=[one.pk for one in taken]).update(answered_at=context.at)
    ended = [now[one.duty].pk for one in taken if one.duty in now]
    MiDuty.objects.unscoped("the ticket's own").filter(pk__in=ended).update(until=context.at)
    for one in taken:
        row = MiDuty(ticket=ticket, duty=one.duty, person=person, since=context.at)
        context.add(lambda event, texts, row=row: row)
    new = {one.duty: person.pk for one in taken}
    _note(context, old, new)
    _look_again(context, {duty: row.person_id for duty, row in now.items()} | new)
    context.tell("major_team")


def leave(context: Context) -> None:
    """A duty without a successor; a major incident without a leader is an alarm at once, until somebody leads it."""
    ticket, duty = context.subject, context.data["mi_duty"]
    now = duty_reading.duties(ticket)
    MiDuty.objects.unscoped("the ticket's own").filter(pk=now[duty].pk).update(until=context.at)
    _note(context, {str(duty): now[duty].person_id}, {})
    _look_again(context, {name: row.person_id for name, row in now.items() if name != duty})
    context.tell("major_team")
    if duty == Duty.LEADER:
        raise_for(context, Trigger.MAJOR_LEADERLESS)


def _note(context: Context, old: dict[str, int], new: dict[str, int]) -> None:
    """Who had each duty and who has it, for those who may know names."""
    for duty in {**old, **new}:
        said = {"old": old.get(duty), "new": new.get(duty), "for": shared.Audience.CUSTOMER}
        context.notes[f"duty_{duty}"] = said


def _look_again(context: Context, people: dict[str, int]) -> None:
    """Whether what was waited for has come: a leader, and one duty a person."""
    if Duty.LEADER in people:
        rows.end(context, Trigger.MAJOR_LEADERLESS)
    else:
        rows.begin(context, Trigger.MAJOR_LEADERLESS)
    if len(set(people.values())) == len(people):
        rows.end(context, Trigger.MAJOR_CROWDED)
    duty_reading.forget(context.subject)
