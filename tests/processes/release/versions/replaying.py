"""Random histories of deployments and roll-backs, and the naive way to know what runs: do it all again, in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import strategies as st

WHOLE, PART, OTHER_PART = 1, 11, 12
REGIONS = (1, 2, 3)
ENVIRONMENTS = ("production", "test")
SERVICES = (WHOLE, PART, OTHER_PART)


@dataclass
class Deployed:
    """A spell as the database keeps it."""

    pk: int
    region_id: int
    environment: str
    service_id: int
    version: str
    from_at: datetime
    rolled_back_at: datetime | None = None


@dataclass
class Replay:
    """A pile of versions for each region, environment and service; the uppermost runs."""

    piles: dict = field(default_factory=dict)

    def deploy(self, one: Deployed) -> None:
        affected = SERVICES if one.service_id == WHOLE else (one.service_id,)
        for service in affected:
            self.piles.setdefault((one.region_id, one.environment, service), []).append(one)

    def roll_back(self, one: Deployed) -> None:
        for pile in self.piles.values():
            if one in pile:
                pile.remove(one)

    def version(self, place) -> str:
        pile = self.piles.get(place)
        return pile[-1].version if pile else ""


def replayed(spells: list[Deployed], until: datetime) -> Replay:
    """Everything that happened up to and including `until`, done one by one in the order of time."""
    happened = [(one.from_at, one.pk, 0, one) for one in spells]
    happened += [(one.rolled_back_at, one.pk, 1, one) for one in spells if one.rolled_back_at]
    replay = Replay()
    for at, _pk, is_back, one in sorted(happened, key=lambda item: item[:3]):
        if at <= until:
            (replay.roll_back if is_back else replay.deploy)(one)
    return replay


@st.composite
def histories(draw, *, start: datetime, days: int = 40, most: int = 24) -> list[Deployed]:
    """Spells in any order; several may begin on one day, even at one moment, and be rolled back late."""
    found = []
    for pk in range(1, draw(st.integers(0, most)) + 1):
        begins = start + timedelta(hours=draw(st.integers(0, days * 24)))
        back = draw(st.none() | st.integers(1, days * 24))
        found.append(
            Deployed(
                pk,
                draw(st.sampled_from(REGIONS)),
                draw(st.sampled_from(ENVIRONMENTS)),
                draw(st.sampled_from(SERVICES)),
                f"4.{pk}",
                begins,
                begins + timedelta(hours=back) if back else None,
            )
        )
    return draw(st.permutations(found))
