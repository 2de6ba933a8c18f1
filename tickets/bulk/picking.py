"""Which tickets a person means, each at the version that she saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from roles.actor import Actor
from tickets import paging, selectors
from tickets.models import Ticket

MOST = 500


@dataclass(frozen=True)
class Pick:
    """One ticket; `ticket_id` is None where there is none of that number for the actor to read."""

    number: str
    ticket_id: int | None
    version: int | None


def by_ids(seen: Mapping[int, int], actor: Actor) -> list[Pick]:
    """The tickets of these ids, in their order, at the versions given; ids that the actor may not read are left out."""
    rows = Ticket.objects.visible_to(actor).filter(pk__in=list(seen)[:MOST], registered_at__isnull=False)
    numbers = dict(rows.values_list("pk", "number"))
    return [Pick(numbers[pk], pk, version) for pk, version in seen.items() if pk in numbers]


def by_numbers(seen: Mapping[str, int | None], actor: Actor) -> list[Pick]:
    rows = Ticket.objects.visible_to(actor).filter(number__in=list(seen)[:MOST])
    ids = dict(rows.values_list("number", "pk"))
    return [Pick(number, ids.get(number), version) for number, version in seen.items()]


def every_hit(parameters: Mapping[str, str], actor: Actor) -> list[Pick]:
    """What the list with these filters holds now, from its top on, at most MOST. Raises Refused for a bad filter."""
    order = paging.order_called(parameters.get("sort") or paging.DEFAULT_ORDER)
    rows = selectors.listed(parameters, actor).exclude(registered_at=None).order_by(*order.by())
    return [Pick(number, pk, version) for pk, number, version in rows.values_list("pk", "number", "version")[:MOST]]


def tickets_of(picks: Iterable[Pick], actor: Actor) -> dict[int, Ticket]:
    """The tickets as they are now, by id, each as its workflow, as far as the actor still reads them; one query."""
    ids = [one.ticket_id for one in picks if one.ticket_id is not None]
    rows = Ticket.objects.visible_to(actor).filter(pk__in=ids).select_related("team")
    return {row.pk: selectors.as_process(row) for row in rows}
