"""Numbers that each open exactly the list they count: a number is made of a list's own filters."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from roles.actor import Actor
from tickets import filters
from tickets.models import Ticket
from tickets.web import queue_filters


@dataclass
class Figure:
    """One number: what it counts (`filters`, as in the address of the list) and, once counted, how many."""

    label: object
    filters: dict[str, str]
    tier: str = ""
    note: str = ""
    tone: str = ""
    count: int = 0
    url: str = ""


def count(figures: list[Figure], actor: Actor, *, common: dict[str, str], path: str, rows=None) -> list[Figure]:
    """Count every figure in one query, among what the actor reads or, when given, among `rows`.

    `common` are filters that all of them share.
    """
    rows = Ticket.objects.visible_to(actor) if rows is None else rows
    counts = {
        f"figure_{place}": Count("pk", filter=filters.keep(one.filters, actor)) for place, one in enumerate(figures)
    }
    found = rows.filter(filters.keep(common, actor)).aggregate(**counts)
    for place, one in enumerate(figures):
        one.count = found[f"figure_{place}"]
        one.url = queue_filters.address(path, common | one.filters)
    return figures
