"""How many tickets each of several filters keeps, in one question to the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.exceptions import EmptyResultSet
from django.db import connection

from roles.actor import Actor
from tickets import selectors

MOST = 99


def counted_each(filters: Sequence[Mapping[str, str]], actor: Actor, *, most: int = MOST) -> list[int]:
    """One number a filter, drafts left out, counted to `most` + 1. One query. Raises Refused for a bad filter."""
    if not filters:
        return []
    questions, arguments = zip(*(_question(one, actor, most) for one in filters), strict=True)
    with connection.cursor() as cursor:
        # Only texts that Django's own compiler made; every value is an argument.
        cursor.execute("select " + ", ".join(questions), [value for values in arguments for value in values])
        return list(cursor.fetchone())


def _question(parameters: Mapping[str, str], actor: Actor, most: int) -> tuple[str, tuple]:
    rows = selectors.matching(parameters, actor).exclude(state="draft").order_by().values("pk")[: most + 1]
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return "0", ()
    return f"(select count(*) from ({sql}) as kept)", values  # noqa: S608 compiled by Django, values apart


def written(number: int, *, most: int = MOST) -> str:
    """The number for people: "14", or "99+" where more were not counted."""
    return f"{most}+" if number > most else str(number)
