"""When to look for a question's texts: in the newest time first, as far as its commonness makes worth it.

A rare word is asked for at once. Of a commoner one the index is asked only for the newest texts, in windows so wide
that each should hold enough; the days and months that stand among the words of each text find them. What stands in
every few cases is not looked up at all: the newest cases are read one by one (`WALKED`). PostgreSQL's own statistics
say how common a word is and how many cases were born when. They move the cost, never a hit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil, floor, prod

from django.db import connection

from regions import directory
from tickets.search import index
from tickets.search.asked import Term

TEXTS_A_HIT = 7  # looked at for each hit wanted: a reader has perhaps a fifth in her scope
FEW = 2  # times that: so many are fetched at once
WIDER = 6  # times the window before
SELDOM = 0.1  # of several words: rarer together than that is not reckoned with
WALKED = 20_000  # the newest cases that are read one by one
DAYS = 40  # a longer window always names its months
READ = 25  # times what it costs the index to pass a text over


@dataclass(frozen=True)
class Window:
    """Born in any of these days and months (all when empty), and between these edges."""

    born: tuple[str, ...] = ()
    since: str | datetime = "-infinity"
    until: str | datetime = "infinity"


@dataclass(frozen=True)
class Facts:
    """How many texts and cases there are, about, and the moments between which equally many cases were born."""

    texts: float
    tickets: float
    births: Sequence[datetime]

    def born_before(self, start: datetime, share: float) -> datetime | None:
        """Since when this share of all cases was born that were born until `start`.

        None where it is the rest. What was born since they were last counted comes on top.
        """
        place = bisect_right(self.births, start) - 1 - share * (len(self.births) - 1)
        if place <= 0:
            return None
        before = self.births[floor(place)]
        return before + (self.births[ceil(place)] - before) * (place % 1)

    def also(self, shares: Sequence[float]) -> float:
        """How many of the cases that answer one term answer others, too, whose shares of all texts are given."""
        each = (min(share * self.texts / max(self.tickets, 1), 1) for share in shares)
        return max(prod(each), SELDOM)


EVERYTHING = (Window(),)


def windows_of(
    terms: Sequence[Term], start: datetime, *, most: int, longer: timedelta = timedelta(0)
) -> Sequence[Window]:
    """Where to look for the rarest term until `start` (aware), newest first; together everything, nothing twice.

    The first should hold `most` hits, and reaches further back by `longer`.
    """
    known = facts()
    share, *others = index.shares_of(terms)
    enough = most * TEXTS_A_HIT / known.also(others)
    expected = share * known.texts
    if expected <= FEW * enough:
        return EVERYTHING
    found: list[Window] = []
    until: str | datetime = "infinity"
    at, wanted = start.astimezone(UTC).date(), enough / expected
    while (since := known.born_before(start, wanted)) is not None:
        is_short, wanted = wanted < share, wanted * WIDER
        first = (since - longer).astimezone(UTC).date()
        if first > at:
            continue
        found.append(Window(_named(first, at, share, by_day=is_short), _begins(first), until))
        until, at = found[-1].since, first - timedelta(days=1)
    return [*found, Window((), "-infinity", until)]


def walked_since(terms: Sequence[Term], start: datetime) -> datetime | None:
    """Since when cases until `start` are read one by one, where the rarest term stands in so many; else None."""
    known = facts()
    if index.share_of(terms) < index.COMMON or known.tickets <= WALKED:
        return None
    return known.born_before(start, WALKED / known.tickets)


def _named(first: date, last: date, share: float, *, by_day: bool) -> tuple[str, ...]:
    """The marks of a window for a word in this share of the texts.

    The index reads one list through and skips through the longer ones. Days are read through; they are named where
    the window holds fewer texts than have the word at any time. Of a word in fewer texts all of these are read and the
    month's list is skipped through; what the month holds too much is left out by the case's own time. A month of which
    the window needs so few days that reading them is cheaper than that is named by those.
    """
    if by_day and (last - first).days < DAYS:
        return _days(first, last)
    marks: list[str] = []
    after = (first.replace(day=1) + timedelta(days=31)).replace(day=1)  # the month that follows the first
    needed = (min(after, last + timedelta(days=1)) - first).days
    if needed < (first.day - 1) * share * READ:
        marks, first = [*_days(first, first + timedelta(days=needed - 1))], after
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return (*marks, *(index.month_of(date(month // 12, month % 12 + 1, 1)) for month in months))


def _days(first: date, last: date) -> tuple[str, ...]:
    return tuple(index.day_of(first + timedelta(days=back)) for back in range((last - first).days + 1))


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def facts() -> Facts:
    """Read once in half a minute."""
    return directory.remembered(__name__, _read)


def _read() -> Facts:
    with connection.cursor() as cursor:
        cursor.execute(
            "select (select reltuples from pg_class where oid = 'tickets_textversion'::regclass),"
            " (select reltuples from pg_class where oid = 'tickets_ticket'::regclass),"
            " (select histogram_bounds::text::timestamptz[] from pg_stats where schemaname = current_schema"
            "  and tablename = 'tickets_ticket' and attname = 'created_at')"
        )
        texts, tickets, births = cursor.fetchone()
    return Facts(texts, tickets, births or ())
