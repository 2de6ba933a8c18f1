"""The newest cases that answer a question, and how they divide: every figure is of what the reader may read.

A frequent word stands in thousands of texts. The newest days are therefore asked first, the time before only when
those did not give enough, all in one statement; what is older is not touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from regions import directory
from roles import kept
from roles.actor import Actor
from roles.kept import Given
from tickets import concerned, filters, paging, selectors
from tickets.models import Ticket
from tickets.search import asked, reaching, windows

ORDER = paging.Order("", (("created_at", True), ("id", True)))
COUNTED_TO = 100  # hits; what they cost to find and divide goes by how many they are, not by how many there are
FACETS = ("process", "state", "priority", "holder", "region", "service")


@dataclass(frozen=True)
class Found:
    """A page of hits. `is_close`: nothing answered as written, these are a letter away.

    `facets` has, for each filter in FACETS, (value of the filter, hits) with the most first; they and `total` count
    the newest COUNTED_TO, `is_more` says that there are others.
    """

    page: paging.Page
    terms: Sequence[asked.Term] = ()
    is_close: bool = False
    total: int | None = None
    is_more: bool = False
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


NOTHING = Found(paging.Page([], "", ""), total=0)


def search(parameters: Mapping[str, str], actor: Actor, *, size: int = paging.PER_PAGE, divided: bool = True) -> Found:
    """The page at `cursor` of the tickets that answer `q` and pass the other filters, newest first, with their legs.

    `divided`: count and facets too. Raises Refused for a personal number, a bad filter or a bad cursor.
    """
    text = asked.checked(parameters.get("q", ""))
    readable = _readable(parameters, actor)
    found = _found(asked.terms_of(text), readable, parameters, actor, size=size, divided=divided)
    if found.page.rows or not text:
        return found
    close = asked.terms_of(text, misspelt=True)
    return _found(close, readable, parameters, actor, size=size, divided=divided, is_close=True) if close else found


def _readable(parameters: Mapping[str, str], actor: Actor):
    chosen = {"historic": "include"} | {name: value for name, value in parameters.items() if name != "q"}
    return Ticket.objects.visible_to(actor).filter(filters.keep(chosen, actor), registered_at__isnull=False)


def _found(terms, readable, parameters, actor: Actor, *, size: int, divided: bool, is_close: bool = False) -> Found:
    if terms is None:
        return NOTHING
    cursor = parameters.get("cursor", "")
    key, backwards = paging.read_cursor(cursor, ORDER) if cursor else (None, False)
    facts = _newest(_with_regions(readable), terms, actor, most=COUNTED_TO + 1, columns=COUNTED) if divided else []
    hits = facts[: size + 1]
    if cursor or not divided:
        hits = _newest(
            readable, terms, actor, most=size + 1, columns=("id", "created_at"), key=key, backwards=backwards
        )
    rows = kept.rows(_shown, actor, ids=[hit[0] for hit in hits])
    rows.sort(key=lambda row: (row.created_at, row.pk), reverse=not backwards)
    page = paging.as_page(rows, ORDER, paging.Place(key, backwards), size=size)
    selectors.with_legs([selectors.as_process(row) for row in page.rows], actor)
    if not divided:
        return Found(page, terms, is_close)
    counted = [_Fact(*fact) for fact in facts[:COUNTED_TO]]
    return Found(page, terms, is_close, len(counted), len(facts) > COUNTED_TO, _divided(counted, actor))


def _shown(actor: Actor):
    found = Ticket.objects.visible_to(actor).filter(kept.AnyOf("id", Given("ids")))
    return found.select_related("assignee", "team")


# --- The newest days first ---


def _newest(readable, terms, actor: Actor, *, most: int, columns, key=None, backwards: bool = False) -> list[tuple]:
    """`columns` of the first `most` hits from `key` on."""
    if key is not None:
        readable = readable.filter(ORDER.after(key, backwards=backwards))
    if backwards:
        return reaching.in_windows(
            readable, terms, actor, windows.EVERYTHING, most=most, columns=columns, order=ORDER, backwards=True
        )
    start = datetime.fromisoformat(key[0]) if key else timezone.now()
    since = windows.walked_since(terms, start)
    newest = readable.filter(created_at__gte=since) if since else None
    found = reaching.walked(newest, terms, actor, most=most, columns=columns, order=ORDER) if since else []
    if len(found) < most:
        older = readable.filter(created_at__lt=since) if since else readable
        before = windows.windows_of(terms, since or start, most=most - len(found))
        found += reaching.in_windows(older, terms, actor, before, most=most - len(found), columns=columns, order=ORDER)
    return found


# --- How the hits divide ---


class _Fact(NamedTuple):
    """What the figures need of one hit; in the order of COUNTED."""

    id: int
    born: datetime
    process: str
    is_open: bool
    priority: int | None
    holder: int | None
    service: int | None
    origin: int | None
    regions: list[int]


COUNTED = ("id", "created_at", "process", "is_open", "priority", "holder_id", "service_id", "origin_id", "regions")


def _with_regions(readable):
    is_open = ExpressionWrapper(Q(closed_at=None), BooleanField())
    return readable.annotate(is_open=is_open, regions=concerned.named_regions())


def _divided(facts: list[_Fact], actor: Actor) -> dict[str, list[tuple[str, int]]]:
    """For each facet the filter's values with their hits; one hit may count under several regions or services."""
    counts: dict[str, Counter] = {name: Counter() for name in FACETS}
    for fact in facts:
        counts["process"][fact.process] += 1
        counts["state"]["open" if fact.is_open else "closed"] += 1
        counts["priority"][str(fact.priority or "none")] += 1
        counts["holder"][fact.holder] += 1
        counts["region"].update({fact.origin, *fact.regions})
        service = directory.service(fact.service)
        counts["service"].update({fact.service, service.parent_id if service else None})
    if not actor.is_customer_side:
        del counts["region"]  # which regions are affected is asked of the customers' side (filter_form.NOT_FOR_VENDOR)
    named = {"holder": directory.organisation, "region": _region, "service": directory.service}
    return {name: _most_first(counter, named.get(name)) for name, counter in counts.items()}


def _region(pk: int | None):
    return next((one for one in directory.regions() if one.pk == pk), None)


def _most_first(counter: Counter, look_up) -> list[tuple[str, int]]:
    if look_up is None:
        return counter.most_common()
    return [(one.slug, count) for pk, count in counter.most_common() if pk and (one := look_up(pk)) is not None]
