"""Opening a step's message up: who is told, each once, and the words that person may read.

Recipients are resolved at delivery, so that who has left a role is not told and who has come is. The words
name the ticket by its number and the step; what somebody wrote, its title too, stays in the program, behind the
log-in.
"""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.step import steps
from outbox import channels, rendering
from outbox.enqueue import enqueue
from outbox.models import Message
from outbox.rendering import Rendered
from regions import directory
from roles.actor import actor_for
from roles.models import RoleAssignment, User
from tickets import codes, telling_ways
from tickets.models import PARTED, Event, Handoff, Notice, RegionLeg, Ticket, Watch
from tickets.models.audience import reads_audience
from tickets.models.notice import Mailing
from tickets.tell import CHANNEL, KIND

MAIL = "ticket.mail"

# Whom each group of a step's message means: capabilities worn at one of the ticket's organisations.
WORKING = frozenset({"ticket.work"})
LEADING = frozenset({"ticket.manage"})


def register() -> None:
    """Make the kinds and the channel known to the outbox; called once, when the app is ready."""
    rendering.register_renderer(KIND, _nothing_to_say)
    rendering.register_renderer(MAIL, render)
    channels.CHANNELS[CHANNEL] = open_up


def _nothing_to_say(message: Message) -> Rendered:
    return Rendered("", "")


def open_up(message: Message, rendered: Rendered) -> None:
    """A line in the list, a mail or both for everybody the message is for, as each has chosen; each person once."""
    event = Event.objects.unscoped("delivery resolves the readers").filter(pk=message.event_id).first()
    ticket = Ticket.objects.unscoped("delivery resolves the readers").filter(pk=message.subject_id).first()
    if event is None or ticket is None:
        return
    why = message.payload.get("why", [])
    told = _told(ticket, event, message.payload.get("whom", []), why)
    chosen = telling_ways.ways(told)
    by_person = {pk: (category, telling_ways.way_of(chosen, pk, category)) for pk, category in told.items()}
    with transaction.atomic():
        notices = [
            Notice(
                user_id=pk,
                ticket=ticket,
                event=event,
                category=category,
                is_listed=way.is_listed,
                is_daily=way.mailing == Mailing.DAILY,
            )
            for pk, (category, way) in by_person.items()
            if way.is_listed or way.mailing == Mailing.DAILY
        ]
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
        mailed = [pk for pk, (_category, way) in by_person.items() if way.mailing == Mailing.NOW]
        enqueue(_mail(message, event, pk, why) for pk in mailed)


def _mail(message: Message, event: Event, user_id: int, why) -> Message:
    return Message(
        kind=MAIL,
        recipient_id=user_id,
        subject_type=message.subject_type,
        subject_id=message.subject_id,
        event_id=event.pk,
        payload={"why": why},
        dedupe_key=f"event:{event.pk}:user:{user_id}",
    )


def recipients(ticket: Ticket, event: Event, groups) -> list[User]:
    """The people behind the groups, without whoever took the step, and without service accounts."""
    return list(User.objects.filter(pk__in=_told(ticket, event, groups, ())).order_by("pk"))


def _told(ticket: Ticket, event: Event, groups, why) -> dict[int, str]:
    """Who is told, each with the heaviest kind of event that she is told by."""
    meant: dict[int, set[str]] = {}
    for group in groups:
        category = telling_ways.category_of(group, step=event.step, why=why)
        for pk in _members(ticket, event, group):
            meant.setdefault(pk, set()).add(category)
    for pk in Watch.objects.filter(ticket_id=ticket.pk).values_list("user_id", flat=True):
        meant.setdefault(pk, {"followed"})
    ids = meant.keys() - {event.user_id, event.acting_person_id}
    people = User.objects.filter(pk__in=ids, is_active=True, kind="person").order_by("pk")
    return {pk: telling_ways.heaviest(meant[pk]) for pk in people.values_list("pk", flat=True)}


def _members(ticket: Ticket, event: Event, group: str) -> set[int]:
    if group in ("reporter", "participants"):
        reporters = set(_parts(ticket).values_list("reporter_id", flat=True)) | {ticket.reporter_id}
        return (reporters | ({ticket.assignee_id} if group == "participants" else set())) - {None}
    people = {"assignee": {ticket.assignee_id}}
    if group in people:
        return people[group] - {None}
    return _at(_organisations(ticket, event, group), _capabilities(group))


