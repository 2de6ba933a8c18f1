"""Every address of the program with its parameters filled in from one ticket, so that none can be forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from tests.parties import REGION
from tickets.models import Attachment, Event, Handoff, HiddenPart, Note, Notice, RegionLeg, RegulatoryTrack, Task
from tickets.workflows import PROCESSES

# Addresses of other people's libraries and of what has no ticket in it are walked too; these alone change who we are.
SKIPPED = ("konto/", "identity/", ".well-known/", "static/", "api/v1/docs", "api/v1/redoc")
YEAR = timezone.localdate().year
ARTICLE = f"KUN-{YEAR}-000001"  # the first article that there is
WITH_IDS = (Handoff, RegionLeg, RegulatoryTrack, Attachment, HiddenPart, Note, Notice, Event, Task)
WALKED = ["add_note", "join", "accept", "region_confirm"]  # a step page of each kind


@dataclass(frozen=True)
class Address:
    path: str
    has_ticket: bool


class Unfilled(AssertionError):
    """A new parameter: say in `values` what it is filled with."""


def all_addresses(values: dict[str, list], narrowed: Callable[[str, dict], dict] | None = None) -> list[Address]:
    """Each pattern of the program, once for each value of its parameters; `values` says what fills each.

    `narrowed(route, values)` may say it otherwise for one pattern.
    """
    found = []
    for route, converters in _patterns(get_resolver().url_patterns, ""):
        if route.startswith(SKIPPED):
            continue
        found += _filled(route, converters, narrowed(route, values) if narrowed else values)
    return found


def _patterns(patterns, before: str, converters=()):
    for one in patterns:
        route = before + str(one.pattern).lstrip("^").rstrip("$")
        inside = {**dict(converters), **one.pattern.converters}
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns, route, inside)
        elif isinstance(one, URLPattern):
            yield route, inside


def _filled(route: str, converters: dict, values: dict[str, list]) -> list[Address]:
    paths = [("/" + route, False)]
    for name in converters:
        if name not in values:
            raise Unfilled(f"{route}: what is <{name}> filled with?")
        paths = [
            (_put(path, name, value), has_ticket or name in ("number", "pk"))
            for path, has_ticket in paths
            for value in values[name]
        ]
    return [Address(path, has_ticket) for path, has_ticket in paths]


def _put(path: str, name: str, value) -> str:
    begin = path.index(f"{name}>")
    start = path.rindex("<", 0, begin + 1)
    return path[:start] + str(value) + path[begin + len(name) + 1 :]


# What fills the parameters that have nothing to do with the ticket.
KNOWN = {
    "article": [ARTICLE],
    "known_error": [f"KFE-{YEAR}-000001"],
    "kind": ["handoff", "leg"],
    "part": ["handoff", "leg"],
    "stage": ["warning"],
    "region": [REGION],
    "slug": [REGION],
    "calendar": ["office"],
    "agreement": ["sla-sussa"],
    "rule": ["clock-75"],
    "template": ["lm-pyelonefrit-vuxen"],
    "area": ["akut-vard"],
    "which": [1],
    "draft": [1],
    "item": ["new-user"],
    "process": list(PROCESSES),
    "assignment": [1],
    "assignment_id": [1],
    "version": [1],
    "code": ["incident.register"],
    "language": ["sv"],
    "client_id": ["none"],
    "key": ["none"],
    "token": [1],
    "secret": ["a" * 43],
    "year": [YEAR],
    "forum": ["sussa-cambio-cab"],
}


def values_of(ticket, *, steps=WALKED) -> dict[str, list]:
    """What fills each parameter: the ticket's own number and the ids of everything on it."""

    def ids(model):
        return list(model.objects.unscoped("test").filter(ticket=ticket).values_list("pk", flat=True)[:2])

    rows = sorted({pk for model in WITH_IDS for pk in ids(model)})
    return KNOWN | {
        "number": [ticket.number],
        "pk": rows,
        "id": rows,
        "name": steps,
        "step": steps,
        "user_id": [ticket.reporter_id],
        "person": [ticket.reporter_id],
    }
