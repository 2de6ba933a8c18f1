"""The ways out of the house. A channel sends finished words and raises when they did not leave."""

from collections.abc import Callable

from outbox.channels import hook, mail
from outbox.models import Message
from outbox.rendering import Rendered

Channel = Callable[[Message, Rendered], None]

CHANNELS: dict[str, Channel] = {"mail": mail.send, "hook": hook.send}
