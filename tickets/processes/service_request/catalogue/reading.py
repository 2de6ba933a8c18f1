"""What is on offer, to whom. The rows are kept in the process for half a minute (regions.directory)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from regions import directory, phases
from regions.models import CallOff
from regions.models.labelled import in_force_on
from roles.actor import Actor
from tickets.processes.service_request.catalogue.models import CatalogueVersion

IN_USE = (CallOff.Status.CALLED_OFF, CallOff.Status.LIVE)


@dataclass(frozen=True)
class Published:
    """All published versions of the active collaboration, with what says who may order them."""

    versions: dict[int, CatalogueVersion]
    of_item: dict[int, tuple[CatalogueVersion, ...]]  # the one that takes over last first
    calls: frozenset[tuple[int, int]]  # of a contract's option, the organisations that use it


def on_offer(region_id: int | None, at: datetime) -> list[CatalogueVersion]:
    """What the region may order, in the order of the catalogue; what is joint where no region is given.

    Each has its `item`, the item's `group` and `region`, and its `service` at hand. No query within half a minute.
    """
    found = (_in_force(versions, at) for versions in _published().of_item.values())
    return [version for version in found if version is not None and is_offered(version, region_id, at)]


def current(item_id: int, at: datetime) -> CatalogueVersion | None:
    """The version of the item that counts on the day of `at`, whoever may order it; None before its first day."""
    return _in_force(_published().of_item.get(item_id, ()), at)


def version(pk: int) -> CatalogueVersion | None:
    """A published version, also one that others have followed."""
    known = _published().versions.get(pk)
    return known or _rows().filter(pk=pk).first()


def called(slug: str, number: int | None, at: datetime) -> CatalogueVersion | None:
    """The version of the item with that slug: the one that counts at `at`, or just that `number` of it."""
    versions = next((rows for rows in _published().of_item.values() if rows[0].item.slug == slug), ())
    if number is None:
        return _in_force(versions, at)
    return next((one for one in versions if one.number == number), None)


def is_offered(version: CatalogueVersion, region_id: int | None, at: datetime) -> bool:
    """Whether the region may order just this version at `at`: it counts, it is theirs, and their phase allows it."""
    item = version.item
    if item.retired_at is not None and item.retired_at <= at:
        return False
    if item.region_id is not None and item.region_id != region_id:
        return False
    if version.bulk_load and (region_id is None or not phases.allows_bulk_items(region_id, at)):
        return False
    if not _called_off(version, region_id):
        return False
    counts = current(item.pk, at)
    return counts is not None and counts.pk == version.pk


def places_of(actor: Actor) -> list:
    """The organisations whose catalogue the actor may read, each once: the regions and the support organisation.

    An organisation of a region's reads that region's. The vendor orders nothing, and reads no catalogue.
    """
    found = {}
    for hat in actor.hats:
        if hat.tier == "vendor":
            continue
        place = place_of(hat.organisation)
        found.setdefault(place.pk, place)
    return list(found.values())


def place_of(organisation):
    """The organisation in whose catalogue orders of `organisation` are made."""
    row = directory.organisation(organisation.pk) or organisation
    if row.tier == "region" and row.parent is not None and row.parent.tier == "region":
        return row.parent
    return row


def region_id_of(place) -> int | None:
    """What `on_offer` is asked with for a place."""
    return place.pk if place.tier == "region" else None


def may_read(actor: Actor, one: CatalogueVersion, at: datetime) -> bool:
    """Whether the version is on offer at any of the actor's places."""
    return any(is_offered(one, region_id_of(place), at) for place in places_of(actor))


def may_read_item(actor: Actor, one: CatalogueVersion, at: datetime) -> bool:
    """Whether the item is on offer at any of the actor's places, in whatever version counts now."""
    now = current(one.item_id, at)
    return now is not None and may_read(actor, now, at)


def _called_off(version: CatalogueVersion, region_id: int | None) -> bool:
    option = version.service.option_id if version.service else None
    return option is None or region_id is None or (option, region_id) in _published().calls


def _in_force(versions, at: datetime) -> CatalogueVersion | None:
    day = timezone.localdate(at)
    return next((one for one in versions if one.valid_from <= day), None)


def _rows():
    return CatalogueVersion.objects.filter(state=CatalogueVersion.State.PUBLISHED).select_related(
        "item__group", "item__region", "service", "published_by"
    )


def _published() -> Published:
    return directory.remembered((__name__, "published"), _read)


def _read() -> Published:
    active = directory.collaboration()
    if active is None:
        return Published({}, {}, frozenset())
    rows = _rows().filter(item__collaboration=active)
    of_item: dict[int, list[CatalogueVersion]] = {}
    ordered = rows.order_by("item__group__position", "item__position", "item__slug", "-valid_from", "-number")
    for row in ordered:
        of_item.setdefault(row.item_id, []).append(row)
    calls = CallOff.objects.filter(
        in_force_on(timezone.localdate()), option__contract__collaboration=active, status__in=IN_USE
    )
    return Published(
        {row.pk: row for rows in of_item.values() for row in rows},
        {item: tuple(rows) for item, rows in of_item.items()},
        frozenset(calls.values_list("option_id", "organisation_id")),
    )
