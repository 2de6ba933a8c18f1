"""Who makes the words of which kind of message. The apps above register their kinds here."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from outbox.models import Message


@dataclass(frozen=True, slots=True)
class Rendered:
    """Finished words. They are sent as they are and never read as a template."""

    subject: str
    body_text: str


Renderer = Callable[[Message], Rendered | None]

_renderers: dict[str, Renderer] = {}


class UnknownKind(LookupError):
    """No app has registered a renderer for this kind of message."""


def register_renderer(kind: str, renderer: Renderer) -> None:
    """Lets `renderer` make the words of messages of this kind, at delivery, in the recipient's language.

    It reads what the recipient may see now and gives None where that is nothing any more: the message is
    dropped. It may be called again for the same message. Raises `ValueError` for a kind that is taken.
    """
    if _renderers.setdefault(kind, renderer) is not renderer:
        raise ValueError(f"messages of kind {kind} have a renderer already")


def forget_renderer(kind: str) -> None:
    """Takes a kind out again."""
    _renderers.pop(kind, None)


def render(message: Message) -> Rendered | None:
    """The words of the message for its recipient, or None where it must not be sent. Raises `UnknownKind`."""
    renderer = _renderers.get(message.kind)
    if renderer is None:
        raise UnknownKind(message.kind)
    if message.recipient is not None and not message.recipient.is_active:
        return None
    with _language_of(message):
        return renderer(message)


def _language_of(message: Message) -> AbstractContextManager[None]:
    recipient = message.recipient
    return translation.override(recipient.language if recipient and recipient.language else settings.LANGUAGE_CODE)
