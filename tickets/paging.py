"""Keyset paging: a page begins where the last one ended, however many rows lie before it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engine.errors import Reason, Refused
from engine.validate import EARLIEST_YEAR, LATEST_YEAR
from roles.kept import Given

PER_PAGE = 50
MOST_PER_PAGE = 200
COUNTED_TO = 1000


@dataclass(frozen=True)
class Order:
    """A sort order that ends in the primary key. `columns` are (name, descending)."""

    label: object
    columns: tuple[tuple[str, bool], ...]

    def by(self, *, backwards: bool = False) -> list:
        """The order as the indexes have it: NULLs last upwards and first downwards, PostgreSQL's own way."""
        return [F(name).desc() if descending != backwards else F(name).asc() for name, descending in self.columns]

    def key_of(self, row) -> list:
        return [_plain(getattr(row, name)) for name, descending in self.columns]

    def after(self, key: Sequence, *, backwards: bool = False) -> Q:
        """Rows that come after `key` (before it when `backwards`)."""
        alternatives, same = [], Q()
        for (name, descending), value in zip(self.columns, key, strict=True):
            further = _beyond(name, value, downwards=descending != backwards)
            if further is not None:
                alternatives.append(same & further)
            same &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
        beyond = reduce(or_, alternatives)
        first, descending = self.columns[0]
        if first in NULLABLE:
            return beyond
        # Says nothing new, but lets an index scan begin where the page does.
        return Q(**{f"{first}__lte" if descending != backwards else f"{first}__gte": key[0]}) & beyond


def _beyond(name: str, value, *, downwards: bool) -> Q | None:
    """Rows further on in one column; None where nothing can follow. NULL counts as the largest value."""
    if value is None:
        return Q(**{f"{name}__isnull": False}) if downwards else None
    if downwards:
        return Q(**{f"{name}__lt": value})
    further = Q(**{f"{name}__gt": value})
    return further | Q(**{f"{name}__isnull": True}) if name in NULLABLE else further


NULLABLE = frozenset({"priority", "registered_at", "hold_until"})

ORDERS: dict[str, Order] = {
    "-updated": Order(_("Latest change first"), (("updated_at", True), ("id", True))),
    "updated": Order(_("Longest without change first"), (("updated_at", False), ("id", False))),
    "-registered": Order(_("Newest first"), (("registered_at", True), ("id", True))),
    "registered": Order(_("Oldest first"), (("registered_at", False), ("id", False))),
    "priority": Order(_("Most urgent first"), (("priority", False), ("updated_at", True), ("id", True))),
}
DEFAULT_ORDER = "-updated"


@dataclass(frozen=True)
class Page:
    """Rows in order, with the cursors of the pages around them ("" where there is none)."""

    rows: list
    next: str
    previous: str


def order_called(name: str) -> Order:
    if name not in ORDERS:
        text = _("There is no such order. Choose one of: %(choices)s.") % {"choices": ", ".join(ORDERS)}
        raise Refused(Reason("bad_order", text, "sort"))
    return ORDERS[name]


@dataclass(frozen=True)
class Place:
    """Where a page begins: after the row with this key, before it when `backwards`; without a key at the start."""

    key: tuple | None = None
    backwards: bool = False

    @property
    def given(self) -> dict:
        return {f"key_{number}": value for number, value in enumerate(self.key or ())}

    def open(self) -> Place:
        """The place with its values left to be given."""
        if self.key is None:
            return self
        values = zip(self.given, self.key, strict=True)
        return Place(tuple(None if value is None else Given(name) for name, value in values), self.backwards)


def place_of(cursor: str, order: Order) -> Place:
    """Raises Refused for a cursor that is not one of ours."""
    return Place(*read_cursor(cursor, order)) if cursor else Place()


def begun(rows, order: Order, place: Place, *, size: int):
    """The queryset `rows` in order from the place on, one row longer than a page."""
    if place.key is not None:
        rows = rows.filter(order.after(place.key, backwards=place.backwards))
    return rows.order_by(*order.by(backwards=place.backwards))[: size + 1]


def page_of(rows, order: Order, *, cursor: str = "", size: int = PER_PAGE) -> Page:
    """One page of the queryset `rows`; one query. Raises Refused for a cursor that is not one of ours."""
    place = place_of(cursor, order)
    return as_page(list(begun(rows, order, place, size=size)), order, place, size=size)


def as_page(found: list, order: Order, place: Place, *, size: int) -> Page:
    """The page that `begun` found."""
    more, found = len(found) > size, found[:size]
    if place.backwards:
        found.reverse()
    has_next = bool(found) and (more or place.backwards)
    has_previous = bool(found) and (more if place.backwards else place.key is not None)
    return Page(
        rows=found,
        next=_write(order.key_of(found[-1]), False) if has_next else "",
        previous=_write(order.key_of(found[0]), True) if has_previous else "",
    )


def _plain(value):
    return value.isoformat() if isinstance(value, datetime) else value


def _write(key: list, backwards: bool) -> str:
    return base64.urlsafe_b64encode(json.dumps([backwards, *key]).encode()).decode().rstrip("=")


def _read(name: str, value):
    """One column of a key, as `_plain` writes it. Raises ValueError or TypeError."""
    if value is None and name in NULLABLE:
        return None
    if name.endswith(("_at", "_until")):
        at = datetime.fromisoformat(value)
        if at.tzinfo is None or not EARLIEST_YEAR <= at.year <= LATEST_YEAR:
            raise ValueError(value)
        return at.isoformat()
    if type(value) is not int:
        raise ValueError(value)
    return value


def read_cursor(cursor: str, order: Order) -> tuple[tuple, bool]:
    """(key of the row beside the page, whether the page lies before it). Raises Refused for one that is not ours."""
    try:
        backwards, *key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        columns = zip(order.columns, key, strict=True)
        return tuple(_read(name, value) for (name, _descending), value in columns), bool(backwards)
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise Refused(
            Reason("bad_cursor", _("This page no longer exists. Start from the first page."), "cursor")
        ) from None
