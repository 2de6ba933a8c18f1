"""Two ways to the cases that answer a question: one by one in an order, or window by window of when they were born."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from roles.actor import Actor
from tickets.paging import Order
from tickets.search import index
from tickets.search.asked import Term
from tickets.search.windows import Window

WITHIN = "tickets_ticket.created_at >= asked.since and tickets_ticket.created_at < asked.until"


def walked(
    readable, terms: Sequence[Term], actor: Actor, *, most: int, columns: Sequence[str], order: Order
) -> list[tuple]:
    """Cases are read one by one until enough have answered: of what stands everywhere that is the least."""
    rows = readable.filter(*(index.Answers(term, actor) for term in terms))
    return list(rows.order_by(*order.by()).values_list(*columns)[:most])


def in_windows(
    readable,
    terms: Sequence[Term],
    actor: Actor,
    wanted: Sequence[Window],
    *,
    most: int,
    columns: Sequence[str],
    order: Order,
    backwards: bool = False,
) -> list[tuple]:
    """In one statement: the windows are looked into one after the other, and no further once there are enough hits.

    No case is in two of them, also where it answers by its number, which does not say when it was born. `order` is
    that within a window.
    """
    within = RawSQL(WITHIN, (), BooleanField())  # noqa: S611 a text of ours
    rows = readable.filter(within, index.answering(terms, actor, asked="asked.query"))
    sql, values = rows.order_by(*order.by(backwards=backwards)).values_list(*columns)[:most].query.sql_with_params()
    places = ", ".join(["(%s::tsquery, %s::timestamptz, %s::timestamptz)"] * len(wanted))
    given = [part for one in wanted for part in (index.first_query(terms, one.born), one.since, one.until)]
    with connection.cursor() as cursor:
        # Texts of ours and of Django's compiler; every value is an argument.
        cursor.execute(
            f"select hit.* from (values {places}) as asked (query, since, until)"  # noqa: S608 placeholders only
            f" cross join lateral ({sql}) as hit limit {most:d}",
            [*given, *values],
        )
        return cursor.fetchall()