def _capabilities(group: str) -> frozenset[str]:
    if group in ("process_role", "receiver", "support_on_call"):
        return LEADING
    if group == "patient_safety":
        return frozenset({"incident.prioritise", "regulatory.device"})
    if group == "personal_data":
        return frozenset({"ticket.confidential"})
    return WORKING


def _organisations(ticket: Ticket, event: Event, group: str) -> set[int]:
    if group in ("receiver", "sender"):
        return _ends(event, group)
    if group == "affected":
        legs = _parts(ticket)
        return set(legs.values_list("region_id", flat=True))
    if group == "all_regions":
        return {region.pk for region in directory.regions()}
    if group == "support_on_call":
        return {directory.support_org().pk}
    if group == "patient_safety":  # also in the region that said so of its own part
        return {ticket.origin_id, directory.support_org().pk, event.organisation_id} - {None}
    if group == "personal_data":
        return {ticket.origin_id, directory.support_org().pk}
    if group == "vendor":
        return {ticket.vendor_id} - {None}
    if group == "awaited":
        return {ticket.awaited_id} - {None}
    if group == "note_audience":
        return _circle(ticket, event)
    if group == "shared":
        names = ticket.group_grants.filter(reason_code="share").values_list("group__name", flat=True)
        return {int(name.split(":")[1]) for name in names}
    return {ticket.holder_id} - {None}


def _parts(ticket: Ticket):
    """The parts of the regions; whoever joined for a region is told as the reporter is."""
    legs = RegionLeg.objects.unscoped("delivery resolves the readers").filter(ticket_id=ticket.pk)
    return legs.exclude(state=PARTED)


def _circle(ticket: Ticket, event: Event) -> set[int]:
    """The organisations that a note or a file was written for."""
    if event.audience == codes.Audience.OWN:
        return {event.organisation_id}
    inside = {ticket.origin_id, ticket.holder_id, directory.support_org().pk}
    if event.audience == codes.Audience.ALL:
        return (inside | {ticket.vendor_id}) - {None}
    return {one for one in inside if one and directory.organisation(one).tier != "vendor"}


def _ends(event: Event, end: str) -> set[int]:
    """The organisations at an end of the hand-off that the event is about."""
    rows = Handoff.objects.unscoped("delivery resolves the readers").filter(ticket_id=event.ticket_id)
    if event.subject_type == Handoff.kind:
        rows = rows.filter(pk=event.subject_id)
    column = "to_organisation_id" if end == "receiver" else "from_organisation_id"
    return set(rows.order_by("-proposed_at").values_list(column, flat=True)[:1])


def _at(organisation_ids: set[int], capabilities: frozenset[str]) -> set[int]:
    rows = RoleAssignment.objects.valid_on(timezone.localdate()).filter(
        organisation_id__in=organisation_ids, role__capabilities__capability__in=capabilities
    )
    return set(rows.values_list("user_id", flat=True))


def render(message: Message) -> Rendered | None:
    """The mail for its recipient; None when that person may no longer read the ticket or this event."""
    actor = actor_for(message.recipient)
    ticket = Ticket.objects.visible_to(actor).filter(pk=message.subject_id).first()
    event = Event.objects.visible_to(actor).filter(pk=message.event_id).first()
    if ticket is None or event is None or not reads_audience(actor, event.audience, event.organisation_id):
        return None
    ticket.__class__ = ticket.workflow_class()
    what = step_name(ticket, event)
    where = f"{settings.PUBLIC_URL}/arenden/{ticket.number}/"
    subject = _("%(number)s: %(what)s") % {"number": ticket.number, "what": what}
    organisation = directory.organisation(event.organisation_id)
    who = f"{event.role_label}, {organisation.name}" if organisation else _("The program")
    body = _("%(who)s: %(what)s\n\nRead it here: %(where)s\n") % {"who": who, "what": what, "where": where}
    return Rendered(subject, body)


def step_name(ticket: Ticket, event: Event) -> str:
    """What was done, in the words of the ticket's workflow; `ticket` is as its workflow."""
    workflow = {"handoff": Handoff, "leg": RegionLeg}.get(event.subject_type, type(ticket))
    declared = steps(workflow).get(event.step)
    return ticket.step_label(declared) if declared else event.step
