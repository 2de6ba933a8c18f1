"""Which steps can be taken on many tickets at once, and what they ask for: read off the declarations, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext

from engine.entitlement import hat_knows, knows
from engine.inputs import Input
from engine.step import Declared, steps
from engine.validate import STATEMENTS
from roles.actor import Actor, Hat
from tickets.processes import PROCESSES


@dataclass(frozen=True)
class Offer:
    """A step by its name, as the processes that have it declare it, under one label and with one form."""

    name: str
    declared: tuple[Declared, ...]

    @property
    def label(self) -> str:
        return " / ".join(dict.fromkeys(str(one.rule.label) for one in self.declared))

    @property
    def needs(self) -> tuple[Input, ...]:
        return self._inputs(needed=True)

    @property
    def asks(self) -> tuple[Input, ...]:
        """What else can be said of all at once; a field that one process needs stands among `needs`."""
        needed = {one.name for one in self.needs}
        return tuple(one for one in self._inputs(needed=False) if one.name not in needed and not one.of_one)

    @property
    def help(self) -> str:
        return gettext(self.declared[0].help) if self.declared[0].help else ""

    @property
    def is_quiet(self) -> bool:
        """Whether it leaves the version alone: then it does not matter what changed since a ticket was seen."""
        return all(one.rule.quiet for one in self.declared)

    def hats_of(self, actor: Actor) -> tuple[Hat, ...]:
        """The actor's hats that allow the step somewhere."""
        return tuple(hat for hat in actor.hats if any(hat_knows(one.rule, hat) for one in self.declared))

    def _inputs(self, *, needed: bool) -> tuple[Input, ...]:
        rules = [one.rule for one in self.declared]
        found = {each.name: each for rule in rules for each in rule.inputs if (each.name in rule.needs) is needed}
        return tuple(found.values())


def offered(actor: Actor, tickets: Iterable | None = None) -> dict[str, Offer]:
    """By name, the steps that a role of the actor allows and that need nothing which only one ticket has.

    With `tickets` (as their workflows) only those that the state of one of them permits.
    """
    found: dict[str, list[Declared]] = {}
    for workflow in PROCESSES.values():
        states = None if tickets is None else {one.state for one in tickets if isinstance(one, workflow)}
        for one in _for_many(workflow):
            if (states is None or not states.isdisjoint(one.sources)) and knows(one.rule, actor):
                found.setdefault(one.name, []).append(one)
    return {name: Offer(name, tuple(many)) for name, many in found.items()}


def offer_called(name: str, actor: Actor) -> Offer | None:
    """The step on all kinds of tickets, whatever their state; None where the actor is not offered it."""
    return offered(actor).get(name)


@cache
def _for_many(workflow: type) -> tuple[Declared, ...]:
    return tuple(one for one in steps(workflow).values() if is_for_many(one))


def is_for_many(one: Declared) -> bool:
    return one.rule.is_for_people and not one.rule.is_for_one and bool(set(one.sources) - {"", "draft"})


def fields_for(process: str, name: str, data: dict) -> dict:
    """Those of the values that the step asks for on a ticket of this process."""
    declared = steps(PROCESSES[process]).get(name)
    known = {one.name for one in declared.rule.inputs} | STATEMENTS if declared else STATEMENTS
    return {key: value for key, value in data.items() if key in known}
