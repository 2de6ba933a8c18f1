"""What follows from delegations: a hat goes from hand to hand, at most twice and never back. Pure; asks no database.

Days are dates of the collaboration's calendar, both ends included; `last` None is without an end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MOST_LINKS = 2
DAY = timedelta(days=1)


class Cycle(ValueError):
    """The role would come back to somebody who has already handed it on."""


class TooLong(ValueError):
    """The role would go through more hands than two."""


@dataclass(frozen=True)
class Worn:
    """A hat that somebody wears by assignment; `deputy_for` is whose it is where that is another person."""

    person: int
    role: int
    organisation: int
    first: date
    last: date | None = None
    deputy_for: int | None = None


@dataclass(frozen=True)
class Handed:
    """A delegation: of one role at one organisation, or of every one where both are None."""

    pk: int
    giver: int
    receiver: int
    first: date
    last: date
    role: int | None = None
    organisation: int | None = None

    def carries(self, hat: Worn) -> bool:
        return self.role is None or (self.role, self.organisation) == (hat.role, hat.organisation)


@dataclass(frozen=True, order=True)
class Follows:
    """A hat that `person` wears for `deputy_for` because of the delegation `by`, the last link of its way."""

    person: int
    role: int
    organisation: int
    deputy_for: int
    first: date
    last: date
    by: int


def follows(worn: Iterable[Worn], handed: Iterable[Handed], *, judged: int | None = None) -> list[Follows]:
    """Every hat that follows, each person, role, owner and day once, whatever the order.

    A link that would make a circle or a third hand gives nothing; it raises Cycle or TooLong where it, or a link
    before it on the same way, is the delegation with the number `judged`.
    """
    worn, handed = list(worn), sorted(handed, key=lambda one: one.pk)
    found: list[Follows] = []
    for hat in worn:
        owner = hat.deputy_for or hat.person
        path = (owner,) if owner == hat.person else (owner, hat.person)
        found += _handed_on(hat, owner, path, hat.first, hat.last, handed, judged)
    return _each_day_once(sorted(found), worn)


def _handed_on(hat: Worn, owner: int, path: tuple, first: date, last: date | None, handed, judged) -> list[Follows]:
    """`judged` is the number of a link, or True once that link is on the way."""
    found = []
    for one in handed:
        if one.giver != path[-1] or not one.carries(hat):
            continue
        start, end = max(first, one.first), min(last or one.last, one.last)
        if end < start:
            continue
        is_judged = judged is True or one.pk == judged
        why_not = Cycle if one.receiver in path else TooLong if len(path) > MOST_LINKS else None
        if why_not is not None and is_judged:
            raise why_not
        if why_not is not None:
            continue
        found.append(Follows(one.receiver, hat.role, hat.organisation, owner, start, end, one.pk))
        found += _handed_on(hat, owner, (*path, one.receiver), start, end, handed, is_judged or judged)
    return found


def _each_day_once(found: list[Follows], worn: list[Worn]) -> list[Follows]:
    """Where two ways, or an assignment, give the same hat on the same day, it is worn once."""
    taken: dict[tuple, list[tuple[date, date]]] = {}
    for hat in worn:
        if hat.deputy_for is not None:
            key = (hat.person, hat.role, hat.organisation, hat.deputy_for)
            taken.setdefault(key, []).append((hat.first, hat.last or date.max))
    kept = []
    for one in found:
        days = taken.setdefault((one.person, one.role, one.organisation, one.deputy_for), [])
        for first, last in _without(one.first, one.last, days):
            kept.append(Follows(one.person, one.role, one.organisation, one.deputy_for, first, last, one.by))
            days.append((first, last))
    return kept


def _without(first: date, last: date, days: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """The days from `first` to `last` that are in none of the ranges."""
    left = [(first, last)]
    for start, end in days:
        cut = []
        for one, other in left:
            if end < one or start > other:
                cut.append((one, other))
                continue
            if one < start:
                cut.append((one, start - DAY))
            if other > end:
                cut.append((end + DAY, other))
        left = cut
    return left
