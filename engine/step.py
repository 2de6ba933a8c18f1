"""Declaring a step: a django-fsm transition that also carries who, what is needed, what forbids and what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django_fsm import transition

from engine.errors import Reason
from engine.inputs import INPUTS, Input

NOTHING = ""  # the state of a subject before it is born
SYSTEM_CAPABILITY = "system"
OPEN = "*"  # as a source: every open state of the workflow, its `live`

Guard = Callable[[object], Reason | list[Reason] | None]  # takes the step's Context; a check may say several things
Effect = Callable[[object], None]


def refusals(rules: Iterable[Guard], context) -> list[Reason]:
    """All that the guards or checks say against the step."""
    said = [rule(context) for rule in rules]
    return [why for one in said if one for why in (one if isinstance(one, list) else [one])]


@dataclass(frozen=True)
class Who:
    """A capability and the place it must be worn at.

    `where` is a word the subject understands: origin, holder, receiver, affected, reporter,
    assignee, awaited, support, vendor, anyone. `tiers` narrows to hats of those tiers;
    `when` is a further condition on the subject, with its reason.
    """

    capability: str
    where: str = "anyone"
    tiers: tuple[str, ...] = ()
    when: Guard | None = None


SYSTEM_MAY = Who(SYSTEM_CAPABILITY)


@dataclass(frozen=True)
class Step:
    """The rule of one step, as declared. `guards` look at the subject alone, `checks` also at what was typed."""

    label: object
    by: tuple[Who, ...]
    needs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()
    checks: tuple[Guard, ...] = ()
    does: tuple[Effect, ...] = ()
    audience: str = "all"
    quiet: bool = False  # leaves the version alone: a note must not make another person's form stale
    also_ended: bool = False  # with OPEN: in the states where the subject has ended, and in the workflow's `early` ones

    @property
    def inputs(self) -> tuple[Input, ...]:
        return tuple(INPUTS[name] for name in (*self.needs, *self.asks))

    @property
    def is_for_one(self) -> bool:
        """Whether it needs what only one subject has (a file of it, a letter about it): not taken on many at once."""
        return any(INPUTS[name].of_one for name in self.needs)

    @property
    def is_for_people(self) -> bool:
        return any(who.capability != SYSTEM_CAPABILITY for who in self.by)


def step(source, target, label, **rules):
    """Declare a step from `source` (a state or several) to `target` (a state, or None to stay)."""
    rule = Step(label=label, **rules)
    sources = [source] if isinstance(source, str) else list(source)
    return transition(field="state", source=sources, target=target, custom={"rule": rule})


@dataclass(frozen=True)
class Declared:
    """A step as found on a workflow class."""

    name: str
    method: str
    rule: Step
    sources: tuple[str, ...]
    target: str | None
    help: str

    def possible_from(self, state: str) -> bool:
        return state in self.sources


_FOUND: dict[type, dict[str, Declared]] = {}


def steps(workflow: type) -> dict[str, Declared]:
    """Name to step, for the steps that `workflow` and its parents declare; never any other attribute.

    A workflow leaves a step of its parents out by `name = None`.

    A trailing underscore of the method (`return_`) is not part of the step's name.
    """
    found = _FOUND.get(workflow)
    if found is None:
        found = _FOUND[workflow] = _read(workflow)
    return found


def _read(workflow: type) -> dict[str, Declared]:
    found: dict[str, Declared] = {}
    for base in reversed(workflow.__mro__):
        for attribute, method in vars(base).items():
            meta = getattr(method, "_django_fsm", None)
            if meta is None:
                if method is None:  # a common step that the workflow leaves out
                    found.pop(attribute.rstrip("_"), None)
                continue
            moves = list(meta.transitions.values())
            name = attribute.rstrip("_")
            found[name] = Declared(
                name=name,
                method=attribute,
                rule=moves[0].custom["rule"],
                sources=_sources(workflow, moves),
                target=moves[0].target,
                help=(method.__doc__ or "").strip(),
            )
    return found


def _sources(workflow: type, moves) -> tuple[str, ...]:
    if moves[0].source != OPEN:
        return tuple(move.source for move in moves)
    early = getattr(workflow, "early", ())  # where others read it though it is not open yet
    besides = (*early, *workflow.terminal) if moves[0].custom["rule"].also_ended else ()
    return tuple(dict.fromkeys(str(state) for state in (*workflow.live, *besides)))
