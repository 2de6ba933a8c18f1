"""Sending again what was given up: by whom it may be done, and the row that says who did it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from outbox.deliver import retry
from outbox.models import Message, Resending
from roles.actor import Actor

CAPABILITY = "outbox.resend"
MOST = 500  # at one press


class NotAllowed(Exception):
    """The actor may neither read the log of messages nor send any again."""


def resend(actor: Actor, *, at: datetime, ids: Iterable[int] | None = None) -> int:
    """Lets given-up messages be tried again, all their tries before them; without `ids` the oldest of all of them.

    Gives how many there were: what somebody else has sent again meanwhile is not sent twice. `at` is UTC. Opens the
    transaction. Raises NotAllowed.
    """
    hat = next((one for one in actor.hats if CAPABILITY in one.capabilities), None)
    if hat is None or actor.user is None or actor.viewer is not None:
        raise NotAllowed
    dead = Message.objects.dead().order_by("dead_at", "id")
    if ids is not None:
        dead = dead.filter(pk__in=list(ids))
    with transaction.atomic():
        found = list(dead.select_for_update(of=("self",), no_key=True, skip_locked=True)[:MOST])
        Resending.objects.bulk_create(
            Resending(message=one, at=at, by=actor.user, by_role=str(hat)[:160], last_error=one.last_error)
            for one in found
        )
        return sum(retry(one.pk) for one in found)
