"""Which tickets answer a question, by the words that stand on each text and file; and how a text leaves the index.

Every row is matched with its own circle of readers. A new or changed text is indexed by the database itself, in the
statement that writes it, and a text that is emptied or replaced takes its words along: nothing is to be called then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection
from django.db.models import BooleanField, F, Func, Q
from django.db.models.expressions import RawSQL

from regions import directory
from roles.kept import AnyOf
from tickets.models import Attachment, TextVersion
from tickets.models.audience import audiences_of
from tickets.search.asked import Term, checked, terms_of

_LAST = chr(0x10FFFF)
COMMON = 0.03  # of all texts: from here on cases are asked one by one, as the index would have to read them all

NUMBERED = """
select numbered.id from tickets_numberseries as series join tickets_ticket as numbered
    on numbered.number = series.prefix || '-' || series.year || '-' || lpad(%s, greatest(length(%s), 6), '0')
 where (%s = '' or series.prefix = %s) and (%s = '' or series.year = %s::int)"""
NUMBER_BEGINS = """
select numbered.id from tickets_numberseries as series join tickets_ticket as numbered
    on numbered.number ~>=~ (series.prefix || '-' || series.year || '-' || %s)
   and numbered.number ~<~ (series.prefix || '-' || series.year || '-' || %s || %s)
 where (%s = '' or series.prefix = %s) and series.year = %s::int"""


def keep(value: str, actor) -> Q:
    """The filter `q` of the query language. Raises Refused for a personal number. One query, to look words up."""
    text = checked(value)
    if not text:
        return Q()
    return answering(terms_of(text), actor)


def answering(terms: Sequence[Term] | None, actor, *, asked: str = "") -> Q:
    """Tickets that answer every term, each by a text or file in whose circle `actor` is; none without a term.

    `asked`: a column of the statement around it that holds the query of the first term (`first_query`).
    To be used on tickets that were read through the scope.
    """
    if not terms:
        return Q(pk__in=[])
    if not asked and share_of(terms) >= COMMON:
        return Q(*(Answers(term, actor) for term in terms))
    first, *others = _rarest_first(terms)
    sql, values = _tickets(first, actor, asked)
    # An array is looked up row by row; of a subquery PostgreSQL believes at times that all cases are fewer.
    kept = Q(AnyOf("pk", RawSQL(f"array({sql})", values)))  # noqa: S611 texts of ours, every value is an argument
    for term in others:
        kept &= Q(Answers(term, actor))
    return kept


def first_query(terms: Sequence[Term], born: Sequence[str]) -> str:
    """The query that the index is asked: that of the rarest term; the others are looked up on what it found.

    `born`: only texts of these days and months (`day_of`, `month_of`), which the index finds without reading the rest.
    """
    query = _rarest_first(terms)[0].query
    return f"({query}) & ({' | '.join(repr(time) for time in born)})" if born else query


def _rarest_first(terms: Sequence[Term]) -> list[Term]:
    """By how common their words are; of equals the longest first."""
    if len(terms) == 1:
        return list(terms)
    shares = common_words()
    return sorted(terms, key=lambda term: (_share(term, shares), -max((len(part) for part in term.parts), default=0)))


def share_of(terms: Sequence[Term]) -> float:
    """The share of all texts that answer the rarest term, about and at the most."""
    return min(shares_of(terms), default=0)


def shares_of(terms: Sequence[Term]) -> list[float]:
    """The share of each term, the rarest first."""
    shares = common_words()
    return sorted(_share(term, shares) for term in terms)


def _share(term: Term, shares: dict[str, float]) -> float:
    parts = set(term.parts)
    known = [shares[part] for part in parts if part in shares]
    unknown = len(parts) - len(known)
    return sum(known) + (unknown * min(shares.values(), default=0) / 10 if unknown else 0)


def common_words() -> dict[str, float]:
    """The commonest words with their share of all texts, as last counted; read once in half a minute."""
    return directory.remembered(__name__, _common_words)


def _common_words() -> dict[str, float]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select unnest(most_common_elems::text::text[]), unnest(most_common_elem_freqs) from pg_stats"
            " where schemaname = current_schema and tablename = 'tickets_textversion' and attname = 'words'"
        )
        return dict(cursor.fetchall())


class Answers(Func):
    """True for the tickets that answer one term, looked up on each of them.

    `offset 0` keeps PostgreSQL from fetching every text with the word instead, once for all tickets.
    """

    output_field = BooleanField()
    conditional = True

    def __init__(self, term: Term, actor):
        super().__init__(F("pk"))
        self.term, self.actor = term, actor

    @property
    def identity(self):
        return type(self), self.term, id(self.actor)

    def as_sql(self, compiler, connection, **options):
        ticket, _values = compiler.compile(self.get_source_expressions()[0])
        found = [
            (f"exists (select 1 {sql} and said.ticket_id = {ticket} offset 0)", values)
            for sql, values in _rows(self.term.query, self.actor)
        ]
        found += [(f"{ticket} in ({sql})", values) for sql, values in _numbers(self.term)]
        return f"({' or '.join(sql for sql, _ in found)})", [value for _, values in found for value in values]


def day_of(day: date) -> str:
    return f"#{day:%Y%m%d}"


def month_of(day: date) -> str:
    return f"#{day:%Y%m}"


def read_by(actor, table: str) -> tuple[str, list]:
    """The circle of readers of a row (models.audience.audience_only) with every value an argument of its own."""
    if actor.is_system:
        return "true", []
    audiences = audiences_of(actor)
    own = sorted(actor.organisation_ids)
    sql = f"{table}.audience in ({_places(audiences)})"
    return (f"({sql} or {table}.organisation_id in ({_places(own)}))" if own else sql), [*audiences, *own]


def _places(values: Sequence) -> str:
    return ", ".join(["%s"] * len(values))


def _tickets(term: Term, actor, asked: str) -> tuple[str, list]:
    """The ids of the tickets that answer a term."""
    found = [(f"select said.ticket_id {sql}", values) for sql, values in _rows(term.query, actor, asked)]
    found += _numbers(term)
    return " union all ".join(sql for sql, _ in found), [value for _, values in found for value in values]


def _rows(query: str, actor, asked: str = ""):
    """The texts, then the files that answer `query` (or the column `asked`) and have the actor in their circle."""
    circle, readers = read_by(actor, "said")
    looked_at, confirmed = _files_looked_at(actor)
    where, queries = f"as said where said.words @@ {asked or '%s::tsquery'} and {circle}", [] if asked else [query]
    yield f"from tickets_textversion {where}", [*queries, *readers]
    yield f"from tickets_attachment {where}{looked_at}", [*queries, *readers, *confirmed]


def _files_looked_at(actor) -> tuple[str, list]:
    """The vendor finds a picture or unreadable file once a specialist has looked at it (Attachment.scope)."""
    if actor.is_customer_side or actor.is_system:
        return "", []
    own = sorted(actor.organisation_ids)
    mine = f" or said.organisation_id in ({_places(own)})" if own else ""
    return f" and (said.readable or said.confirmed_by_id is not null{mine})", own


def _numbers(term: Term):
    if term.number is None:
        return
    prefix, year, digits = term.number.prefix, term.number.year, term.number.digits
    if digits:
        yield NUMBERED, [digits, digits, prefix, prefix, year, year or None]
    if year and len(digits) < 6:
        yield NUMBER_BEGINS, [digits, digits, _LAST, prefix, prefix, year]


def places(tickets: Iterable, terms: Sequence[Term], actor) -> dict[int, tuple[str, str]]:
    """(field, body) of the newest text beside the title that answers a term, for each ticket that has one; one query.

    The tickets were read through the scope.
    """
    circle, readers = read_by(actor, "said")
    sql = (
        "select distinct on (said.ticket_id) said.ticket_id, said.field, said.body from tickets_textversion as said"  # noqa: S608 texts of ours
        f" where said.ticket_id = any(%s) and said.field <> 'title' and said.words @@ %s::tsquery and {circle}"
        " order by said.ticket_id, said.event_seq desc, said.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            sql, [[one.pk for one in tickets], " | ".join(f"({term.query})" for term in terms) or "''", *readers]
        )
        return {pk: (field, body) for pk, field, body in cursor.fetchall()}


# --- How words come to a file and leave a row ---


def take_in_file(file: Attachment, text: str) -> None:
    """Make the file findable by its name and by `text`, the words that were read out of it. Needs its row saved."""
    _set_words(Attachment, file.pk, f"{file.name} {text}".replace("\x00", " "))


def put_back(said: TextVersion) -> None:
    """Make a text findable again that was taken out."""
    _set_words(TextVersion, said.pk, said.body)


def about_to_forget() -> None:
    """To be called by a step that takes words away, when its rows are locked and before anything is written.

    Whoever writes a text shares a lock, whoever forgets a word has it alone (migration 0011): two steps that had
    written first would each wait for the other.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('tickets_searchword'))")


def take_out(row: TextVersion | Attachment) -> None:
    """Nobody finds the row any more, and no word of it is left in the index; in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"update {row._meta.db_table} set words = null where id = %s", [row.pk])  # noqa: S608 the name of our table


def _set_words(model, pk: int, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {model._meta.db_table} as said set words = tickets_words(%s, ticket.created_at)"  # noqa: S608 the name of our table
            " from tickets_ticket as ticket where ticket.id = said.ticket_id and said.id = %s",
            [text, pk],
        )
