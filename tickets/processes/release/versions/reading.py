"""The version matrix as one reader sees it: of the releases that she may read, and of no other; one query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from engine.errors import Reason, Refused
from regions import directory
from regions.models import Organisation, ServiceComponent
from roles.actor import SYSTEM, Actor
from tickets import codes
from tickets.listed import not_a_choice, region_called
from tickets.models import DeploymentSpell
from tickets.processes.release.versions import running

EARLIEST = date(2000, 1, 1)
FILTERS = ("as_of", "environment", "region", "service")


@dataclass(frozen=True)
class Asked:
    """Of which day, and what of it; None and "" are everything."""

    day: date
    environment: str = ""
    region: Organisation | None = None
    service: ServiceComponent | None = None


@dataclass(frozen=True)
class Cell:
    """What one region runs; `differs` from what most of them run. `spell` None: nothing was deployed there by then."""

    region: Organisation
    spell: object | None = None
    differs: bool = False

    @property
    def version(self) -> str:
        return self.spell.version if self.spell else ""


@dataclass(frozen=True)
class Row:
    service: ServiceComponent
    cells: list[Cell]


@dataclass(frozen=True)
class Part:
    """The rows of one environment."""

    environment: str
    rows: list[Row]

    @property
    def label(self) -> str:
        return environment_label(self.environment)


@dataclass(frozen=True)
class Matrix:
    asked: Asked
    at: datetime
    regions: list[Organisation]
    parts: list[Part]


def environment_label(environment: str) -> str:
    known = codes.Environment
    return str(known(environment).label) if environment in known.values else environment


# --- What is asked ---


def asked_of(parameters: Mapping[str, str], now: datetime) -> Asked:
    """What the parameters say; nothing said of the day is today. Raises Refused."""
    service, region = parameters.get("service") or "", parameters.get("region") or ""
    found = Asked(
        _day(parameters.get("as_of") or "", timezone.localdate(now)),
        _environment(parameters.get("environment") or ""),
        region_called(region) if region else None,
        directory.service_by_slug(service) if service else None,
    )
    if service and found.service is None:
        raise not_a_choice("service")
    return found


def _day(said: str, today: date) -> date:
    if not said:
        return today
    try:
        day = parse_date(said)
    except ValueError:
        day = None
    if day is None or day < EARLIEST:
        raise Refused(Reason("not_a_date", _("Write the day as year-month-day, for example 2026-11-01."), "as_of"))
    if day > today:
        raise Refused(Reason("in_future", _("The day lies ahead. Choose today or an earlier day."), "as_of"))
    return day


def _environment(said: str) -> str:
    if said and said not in codes.Environment.values:
        raise not_a_choice("environment")
    return said


# --- The matrix ---


def read(asked: Asked, actor: Actor, now: datetime) -> Matrix:
    """Region by environment by component at the end of the day asked for, or now; one query."""
    at = running.instant(asked.day, now)
    found = running.newest(spells(at, actor, environment=asked.environment), at)
    regions = [asked.region] if asked.region else list(directory.regions())
    named = {(environment, service) for _region, environment, service in found}
    order = list(codes.Environment.values)
    environments = sorted({one for one, _service in named}, key=lambda one: (order.index(one), one))
    parts = [
        Part(one, [_row(found, one, service, regions) for service in _components(named, one, asked.service)])
        for one in environments
    ]
    return Matrix(asked, at, regions, [part for part in parts if part.rows])


def spells(at: datetime, actor: Actor, *, environment: str = "") -> Iterable:
    """Of each place the spell that runs at `at`, with its release, of releases that the actor reads; one query."""
    rows = DeploymentSpell.objects.visible_to(actor).filter(from_at__lte=at)
    rows = rows.filter(Q(rolled_back_at=None) | Q(rolled_back_at__gt=at))
    rows = rows.filter(environment=environment) if environment else rows
    place = ("region_id", "environment", "service_id")
    return rows.order_by(*place, "-from_at", "-pk").distinct(*place).select_related("ticket")


def _components(named: set[tuple[str, int]], environment: str, wanted: ServiceComponent | None):
    """The components that were deployed there, in the order of the catalogue; of one of them its whole or its parts."""
    here = {service for place, service in named if place == environment}
    if wanted is None:
        return [one for one in directory.services() if one.pk in here]
    kin = [one for one in directory.services() if wanted.pk in (one.pk, one.parent_id)]
    own = [one for one in kin if one.pk in here]
    return own if own or wanted.parent_id not in here else [wanted]


def _row(found, environment: str, service: ServiceComponent, regions: list[Organisation]) -> Row:
    said = {one.pk: running.runs(found, (one.pk, environment, service.pk), service.parent_id) for one in regions}
    usual = _usual([one.version for one in said.values() if one is not None])
    cells = [Cell(one, said[one.pk], _differs(said[one.pk], usual)) for one in regions]
    return Row(service, cells)


def _usual(versions: list[str]) -> str:
    """The version that more than half of them run; "" where there is none."""
    version, times = max(Counter(versions).items(), key=lambda item: item[1], default=("", 0))
    return version if times * 2 > len(versions) else ""


def _differs(spell, usual: str) -> bool:
    return spell is not None and bool(usual) and spell.version != usual


def version_in(region_id: int, service_id: int | None, at: datetime, *, environment: str = "production") -> str:
    """What a region runs of a service at an instant: a rule of the program, told to nobody. "" where unknown."""
    service = directory.service(service_id)
    if service is None:
        return ""
    rows = spells(at, SYSTEM, environment=environment).filter(
        region_id=region_id, service_id__in=[one for one in (service.pk, service.parent_id) if one]
    )
    runs = running.runs(running.newest(rows, at), (region_id, environment, service.pk), service.parent_id)
    return runs.version if runs else ""
