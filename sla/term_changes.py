"""Why a promise comes out otherwise under other terms: changes of the terms that suffice for it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sla.clock import Terms

_LIMITS = ("most_pauses", "longest_pause", "pause_hours")


class Kind(StrEnum):
    GOAL = "goal"
    PAUSE = "pause"
    LIMITS = "limits"
    HOLDER = "providers"
    ON_PRIORITY = "from_change"
    PAUSES_FROM = "pauses_from"


@dataclass(frozen=True)
class Change:
    """One thing that differs: `key` is the priority of a goal or the hold of a pause."""

    kind: Kind
    key: int | str | None = None


def changes(before: Terms, after: Terms, priorities: Collection[int | None]) -> list[Change]:
    """What differs for a case that has had these priorities."""
    found = [Change(Kind.GOAL, one) for one in priorities if before.goal(one) != after.goal(one)]
    holds = sorted({*before.pauses, *after.pauses})
    found += [Change(Kind.PAUSE, one) for one in holds if _rule(before, one) != _rule(after, one)]
    if any(getattr(before, name) != getattr(after, name) for name in _LIMITS):
        found.append(Change(Kind.LIMITS))
    singles = (Kind.HOLDER, Kind.ON_PRIORITY, Kind.PAUSES_FROM)
    return found + [Change(one) for one in singles if getattr(before, one) != getattr(after, one)]


def with_changes(before: Terms, after: Terms, some: Sequence[Change], priorities: Collection[int | None]) -> Terms:
    """The terms of before with only these changes of after."""
    goals = {one: before.goal(one) for one in priorities}
    pauses = dict(before.pauses)
    plain = {}
    for one in some:
        if one.kind == Kind.GOAL:
            goals[one.key] = after.goal(one.key)
        elif one.kind == Kind.PAUSE:
            pauses[one.key] = _rule(after, one.key)
        else:
            names = _LIMITS if one.kind == Kind.LIMITS else (one.kind.value,)
            plain |= {name: getattr(after, name) for name in names}
    return replace(before, goals=goals, pauses=pauses, **plain)


def causes(
    before: Terms, after: Terms, is_missed: Callable[[Terms], bool], priorities: Collection[int | None]
) -> list[Change]:
    """Each change that alone makes the promise come out as under `after`; where none does, a set that needs each."""
    outcome, all_changes = is_missed(after), changes(before, after, priorities)

    def suffice(some: Sequence[Change]) -> bool:
        return is_missed(with_changes(before, after, some, priorities)) == outcome

    alone = [one for one in all_changes if suffice([one])]
    if alone:
        return alone
    return _needed(all_changes, suffice)


def _needed(some: list[Change], suffice: Callable[[Sequence[Change]], bool]) -> list[Change]:
    """Of changes that suffice together, so few that none can be left out.

    Leaving one out can make an earlier one unnecessary, so it begins anew until nothing more goes.
    """
    for one in some:
        rest = [other for other in some if other != one]
        if suffice(rest):
            return _needed(rest, suffice)
    return some


def _rule(terms: Terms, hold: str) -> str:
    return terms.pauses.get(hold, "runs")
