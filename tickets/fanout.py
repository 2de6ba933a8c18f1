"""One message a step that tells somebody, opened up by the worker: the steps themselves resolve nobody."""

from __future__ import annotations

from collections.abc import Callable

from outbox import channels, rendering
from outbox.models import Message
from outbox.rendering import Rendered
from tickets.tell import CHANNEL

_openers: dict[str, Callable[[Message], None]] = {}


def register(kind: str, opener: Callable[[Message], None]) -> None:
    """Let `opener` write what each of those concerned is sent of a message of this kind; called again, nothing more."""
    rendering.register_renderer(kind, _nothing_to_say)
    channels.CHANNELS[CHANNEL] = open_up
    _openers[kind] = opener


def open_up(message: Message, rendered: Rendered) -> None:
    """Open one message; what it opens into is told one by one."""
    _openers[message.kind](message)


def _nothing_to_say(message: Message) -> Rendered:
    return Rendered("", "")
