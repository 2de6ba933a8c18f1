"""How many tickets each of several filters keeps, in one question to the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection

from roles.actor import Actor
from tickets import filters as query_language
from tickets import prepared

MOST = 99
# The order of most lists. Without one PostgreSQL looks for the open cases from the oldest case of all on.
_LATEST = "order by updated_at desc, id desc"


def counted_each(filters: Sequence[Mapping[str, str]], actor: Actor, *, most: int = MOST) -> list[int]:
    """How many rows each list has, counted to `most` + 1. One query. Raises Refused for a bad filter."""
    if not filters:
        return []
    readable = prepared.scope(actor)
    questions = [prepared.counted(_kept(one, actor), readable, most=most + 1, order=_LATEST) for one in filters]
    with connection.cursor() as cursor:
        # Only texts that Django's compiler and the scope made; every value is an argument.
        cursor.execute(
            f"select {', '.join(sql for sql, _values in questions)}",
            [value for _sql, values in questions for value in values],
        )
        return list(cursor.fetchone())


def _kept(parameters: Mapping[str, str], actor: Actor) -> prepared.Condition:
    fresh = query_language.looks_words_up(parameters)
    return prepared.condition(_shown, actor, query_language.named(parameters), fresh=fresh)


def _shown(actor: Actor, named: tuple):
    return query_language.shown(dict(named), actor)


def written(number: int, *, most: int = MOST) -> str:
    """The number for people: "14", or "99+" where more were not counted."""
    return f"{most}+" if number > most else str(number)
