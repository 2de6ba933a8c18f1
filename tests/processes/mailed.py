"""The mail of a step to somebody, as it is rendered when it is sent."""

from django.utils import translation

from outbox.models import Message
from outbox.rendering import Rendered, render
from sla import wording
from tickets import telling
from tickets.models import Event


def latest(ticket, name: str) -> Event:
    """The ticket's latest step of that name, of its own or of a part."""
    return Event.all_objects.filter(ticket_id=ticket.pk, step=name).latest("seq")


def mail(ticket, name: str, who, language: str = "sv") -> Rendered:
    who.user.language = language
    return render(
        Message(
            kind=telling.MAIL,
            recipient=who.user,
            subject_type="tickets.ticket",
            subject_id=ticket.pk,
            event_id=latest(ticket, name).pk,
            payload={},
        )
    )


def lines(ticket, name: str, who, language: str = "sv") -> list[str]:
    return [one for one in mail(ticket, name, who, language).body_text.split("\n") if one]


def in_words(at, language: str = "sv", how=wording.long_time) -> str:
    with translation.override(language):
        return how(at)
