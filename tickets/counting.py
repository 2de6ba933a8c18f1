"""How many tickets each of several filters keeps, in one question to the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.models import Q

from roles.actor import Actor
from tickets import filters as query_language
from tickets import prepared

MOST = 99


def counted_each(filters: Sequence[Mapping[str, str]], actor: Actor, *, most: int = MOST) -> list[int]:
    """One number a filter, drafts left out, counted to `most` + 1. One query. Raises Refused for a bad filter."""
    if not filters:
        return []
    readable = prepared.scope(actor)
    questions = [prepared.counted(_kept(one, actor), readable, most=most + 1) for one in filters]
    with connection.cursor() as cursor:
        # Only texts that Django's compiler and the scope made; every value is an argument.
        cursor.execute(
            f"select {', '.join(sql for sql, _values in questions)}",
            [value for _sql, values in questions for value in values],
        )
        return list(cursor.fetchone())


def _kept(parameters: Mapping[str, str], actor: Actor) -> prepared.Condition:
    return prepared.condition(
        ("filters", tuple(parameters.items())),
        actor,
        lambda one: query_language.keep(parameters, one) & ~Q(state="draft"),
    )


def written(number: int, *, most: int = MOST) -> str:
    """The number for people: "14", or "99+" where more were not counted."""
    return f"{most}+" if number > most else str(number)
