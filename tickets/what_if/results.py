"""What a run has found, for one who reads it: only what is about tickets that they may read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from roles.actor import Actor
from sla.models import WhatIf, WhatIfFlip
from tickets.models import Ticket

MOST_SHOWN, FEW = 200, 10
Becomes = WhatIfFlip.Becomes


@dataclass(frozen=True)
class Shown:
    """A flip with its ticket; nothing in it asks the database."""

    flip: WhatIfFlip
    ticket: Ticket


@dataclass(frozen=True)
class Found:
    """How many promises would have come out otherwise, and the first of them."""

    missed: int
    kept: int
    rows: list[Shown]

    @property
    def left_out(self) -> int:
        return self.missed + self.kept - len(self.rows)


def found_by(run: WhatIf, actor: Actor, *, most: int = MOST_SHOWN) -> Found:
    """Three queries, however many there are."""
    flips = WhatIfFlip.objects.filter(what_if=run)
    readable = Ticket.objects.visible_to(actor).filter(pk__in=flips.order_by().values("ticket"))
    flips = flips.filter(ticket__in=readable.values("pk"))
    counts = dict(flips.order_by().values_list("becomes").annotate(count=Count("pk")))
    shown = list(flips.select_related("agreement")[:most])
    tickets = Ticket.objects.visible_to(actor).in_bulk([one.ticket for one in shown])
    rows = [Shown(one, tickets[one.ticket]) for one in shown if one.ticket in tickets]
    return Found(counts.get(Becomes.MISSED, 0), counts.get(Becomes.KEPT, 0), rows)
