"""Writing, publishing and correcting status messages, a region's addition to one, and entries of the timeline."""

from __future__ import annotations

from engine.context import Context
from tickets import codes as shared
from tickets.models import MiEntry, MiMessage, MiSuffix
from tickets.processes.major_incident import texting, timing

WORDS = ("message_situation", "message_impact", "message_reserve_routine")


def write(context: Context) -> None:
    """A draft; the one before, which nobody published, is dropped. Read by its author's side until it is out."""
    ticket, data = context.subject, context.data
    older = MiMessage.objects.unscoped("the ticket's own").filter(
        ticket_id=ticket.pk, published_at=None, dropped_at=None
    )
    older.update(dropped_at=context.at)
    number = _next_number(ticket)
    context.add(
        lambda event, texts: MiMessage(
            ticket=event.ticket,
            number=number,
            situation=texts["message_situation"],
            impact=texts["message_impact"],
            reserve_routine=texts["message_reserve_routine"],
            next_at=data["next_message_at"],
            regions=[region.pk for region in data.get("message_audience") or []],
            author=context.actor.person,
            organisation=context.hat.organisation,
            written_at=event.at,
        )
    )
    context.notes["message"] = {"number": number, "for": shared.Audience.CUSTOMER}
    context.tell("major_leader")


def publish(context: Context) -> None:
    """From now on its text stands for ever; the next one is owed within the interval."""
    draft, person = context.subject.draft_message(), context.actor.person
    rows = MiMessage.objects.unscoped("the ticket's own").filter(pk=draft.pk)
    context.then.append(lambda finished: rows.update(published_at=finished.at, approver=person))
    _is_out(context, draft)
    timing.await_next_message(context)


def correct(context: Context) -> None:
    """A new message that names the old one; nobody's words are altered."""
    old = context.subject.published_message(context.data.get("message_number"))
    number = _next_number(context.subject)
    made = {"number": number, "next_at": old.next_at, "regions": old.regions, "corrects": old}
    person, organisation = context.actor.person, context.hat.organisation
    context.add(
        lambda event, texts: MiMessage(
            ticket=event.ticket,
            situation=texts["correction"],
            author=person,
            approver=person,
            organisation=organisation,
            written_at=event.at,
            published_at=event.at,
            **made,
        )
    )
    context.notes["message"] = {"number": number, "corrects": old.number, "for": shared.Audience.CUSTOMER}
    context.tell("major_message")
    texting.send(context, message=number)


def _is_out(context: Context, message) -> None:
    detail = context.subject.detail()
    detail.first_message_at = detail.first_message_at or context.at
    detail.last_message_at = context.at
    context.notes["message"] = {"number": message.number, "for": shared.Audience.CUSTOMER}
    context.tell("major_message")
    texting.send(context, message=message.number)


def add_suffix(context: Context) -> None:
    message = context.subject.published_message(context.data.get("message_number"))
    region, person = context.hat.organisation, context.actor.person
    context.notes["message"] = {"number": message.number, "for": shared.Audience.CUSTOMER}
    context.add(
        lambda event, texts: MiSuffix(
            ticket=event.ticket, message=message, region=region, text=texts["suffix_text"], author=person, at=event.at
        )
    )
    context.tell("major_own_region")
    texting.send(context, region=region.pk)


def log_entry(context: Context) -> None:
    """What happened when, beside when it was written down. Nothing is ever changed; a correction names its entry."""
    data, person, organisation = context.data, context.actor.person, context.hat.organisation
    corrects = None
    if data.get("corrected_entry") is not None:
        rows = MiEntry.objects.unscoped("the ticket's own").filter(ticket_id=context.subject.pk)
        corrects = rows.get(event_seq=data["corrected_entry"])
    context.add(
        lambda event, texts: MiEntry(
            ticket=event.ticket,
            event_seq=event.seq,
            happened_at=data.get("happened_at") or event.at,
            recorded_at=event.at,
            text=texts["entry_text"],
            audience=event.audience,
            organisation=organisation,
            author=person,
            corrects=corrects,
        )
    )


def _next_number(ticket) -> int:
    rows = MiMessage.objects.unscoped("the ticket's own").filter(ticket_id=ticket.pk)
    return (rows.order_by("-number").values_list("number", flat=True).first() or 0) + 1
