"""What every register has in common when it is read: its pages, its views, and a choice that it does not have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from engine.errors import Reason, Refused
from regions import directory
from regions.models import Organisation

PER_PAGE, MOST_IN_A_FILE = 30, 5_000


@dataclass(frozen=True)
class Found:
    """One page of a register. `total` is of all its pages; `more` is where the next one begins, None on the last."""

    rows: list = field(default_factory=list)
    total: int = 0
    more: int | None = None


def page(rows: QuerySet, read: Callable[[QuerySet], Iterable], *, start: int, size: int) -> Found:
    """The page of the ordered `rows` from `start` on; one query beside those of `read`, which gives what is shown."""
    total = rows.count()
    return Found(list(read(rows[start : start + size])), total, next_start(total, start=start, size=size))


def next_start(total: int, *, start: int, size: int) -> int | None:
    return start + size if start + size < total else None


def states_of(asked: Mapping[str, str], views: Mapping[str, tuple]) -> tuple:
    """The states of the view that is asked for; the one called "" where none is. Raises Refused."""
    which = asked.get("which") or ""
    if which not in views:
        raise not_a_choice("which")
    return views[which]


def region_called(slug: str) -> Organisation:
    """Raises Refused for what is no member region."""
    region = next((one for one in directory.regions() if one.slug == slug), None)
    if region is None:
        raise not_a_choice("region")
    return region


def titled(words: str) -> Q:
    """The tickets with the words in their titles, or whose number they are."""
    return Q(title__icontains=words) | Q(number=words.upper())


def not_a_choice(name: str) -> Refused:
    return Refused(Reason("not_a_choice", _("There is no such choice here."), name))
