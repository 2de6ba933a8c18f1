"""What stands on the agenda of the forum that prioritises needs: those in joint review, the oldest first."""

from __future__ import annotations

from datetime import datetime

from tickets.models import Ticket
from tickets.processes.need import deciding
from tickets.processes.need.figures import PROCESS
from tickets.selectors import as_process

MOST = 50


def agenda(actor, forum: str, now: datetime) -> list[Ticket]:
    """The needs that the forum is to decide on and that the actor reads; one query, none for another forum."""
    if deciding.forum(now) != forum:
        return []
    rows = Ticket.objects.visible_to(actor).filter(process=PROCESS, state="joint_review", historic=False)
    return [as_process(one) for one in rows.order_by("registered_at", "pk")[:MOST]]
