"""Conditions on tickets that every page asks again, compiled once for all actors with the same hats.

Building and compiling one of them costs more than PostgreSQL needs to answer it. It is therefore compiled for a
stand-in, whose person and organisations are numbers that no row has; each actor's own are put in their place.
The scope is never kept: it is written anew for each reader.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import Q

from regions import directory
from regions.models import Organisation
from roles.actor import Actor
from roles.models import User
from tickets.models import Ticket
from tickets.models.scope import COLUMNS, readable_sql

_PERSON = -2_000_000_000  # the stand-in's person; its organisations are the numbers above
_NAMES = {column: f'"tickets_ticket"."{column}"' for column in COLUMNS}

Condition = tuple[str, list]


def scope(actor: Actor) -> Condition:
    """Which rows of `tickets_ticket` the actor reads."""
    return ("true", []) if actor.is_system else readable_sql(actor, _NAMES)


def condition(name: Hashable, actor: Actor, make: Callable[[Actor], Q]) -> Condition:
    """`make(actor)` as a condition on `tickets_ticket`, with the actor's values.

    `make` may look at the actor's person and hats (organisations, capabilities) only; `name` stands for all else
    that it depends on. What it took from the clock or the directory may be half a minute old.
    """
    places = sorted(actor.organisation_ids)
    shape = tuple((places.index(hat.organisation.pk), hat.organisation.kind, hat.capabilities) for hat in actor.hats)
    key = (__name__, name, actor.person_id is None, actor.is_system, shape)
    sql, values = directory.remembered(key, lambda: _compiled(make(_stand_in(actor, places))))
    own = {_PERSON: actor.person_id} | {_PERSON + 1 + index: pk for index, pk in enumerate(places)}
    return sql, [own.get(value, value) if type(value) is int else value for value in values]


def counted(kept: Condition, readable: Condition, *, most: int) -> Condition:
    """A scalar: how many rows both keep, counted to `most`."""
    sql = f"(select count(*) from (select 1 from tickets_ticket where {readable[0]} and {kept[0]} limit {most:d}) kept)"  # noqa: S608 texts of ours, values apart
    return sql, [*readable[1], *kept[1]]


def _stand_in(actor: Actor, places: list[int]) -> Actor:
    hats = tuple(
        replace(
            hat,
            organisation=Organisation(
                pk=_PERSON + 1 + places.index(hat.organisation.pk), kind=hat.organisation.kind, slug=""
            ),
        )
        for hat in actor.hats
    )
    return Actor(user=None if actor.person_id is None else User(pk=_PERSON), hats=hats, is_system=actor.is_system)


def _compiled(keep: Q) -> Condition:
    query = Ticket.objects.unscoped("compiled here, run with the scope of each reader").filter(keep).query
    if sum(map(bool, query.alias_refcount.values())) > 1:
        raise ValueError("a condition with a join cannot stand alone")
    try:
        sql, values = query.get_compiler(connection=connection).compile(query.where)
    except EmptyResultSet:
        return "false", []
    except FullResultSet:
        return "true", []
    return f"({sql})", list(values)
