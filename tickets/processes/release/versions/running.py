"""What runs at an instant, worked out from spells: a version came somewhere, and may have been rolled back again.

No spell ends because another one begins: of those that have begun and are not rolled back, the one that began last
runs. So a roll-back of the newest brings the one before back, a roll-back of an older one changes nothing, and what is
reported late takes its place in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Protocol

from tickets import days

LAST_MOMENT = timedelta(microseconds=1)
Place = tuple[int, str, int]  # region, environment, service


class Spell(Protocol):
    """A version that came to a region's environment, for one service."""

    pk: int
    region_id: int
    environment: str
    service_id: int
    version: str
    from_at: datetime
    rolled_back_at: datetime | None


def instant(day: date, now: datetime) -> datetime:
    """As of a day: its last moment (local time); of today, now."""
    return min(now, days.is_over(day) - LAST_MOMENT)


def has(spell: Spell, at: datetime) -> bool:
    """Whether it had begun at `at` and was not rolled back by then."""
    return spell.from_at <= at and (spell.rolled_back_at is None or spell.rolled_back_at > at)


def newest(spells: Iterable[Spell], at: datetime) -> dict[Place, Spell]:
    """By place the spell that runs at `at`, of those that name the place itself."""
    found: dict[Place, Spell] = {}
    for one in spells:
        place = (one.region_id, one.environment, one.service_id)
        if has(one, at) and (place not in found or _order(one) > _order(found[place])):
            found[place] = one
    return found


def _order(spell: Spell) -> tuple[datetime, int]:
    return spell.from_at, spell.pk


def runs(found: Mapping[Place, Spell], place: Place, whole: int | None) -> Spell | None:
    """What runs at the place: its own spell, or that of the `whole` which the service is a part of, if later."""
    region, environment, _service = place
    own, of_whole = found.get(place), found.get((region, environment, whole)) if whole else None
    return max((one for one in (own, of_whole) if one is not None), key=_order, default=None)
