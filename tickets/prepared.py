"""Conditions on tickets as text, for the many counts of one statement; kept as queries are (roles/kept.py)."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import Q

from roles import kept
from roles.actor import Actor
from tickets.models import Ticket
from tickets.models.scope import COLUMNS, readable_sql

_NAMES = {column: f'"tickets_ticket"."{column}"' for column in COLUMNS}

Condition = tuple[str, list]


def scope(actor: Actor) -> Condition:
    """Which rows of `tickets_ticket` the actor reads."""
    return ("true", []) if actor.is_system else readable_sql(actor, _NAMES)


def condition(make: Callable[..., Q], actor: Actor, *about: Hashable, fresh: bool = False) -> Condition:
    """`make(actor, *about)` as a condition on `tickets_ticket`, with the actor's values; as kept.rows."""
    return kept.remembered(_kept, actor, make, *about, fresh=fresh).for_actor(actor, {})


def counted(keep: Condition, readable: Condition, *, most: int, order: str = "") -> Condition:
    """A scalar: how many rows both keep, counted to `most` in the `order` of a list, by whose index they are found."""
    rows = f"select 1 from tickets_ticket where {readable[0]} and {keep[0]} {order} limit {most:d}"  # noqa: S608 texts of ours, values apart
    sql = f"(select count(*) from ({rows}) kept)"  # noqa: S608 as above
    return sql, [*readable[1], *keep[1]]


def _kept(actor: Actor, make: Callable[..., Q], *about: Hashable) -> kept.Text:
    keep = make(actor, *about)
    query = Ticket.objects.unscoped("compiled here, run with the scope of each reader").filter(keep).query
    if sum(map(bool, query.alias_refcount.values())) > 1:
        raise ValueError("a condition with a join cannot stand alone")
    try:
        sql, values = query.get_compiler(connection=connection).compile(query.where)
    except EmptyResultSet:
        return kept.Text("false", ())
    except FullResultSet:
        return kept.Text("true", ())
    return kept.Text(f"({sql})", tuple(values))
