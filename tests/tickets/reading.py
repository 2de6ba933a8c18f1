"""What somebody reads of a ticket, asked the way every page asks."""

from roles.actor import Actor, actor_for
from tickets.models import Attachment, Event, Note, TextVersion, Ticket


def again(actor: Actor) -> Actor:
    """The same person with the hats and groups of now."""
    return actor_for(actor.user)


def reads(actor: Actor, ticket) -> bool:
    return Ticket.objects.visible_to(again(actor)).filter(pk=ticket.pk).exists()


def notes_of(actor: Actor, ticket) -> list[str]:
    rows = Note.objects.visible_to(again(actor)).filter(ticket=ticket).select_related("text").order_by("event_seq")
    return [row.text.body for row in rows]


def files_of(actor: Actor, ticket) -> list[str]:
    return list(Attachment.objects.visible_to(again(actor)).filter(ticket=ticket).values_list("name", flat=True))


def steps_of(actor: Actor, ticket) -> list[str]:
    return list(Event.objects.visible_to(again(actor)).filter(ticket=ticket).values_list("step", flat=True))


def words_of(actor: Actor, ticket) -> dict[str, str]:
    rows = TextVersion.objects.visible_to(again(actor)).filter(ticket=ticket).order_by("event_seq")
    return {row.field: row.body for row in rows}
