"""What the pages of a process put into the main menu. The frame, which lies above, shows it (`sussa.web.rail`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

WORK, COLLABORATION, REGISTERS = "work", "collaboration", "registers"


@dataclass(frozen=True)
class Entry:
    """One link of the menu. `names` are the url names tried in order; `key` is its shortcut."""

    names: tuple[str, ...]
    label: str
    icon: str
    key: str = ""
    capability: str = ""
    any_of: tuple[str, ...] = ()  # capabilities, one of which is enough
    customer_side: bool = False
    may: Callable | None = None  # asked of the actor
    urgent: bool = False
    counted: str = pgettext_lazy("count in the menu", "open")
    url: str = ""
    current: bool = False
    count: int | None = None


# By group: the entry, and the url name of the one that it stands after (empty: last).
MORE: dict[str, list[tuple[Entry, str]]] = {}


def add(group: str, entry: Entry, *, after: str = "") -> None:
    MORE.setdefault(group, []).append((entry, after))


def with_more(group: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries of a group with those that the processes added, each in its place."""
    found = list(entries)
    for entry, after in MORE.get(group, ()):
        places = [place for place, one in enumerate(found, start=1) if after and after in one.names]
        found.insert(places[0] if places else len(found), entry)
    return tuple(found)
