"""Queries that are asked at every request, compiled once for all actors with the same hats.

Building and compiling one costs Django more than PostgreSQL needs to answer it (docs/decisions/kept-queries.md).
A kept query is therefore made for a stand-in: its person, its organisations and whom it is the deputy of are numbers
that no row has, and each call puts its own actor's in their place. A scope is never kept: it leaves a hole, which is
written anew for each reader. What a query took from the clock or the directory may be half a minute old
(regions/directory.py).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import dataclass, replace
from typing import Protocol

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Expression, F, Field, Func, QuerySet
from django.utils.deconstruct import deconstructible

from regions import directory
from regions.models import Organisation
from regions.planned import planned
from roles.actor import Actor
from roles.models import User

HOLE = "\x00"  # where something is written at each call; its value there is a Given or a Scope
_PERSON = -2_000_000_000  # the stand-in's person; its organisations are the numbers above, the others those below


class StandIn(Actor):
    """An actor in the place of all with the same hats, while a query is compiled."""


class Scope(Protocol):
    """A condition that depends on all of its reader, and so is written for each."""

    def for_reader(self, actor: Actor) -> tuple[str, list]: ...


@deconstructible(path="roles.kept.Given")
class Given(Expression):
    """What each call of a kept query gives by this name: a value, a list for `AnyOf`, or a queryset of one value."""

    def __init__(self, name: str, *, output_field: Field | None = None):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return HOLE, [self]

    def written(self, given) -> tuple[str, list]:
        return given.query.sql_with_params() if isinstance(given, QuerySet) else ("%s", [given])


class AnyOf(Func):
    """The rows whose `column` is in an array: a Given list, or what a subquery finds before the rows are read."""

    template = "%(expressions)s)"
    arg_joiner = " = any("
    output_field = BooleanField()

    def __init__(self, column: str, values):
        super().__init__(F(column), values)


@dataclass(frozen=True)
class Text:
    """SQL with holes; among `values` stand what fills them (Given, Scope) and the stand-in's numbers."""

    sql: str
    values: tuple

    def for_actor(self, actor: Actor, given: dict) -> tuple[str, list]:
        own = {_PERSON: actor.person_id} | dict(zip(_numbers(actor), sorted(actor.organisation_ids), strict=True))
        own |= {number: person for person, number in _stood_for(actor).items()}
        begin, *rest = self.sql.split(HOLE)
        pieces, values, rest = [begin], [], iter(rest)
        for value in self.values:
            if isinstance(value, Given):
                sql, more = value.written(given[value.name])
            elif hasattr(value, "for_reader"):
                sql, more = value.for_reader(actor)
            else:
                values.append(own.get(value, value) if type(value) is int else value)
                continue
            pieces += (sql, next(rest))
            values += more
        return "".join(pieces), values


def remembered(make: Callable, actor: Actor, *about: Hashable, fresh: bool = False):
    """What `make(actor, *about)` gives for the stand-in of all actors with these hats; `make` is not a closure.

    `fresh`: made anew, where it depends on rows that may have changed this second.
    """
    places = sorted(actor.organisation_ids)
    if fresh:
        return make(_stand_in(actor, places), *about)
    stood_for = _stood_for(actor)
    hats = tuple(
        (places.index(one.organisation.pk), one.organisation.kind, one.capabilities, stood_for.get(one.deputy_for_id))
        for one in actor.hats
    )
    key = (__name__, make, about, actor.person_id is None, actor.is_system, hats)
    return directory.remembered(key, lambda: make(_stand_in(actor, places), *about))


def rows(
    make: Callable[..., QuerySet], actor: Actor, *about: Hashable, by_key: bool = True, fresh=False, **given
) -> list:
    """The rows of the queryset `make(actor, *about)`; one query.

    `make` may look at the actor's person and hats (organisations, capabilities, whose deputy) only, and takes what
    differs from call to call as `Given`. `by_key`: it finds its rows by a key, so that one plan serves all
    (regions/planned.py).
    """
    return remembered(_kept, actor, make, *about, fresh=fresh).rows(actor, given, by_key)


def _kept(actor: Actor, make: Callable[..., QuerySet], *about: Hashable) -> _Kept:
    return _Kept.of(make(actor, *about))


@dataclass(frozen=True)
class _Kept:
    queryset: QuerySet
    compiler: object
    text: Text | None

    @classmethod
    def of(cls, queryset: QuerySet) -> _Kept:
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            sql, values = compiler.as_sql()
        except EmptyResultSet:
            return cls(queryset, compiler, None)
        converters = compiler.get_converters([one[0] for one in compiler.select[: compiler.col_count]])
        compiler.get_converters = lambda _columns: converters  # the same for every call, as the columns are
        return cls(queryset, compiler, Text(sql, tuple(values)))

    def rows(self, actor: Actor, given: dict, by_key: bool) -> list:
        if self.text is None:
            return []
        compiled = self.text.for_actor(actor, given)
        if by_key:
            compiled = planned(*compiled)
        compiler = copy(self.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **options: compiled
        asked = self.queryset.all()
        asked.query.get_compiler = lambda *args, **options: compiler
        return list(asked)


def _numbers(actor: Actor) -> range:
    return range(_PERSON + 1, _PERSON + 1 + len(actor.organisation_ids))


def _stood_for(actor: Actor) -> dict[int, int]:
    """The stand-in's number of each person whose deputy the actor is."""
    people = sorted({hat.deputy_for_id for hat in actor.hats} - {None})
    return {person: _PERSON - 1 - place for place, person in enumerate(people)}


def _stand_in(actor: Actor, places: list[int]) -> StandIn:
    numbers, stood_for = dict(zip(places, _numbers(actor), strict=True)), _stood_for(actor)
    hats = tuple(
        replace(
            hat,
            organisation=Organisation(pk=numbers[hat.organisation.pk], kind=hat.organisation.kind, slug=""),
            deputy_for_id=stood_for.get(hat.deputy_for_id),
        )
        for hat in actor.hats
    )
    user = None if actor.person_id is None else User(pk=_PERSON)
    return StandIn(user=user, hats=hats, is_system=actor.is_system)
