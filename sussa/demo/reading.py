"""The demo's data files as people, cases and steps; a mistake in them is told with file and place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import yaml

from sussa.demo.moments import Moments

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OWN_KEYS = {"at", "by", "do", "hat", "as", "region", "forum", "decided", "result"}


class DemoData(Exception):
    """The data files do not hold; `str()` says where and what."""


@dataclass(frozen=True)
class Move:
    """One step of one case: who takes it, when, and what is typed. `number` counts from 0 within the case."""

    case: str
    number: int
    at: datetime
    by: str
    do: str
    typed: dict
    hat: str = ""  # organisation to act for, where the person has a choice
    becomes: str = ""  # the case that a reclassified one goes on as
    region: str = ""  # whose leg the step is about, where it is not the person's own region
    forum: str = ""  # whose decision it is, in the words of `decided`
    decided: str = ""
    result: str = ""  # of the decision, where the workflow does not say which it is


@dataclass
class Case:
    """What a case is about (`facts`, by the names of the inputs), its files and its steps in order."""

    key: str
    process: str
    facts: dict
    files: dict = field(default_factory=dict)
    steps: list[dict] = field(default_factory=list)
    walked_in: str = ""


@dataclass
class Script:
    """Everything that the demo's files say."""

    domain: str
    people: dict[str, dict]
    logins: list[dict]
    cases: dict[str, Case]

    def moves(self, moments: Moments) -> list[Move]:
        """Every step of every case in the order of time. Raises DemoData where a case's own steps are not."""
        found = [move for case in self.cases.values() for move in _moves_of(case, moments)]
        return sorted(found, key=lambda move: move.at)


def read(folder: Path) -> Script:
    """The script in `folder`: people.yaml, the facts in cases*.yaml, the walks in walks*.yaml. Raises DemoData."""
    people = _load(folder / "people.yaml")
    cases: dict[str, Case] = {}
    for path in sorted(folder.glob("cases*.yaml")):
        content = _load(path)
        for key, facts in content["cases"].items():
            cases[key] = Case(key, content["process"], content.get("defaults", {}) | facts)
    for path in sorted(folder.glob("walks*.yaml")):
        for key, walk in _load(path).items():
            _add_walk(cases, key, walk, path.name)
    if missing := [key for key, case in cases.items() if not case.steps]:
        raise DemoData(f"no walk for {', '.join(missing)}")
    return Script(people["domain"], people["people"], people["logins"], cases)


def _load(path: Path) -> dict:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 a safe loader in either case
    except yaml.YAMLError as error:
        raise DemoData(f"{path.name}: {error}") from error


def _add_walk(cases: dict[str, Case], key: str, walk: dict, file: str) -> None:
    case = cases.get(key)
    if case is None:
        raise DemoData(f"{file}: {key}: there is no such case")
    if case.steps:
        raise DemoData(f"{file}: {key}: the case is walked in {case.walked_in} already")
    case.facts = case.facts | walk.get("facts", {})
    case.files, case.steps, case.walked_in = walk.get("files", {}), walk["steps"], file


def _moves_of(case: Case, moments: Moments):
    before = None
    for number, step in enumerate(case.steps):
        place = f"{case.walked_in}: {case.key}: step {number + 1}"
        try:
            at = moments.at(step["at"])
        except (KeyError, ValueError) as error:
            raise DemoData(f"{place}: not a moment: {error}") from error
        if at > moments.now or (before and at <= before):
            raise DemoData(f"{place}: {step['at']} is not after the step before, or lies ahead")
        before = at
        yield Move(
            case=case.key,
            number=number,
            at=at,
            by=step["by"],
            do=step["do"],
            typed={key: value for key, value in step.items() if key not in _OWN_KEYS},
            hat=step.get("hat", ""),
            becomes=step.get("as", ""),
            region=step.get("region", ""),
            forum=step.get("forum", ""),
            decided=step.get("decided", ""),
            result=step.get("result", ""),
        )
