"""Three small files that people read and approve, and the code they are held against.

`step_state.csv`: from which states a step is possible, and where it leads.
`step_who.csv`: which capability a step wants, worn where, by which sides and under which condition.
`role_capability.csv`: which roles, and which groups of orders, grant a capability.

`python -m tests.permissions.files` writes what the code says now; the difference is then read, line by line,
against the specification of the processes before it is kept.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
STEP_STATE, STEP_WHO, ROLE_CAPABILITY = (
    HERE / name for name in ("step_state.csv", "step_who.csv", "role_capability.csv")
)
BIRTH = "(birth)"
STAYS = "(stays)"
GROUP = "group:"  # before the slug of a group, which grants as a role does to those who have one
EVERY_SIDE = ("region", "support", "vendor")


@dataclass(frozen=True, order=True)
class StateRow:
    workflow: str
    step: str
    sources: tuple[str, ...]
    target: str


@dataclass(frozen=True, order=True)
class WhoRow:
    workflow: str
    step: str
    capability: str
    where: str
    sides: tuple[str, ...]
    when: str


def workflows() -> dict[str, type]:
    from tickets.models import Article, Ballot, Handoff, MiRegionRow, RegionDeployment, RegionLeg, RegulatoryTrack
    from tickets.workflows import PROCESSES

    parts = {"handoff": Handoff, "leg": RegionLeg, "article": Article, "track": RegulatoryTrack, "ballot": Ballot}
    return {**PROCESSES, **parts, "region-row": MiRegionRow, "region-deployment": RegionDeployment}


def state_rows_of_code() -> list[StateRow]:
    from engine.step import steps

    return [
        StateRow(slug, one.name, tuple(source or BIRTH for source in one.sources), one.target or STAYS)
        for slug, workflow in workflows().items()
        for one in steps(workflow).values()
    ]


def who_rows_of_code() -> list[WhoRow]:
    from engine.step import steps

    return [
        WhoRow(
            slug, one.name, who.capability, who.where, who.tiers or EVERY_SIDE, who.when.__name__ if who.when else ""
        )
        for slug, workflow in workflows().items()
        for one in steps(workflow).values()
        for who in one.rule.by
    ]


def roles_of_data() -> dict[str, list[str]]:
    """Capability to role slugs as loaded, and to the groups whose members have it. Needs the database."""
    from roles.capabilities import CAPABILITIES
    from roles.models import RoleCapability
    from roles.models.group import GRANTS

    found: dict[str, list[str]] = {capability: [] for capability in CAPABILITIES}
    for capability, role in RoleCapability.objects.values_list("capability", "role__slug").order_by("role__slug"):
        found[capability].append(role)
    for group, granted in GRANTS.items():
        for capability in granted:
            found[capability].append(f"{GROUP}{group}")
    return found


def read_states() -> list[StateRow]:
    return [StateRow(*row[:2], tuple(row[2].split()), row[3]) for row in _read(STEP_STATE)]


def read_who() -> list[WhoRow]:
    return [WhoRow(*row[:4], tuple(row[4].split()), row[5]) for row in _read(STEP_WHO)]


def read_roles() -> dict[str, list[str]]:
    return {capability: roles.split() for capability, roles in _read(ROLE_CAPABILITY)}


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def _write(path: Path, head: list[str], rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([head, *rows])


def write_all() -> None:
    """Write the three files from code and data. Needs the database with the collaboration loaded."""
    states = [(row.workflow, row.step, " ".join(row.sources), row.target) for row in state_rows_of_code()]
    _write(STEP_STATE, ["workflow", "step", "from", "to"], states)
    who = [(*row_of(row),) for row in who_rows_of_code()]
    _write(STEP_WHO, ["workflow", "step", "capability", "where", "sides", "when"], who)
    roles = [(capability, " ".join(slugs)) for capability, slugs in roles_of_data().items()]
    _write(ROLE_CAPABILITY, ["capability", "roles"], roles)


def row_of(row: WhoRow) -> tuple[str, ...]:
    return (row.workflow, row.step, row.capability, row.where, " ".join(row.sides), row.when)


if __name__ == "__main__":
    import django

    django.setup()
    write_all()
