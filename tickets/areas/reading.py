"""How much goes on in each programme area, as far as the reader may read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from roles.actor import Actor
from tickets.areas import register
from tickets.areas.rows import ProgrammeArea
from tickets.models import Ticket, TicketArea

PROCESSES = ("need", "change")


@dataclass(frozen=True)
class Row:
    """An area with its open needs and changes, and how many regions stand behind or are touched by them."""

    area: ProgrammeArea
    needs: int
    changes: int
    regions: int


def rows(actor: Actor) -> list[Row]:
    """Every area in its order; two queries."""
    why = "of tickets read through the scope"
    readable = Ticket.objects.visible_to(actor).filter(process__in=PROCESSES, closed_at=None, historic=False)
    readable = readable.filter(registered_at__isnull=False)
    tagged = TicketArea.objects.unscoped(why).filter(ticket__in=readable)
    numbers = tagged.values("area_id").annotate(
        needs=Count("pk", filter=Q(ticket__process="need")),
        changes=Count("pk", filter=Q(ticket__process="change")),
        regions=Count("ticket__origin", distinct=True),
    )
    found = {row["area_id"]: row for row in numbers}
    nothing = {"needs": 0, "changes": 0, "regions": 0}
    return [Row(one, **{name: found.get(one.pk, nothing)[name] for name in nothing}) for one in register.areas()]
