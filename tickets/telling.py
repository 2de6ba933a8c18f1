"""Opening a step's message up: who is told, each once, and the words that person or mailbox may read.

Recipients are resolved at delivery, so that who has left a role is not told and who has come is. The words
name the ticket by its number and the step; what somebody wrote stays in the program, behind the log-in, but for the
title where the recipient's organisations have chosen it (`tickets.mail_titles`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.step import steps
from outbox import rendering
from outbox.mailboxes import reader_of
from outbox.models import Message
from outbox.rendering import Rendered
from regions import directory
from roles import titles
from roles.actor import Actor, actor_for
from roles.models import User
from tickets import fanout, mail_titles, telling_asks, telling_boxes, telling_people, telling_whom
from tickets.escalating import delivery
from tickets.escalating import said as said_of
from tickets.models import (
    Ballot,
    Event,
    Handoff,
    MiRegionRow,
    Notice,
    RegionDeployment,
    RegionLeg,
    RegulatoryTrack,
    Ticket,
)
from tickets.models.audience import reads_audience
from tickets.tell import KIND
from tickets.telling_asks import ASKS, EVERY, Ask, about

MAIL = "ticket.mail"
# What has happened in a step, in the words of those who are told of it, by what it is about (telling_asks.about) and
# step; a step of every process is found under EVERY.
HAPPENED: dict[tuple[str, str], object] = {}
# What else a mail says of an event to this reader, line by line: those who know its parts add theirs.
MORE_LINES: list[Callable[[Ticket, Event, Actor], list[str]]] = []
# What else a step is told by, of why people are told of it: to others than those who read the case.
ALSO: dict[str, Callable[[Ticket, Event], None]] = {}


def say(about: str, happened: Mapping[str, object], asked: Mapping[str, tuple[Ask, ...]]) -> None:
    """Take what is said of the steps of a process, or of a kind of part, and what is asked of whom after them."""
    HAPPENED.update({(about, step): words for step, words in happened.items()})
    ASKS.setdefault(about, {}).update(asked)


def register() -> None:
    """Make the kinds known to the outbox; called once, when the app is ready."""
    fanout.register(KIND, open_up)
    rendering.register_renderer(MAIL, render)
    rendering.register_renderer(telling_boxes.MAIL, render_for_mailbox)


def open_up(message: Message) -> None:
    """A line in the list, a mail or both for everybody the message is for, as each has chosen; each person once."""
    event = Event.objects.unscoped(telling_whom.WHY).filter(pk=message.event_id).first()
    ticket = Ticket.objects.unscoped(telling_whom.WHY).filter(pk=message.subject_id).first()
    if event is None or ticket is None:
        return
    why, now = message.payload.get("why", []), timezone.now()
    meant, boxes = telling_whom.told(ticket, event, message.payload.get("whom", []), why)
    telling_people.write(
        meant,
        notice=lambda pk: Notice(ticket=ticket, event=event),
        mail=lambda pk: _mail(message, event, pk, delivery.mail_at(event, pk, why=why, now=now)),
        more=_to_mailboxes(message, event, boxes, why, now),
    )
    for kind in why:
        if kind in ALSO:
            ALSO[kind](ticket, event)


def _mail(message: Message, event: Event, user_id: int, due_at: datetime) -> Message:
    return Message(
        kind=MAIL,
        recipient_id=user_id,
        subject_type=message.subject_type,
        subject_id=message.subject_id,
        event_id=event.pk,
        payload={"why": message.payload.get("why", [])},
        dedupe_key=f"event:{event.pk}:user:{user_id}",
        due_at=due_at,
    )


def _to_mailboxes(message: Message, event: Event, boxes: telling_boxes.Boxes, why, now: datetime) -> list[Message]:
    rows = boxes.messages(message, kind=telling_boxes.MAIL, key=f"event:{event.pk}")
    for one, box in zip(rows, boxes.told.values(), strict=True):
        is_patient = delivery.IN_OFFICE_HOURS in why
        one.due_at = delivery.office_opens(box.organisation_id, now) if is_patient else now
    return rows


def recipients(ticket: Ticket, event: Event, groups) -> list[User]:
    """The people behind the groups, without whoever took the step, and without service accounts."""
    meant, _boxes = telling_whom.told(ticket, event, groups, ())
    return list(User.objects.filter(pk__in=meant, is_active=True, kind="person").order_by("pk"))


def render(message: Message) -> Rendered | None:
    """The mail for its recipient; None when that person may no longer read the ticket or this event."""
    return _rendered(message, actor_for(message.recipient))


def render_for_mailbox(message: Message) -> Rendered | None:
    """The mail as the mailbox's organisation reads the case; None for a mailbox that was closed."""
    box = telling_boxes.open_box(message)
    return _rendered(message, reader_of(box)) if box else None


def _rendered(message: Message, actor: Actor) -> Rendered | None:
    ticket = Ticket.objects.visible_to(actor).filter(pk=message.subject_id).first()
    event = Event.objects.visible_to(actor).filter(pk=message.event_id).first()
    if ticket is None or event is None or not reads_audience(actor, event.audience, event.organisation_id):
        return None
    ticket.__class__ = ticket.workflow_class()
    said = {
        "number": ticket.number,
        "what": step_name(ticket, event),
        "who": taken_by(event),
        "where": f"{settings.PUBLIC_URL}/arenden/{ticket.number}/",
        "title": mail_titles.title_for(ticket, actor),
    }
    subject = _("%(number)s: %(what)s") % said
    more = [line for lines in MORE_LINES for line in lines(ticket, event, actor)]
    asked = telling_asks.lines(ticket, event, actor)
    said["what"] = "\n".join([said["what"], *said_of.unstaffed(event, actor), *more, *asked])
    if said["title"]:
        return Rendered(subject, _("%(who)s: %(what)s\n\n%(title)s\n\nRead it here: %(where)s\n") % said)
    return Rendered(subject, _("%(who)s: %(what)s\n\nRead it here: %(where)s\n") % said)


def taken_by(event) -> str:
    """Under which role, and where, an event's step was taken."""
    organisation = directory.organisation(event.organisation_id)
    if not organisation or not event.role:
        return _("The program")
    return f"{titles.as_kept(event.role_label)}, {organisation.name}"


def happened(ticket: Ticket, event: Event) -> str:
    """What an event's step means for those who are told of it; "" where nobody has said."""
    found = (HAPPENED.get((key, event.step)) for key in (about(ticket, event), EVERY))
    return str(next(filter(None, found), ""))


def step_name(ticket: Ticket, event: Event) -> str:
    """What was done, in the words of the ticket's workflow; `ticket` is as its workflow."""
    if raised := said_of.headline(event):
        return raised
    if words := happened(ticket, event):
        return words
    kinds = (Handoff, RegionLeg, RegulatoryTrack, MiRegionRow, RegionDeployment, Ballot)
    parts = {one.kind: one for one in kinds}
    workflow = parts.get(event.subject_type, type(ticket))
    declared = steps(workflow).get(event.step)
    return ticket.step_label(declared) if declared else event.step
