"""Reference rows kept in the process for half a minute, so that a page does not ask the database for them.

Everything returned is shared by all who ask: read it, never change or save it. Look-ups of what does not
exist return None; they never raise. `clear()` makes the next look-up read again, as after a load of the data.
"""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from django.utils import timezone

from regions.kinds import Tier
from regions.models import (
    Collaboration,
    Membership,
    Organisation,
    PriorityRule,
    ProcessFigure,
    ProcessSetting,
    Route,
    ServiceComponent,
)

KEPT_SECONDS = 30
MOST_MADE = 500


@dataclass(frozen=True)
class _Snapshot:
    """Everything of the active collaboration that the look-ups need, read in one go."""

    read_at: float
    collaboration: Collaboration | None
    organisations: dict[int, Organisation]
    by_slug: dict[str, Organisation]
    members: tuple[Organisation, ...]
    services: dict[int, ServiceComponent] = field(default_factory=dict)
    priorities: dict[tuple[int, int], int] = field(default_factory=dict)
    settings: dict[str, ProcessSetting] = field(default_factory=dict)
    figures: dict[str, dict[str, int]] = field(default_factory=dict)
    routes: dict[tuple[str, str], Route] = field(default_factory=dict)
    made: dict[Hashable, object] = field(default_factory=dict)


_kept: _Snapshot | None = None


def clear() -> None:
    """Forget everything; the next look-up reads the database."""
    global _kept
    _kept = None


def warm() -> None:
    """Read everything now, so that look-ups within the next half minute cost no query."""
    _snapshot()


def remembered(key: Hashable, make: Callable[[], object]):
    """What `make()` gave for this key, kept as long as the rows it was made of. `key` names all else it depends on.

    Only the first MOST_MADE are kept: a key may come from an address, and anybody can write many of those.
    """
    made = _snapshot().made
    if key in made:
        return made[key]
    found = make()
    if len(made) < MOST_MADE:
        made[key] = found
    return found


def organisation(organisation_id: int | None) -> Organisation | None:
    """The organisation of this id, its `parent` at hand."""
    return _snapshot().organisations.get(organisation_id)


def organisations() -> tuple[Organisation, ...]:
    """All organisations, in the order of the strip and then by slug."""
    return tuple(_snapshot().organisations.values())


def by_slug(slug: str) -> Organisation | None:
    """The organisation of this slug."""
    return _snapshot().by_slug.get(slug)


def collaboration() -> Collaboration | None:
    """The active collaboration, the one this installation serves; its support_org and vendor at hand."""
    return _snapshot().collaboration


def regions() -> tuple[Organisation, ...]:
    """The members on the region side that take part today, in the order of the strip."""
    return _snapshot().members


def support_org() -> Organisation | None:
    """The joint support organisation; None in a collaboration without one."""
    active = collaboration()
    return active.support_org if active else None


def vendor() -> Organisation | None:
    """The main vendor of the collaboration."""
    active = collaboration()
    return active.vendor if active else None


def service(service_id: int | None) -> ServiceComponent | None:
    """The service component of this id, its `parent` at hand."""
    return _snapshot().services.get(service_id)


def services() -> tuple[ServiceComponent, ...]:
    """The catalogue: each root directly followed by its parts."""
    return tuple(_snapshot().services.values())


def service_by_slug(slug: str) -> ServiceComponent | None:
    """The service component of this slug in the active collaboration."""
    return next((row for row in _snapshot().services.values() if row.slug == slug), None)


def priority(impact: int | None, urgency: int | None) -> int | None:
    """The priority (1-4) the matrix gives; None while one of the two is not known."""
    return _snapshot().priorities.get((impact, urgency))


def setting(process: str) -> ProcessSetting | None:
    """Numbering, default visibility and waiting times of a process."""
    return _snapshot().settings.get(process)


def figures(process: str) -> dict[str, int]:
    """The agreed numbers of a process, by name."""
    return _snapshot().figures.get(process, {})


def route(from_organisation: Organisation, to_organisation: Organisation) -> Route | None:
    """The route a case may take between the two; None where it may not be handed over.

    A route with `only_by` is open to that one step only; the caller checks that.
    """
    if from_organisation.pk == to_organisation.pk:
        return None
    found = _snapshot().routes.get((from_organisation.kind, to_organisation.kind))
    if found is None or not (_is_party(from_organisation) and _is_party(to_organisation)):
        return None
    if found.own_only and not _is_family(from_organisation, to_organisation):
        return None
    return found


def _is_family(one: Organisation, other: Organisation) -> bool:
    return one.parent_id == other.pk or other.parent_id == one.pk


def _is_party(row: Organisation) -> bool:
    """Whether the organisation takes part in the active collaboration today, itself or through its parent."""
    active = collaboration()
    if active is None:
        return False
    if row.tier == Tier.SUPPORT:
        return row.pk == active.support_org_id
    if row.tier == Tier.REGION:
        members = {member.pk for member in regions()}
        return row.pk in members or row.parent_id in members
    return True


def _snapshot() -> _Snapshot:
    global _kept
    if _kept is None or time.monotonic() - _kept.read_at > KEPT_SECONDS:
        _kept = _read()
    return _kept


def _read() -> _Snapshot:
    """Read the reference rows: eight queries, three where no collaboration is active."""
    rows = {row.pk: row for row in Organisation.objects.order_by("position", "slug")}
    for row in rows.values():
        row.parent = rows.get(row.parent_id)
    by_slug_ = {row.slug: row for row in rows.values()}
    active = Collaboration.objects.filter(status=Collaboration.Status.ACTIVE).first()
    if active is None:
        return _Snapshot(time.monotonic(), None, rows, by_slug_, ())
    active.support_org = rows.get(active.support_org_id)
    active.vendor = rows.get(active.vendor_id)
    return _Snapshot(
        read_at=time.monotonic(),
        collaboration=active,
        organisations=rows,
        by_slug=by_slug_,
        members=_read_members(active, rows),
        services=_read_services(active, rows),
        priorities={
            (rule.impact, rule.urgency): rule.priority for rule in PriorityRule.objects.filter(collaboration=active)
        },
        settings={row.process: row for row in ProcessSetting.objects.filter(collaboration=active)},
        figures=_read_figures(active),
        routes={(row.from_kind, row.to_kind): row for row in Route.objects.filter(collaboration=active)},
    )


def _read_members(active: Collaboration, rows: dict[int, Organisation]) -> tuple[Organisation, ...]:
    today = timezone.localdate()
    members = Membership.objects.filter(collaboration=active, kind__in=Membership.TAKES_PART)
    taking_part = {member.organisation_id for member in members if member.in_force(today)}
    return tuple(row for row in rows.values() if row.pk in taking_part and row.tier == Tier.REGION)


def _read_figures(active: Collaboration) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in ProcessFigure.objects.filter(collaboration=active):
        found.setdefault(row.process, {})[row.figure] = row.value
    return found


def _read_services(active: Collaboration, rows: dict[int, Organisation]) -> dict[int, ServiceComponent]:
    found = list(ServiceComponent.objects.filter(collaboration=active).order_by("position", "slug"))
    by_id = {row.pk: row for row in found}
    for row in found:
        row.parent = by_id.get(row.parent_id)
        row.vendor = rows.get(row.vendor_id)
    roots = [row for row in found if row.parent_id is None]
    return {row.pk: row for root in roots for row in (root, *(part for part in found if part.parent_id == root.pk))}
