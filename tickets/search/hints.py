"""Open cases that may be about the same fault, found by the words of their titles while a title is written.

Looked for among the newest ten thousand open cases of the process (`titles`): what a hint costs does not grow with
the table, also of a title whose words stand everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from engine.personal_data import detect_identifiers
from roles.actor import Actor
from tickets import codes, prepared
from tickets.models import Ticket
from tickets.search.asked import Term, terms_of

NEWEST = 500  # cases whose titles have enough words in common
MOST_LETTERS = 160
MOST_WORDS = 5  # the longest of the title
OPEN = "tickets_ticket.closed_at is null and tickets_ticket.registered_at is not null and not tickets_ticket.historic"
COLUMNS = [field.attname for field in Ticket._meta.concrete_fields]
# Words of any title that say nothing about the fault.
EMPTY_WORDS = frozenset({
    "inte", "alla", "allt", "andra", "bara", "blir", "både", "detta", "efter", "eller", "finns", "fick", "fler",
    "från", "fungerar", "funkar", "får", "går", "gick", "gäller", "hade", "helt", "innan", "ingen", "inga",
    "kommer", "kunde", "läge", "man", "många", "måste", "något", "några", "över", "sedan", "samma", "ska",
    "skulle", "som", "till", "trots", "under", "utan", "vara", "varit", "ville", "visas", "våra", "även",
})  # fmt: skip


@dataclass(frozen=True)
class Similar:
    """Readable cases, the likest first; how many more the reader may not open, and since when the oldest is known."""

    found: list[Ticket]
    hidden: int = 0
    oldest_hidden: datetime | None = None


def similar(
    text: str,
    service: int | None,
    actor: Actor,
    limit: int,
    *,
    process: str = "incident",
    terms: list[Term] | None = None,
) -> Similar:
    """The newest open cases of the process that share two words of `text`; one where it has no more, or of `service`.

    Of more than five words the longest count. A region is told how many cases of other regions there are that it may
    not read, never what they say; others count only what they read. Nothing for a text that may hold a personal
    number. Two queries at most, one where the `terms` of the text are known.
    """
    terms = terms_of(words_asked(text)) if terms is None else terms
    if not terms:
        return Similar([])
    rows = _like(terms, service, actor, process)
    found = [Ticket.from_db(connection.alias, COLUMNS, row[1:]) for row in rows if row[0]][:limit]
    at = COLUMNS.index("registered_at") + 1
    others = [row[at] for row in rows if not row[0]] if "region" in actor.tiers else []
    return Similar(found, len(others), min(others, default=None))


def words_asked(text: str) -> str:
    """The words that are looked for; none of a text that may hold a personal number."""
    return "" if detect_identifiers(text) else words_of_weight(text[:MOST_LETTERS])


def words_of_weight(title: str) -> str:
    """The title without short words and those that stand in any title."""
    words = dict.fromkeys(re.findall(r"[^\W\d_]{4,}", title.lower()))
    return " ".join(word for word in words if word not in EMPTY_WORDS)


def _like(terms: list[Term], service: int | None, actor: Actor, process: str) -> list[tuple]:
    """(readable, then COLUMNS) of the cases that share enough, the likest and newest first.

    Every reader of a case reads its title, so the title's words have no circle of their own.
    """
    readable, reader = prepared.scope(actor)
    longest = sorted(terms, key=lambda term: -len(term.parts[0]))[:MOST_WORDS]
    queries = [f"({term.query})" for term in longest]
    some = " | ".join(queries)
    two = " | ".join(f"{one} & ({' | '.join(queries[at:])})" for at, one in enumerate(queries[:-1], start=1))
    shared = " + ".join(["(said.words @@ %s::tsquery)::int"] * len(queries))
    sql = f"""
        with titled as materialized (
          (select said.ticket_id as id, {shared} as words from tickets_opentitle as said
            where said.process = %s and said.words @@ (select %s::tsquery)
            order by said.ticket_id desc limit {NEWEST})
          union all
          (select said.ticket_id, {shared} from tickets_opentitle as said
            where said.process = %s and said.service_id = %s and said.words @@ (select %s::tsquery)
            order by said.ticket_id desc limit {NEWEST})),
        alike as materialized (
          select tickets_ticket.*, titled.words
            from (select id, max(words) as words from titled group by id) as titled join tickets_ticket using (id)
           where {OPEN} and tickets_ticket.visibility <> %s
           order by titled.words desc, tickets_ticket.updated_at desc limit {NEWEST})
        select {readable}, {", ".join(COLUMNS)} from alike as tickets_ticket order by words desc, updated_at desc"""  # noqa: S608 texts of ours
    values = [*queries, process, two or some, *queries, process, service, some]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, codes.Visibility.CONFIDENTIAL.value, *reader])
        return cursor.fetchall()
