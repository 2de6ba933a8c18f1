"""Which programme areas there are: the collaboration's data (section `programme_areas`), and what people made of it."""

from __future__ import annotations

from django.utils import timezone

from regions import directory
from tickets.areas.rows import ProgrammeArea


def areas() -> tuple[ProgrammeArea, ...]:
    """Every area of the active collaboration in its order; kept as the other reference rows are."""
    return directory.remembered((__name__, "areas"), _read)


def _read() -> tuple[ProgrammeArea, ...]:
    active = directory.collaboration()
    return tuple(ProgrammeArea.objects.filter(collaboration=active)) if active else ()


def offered() -> list[tuple[str, str]]:
    """Those to choose among today, as (slug, name)."""
    today = timezone.localdate()
    return [(one.slug, one.label) for one in areas() if one.is_offered(today)]


def called(slug: str) -> ProgrammeArea | None:
    return next((one for one in areas() if one.slug == slug), None)


def area(pk: int) -> ProgrammeArea | None:
    return next((one for one in areas() if one.pk == pk), None)
