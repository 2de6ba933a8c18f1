"""The national programme areas: the collaboration's data (section `programme_areas`), and the tag of needs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from regions import directory
from regions.models import Collaboration
from regions.models.labelled import Labelled
from roles.scope import ScopedManager
from tickets.models.audience import of_readable_tickets


class ProgrammeArea(Labelled):
    """A part of care with a national programme. One whose last day has passed stays on the needs that have it."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["collaboration", "slug"], name="programme_area_once")]

    def __str__(self) -> str:
        return self.slug


class NeedArea(models.Model):
    """A need that concerns a programme area; one row each."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(ProgrammeArea, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [models.UniqueConstraint(fields=["ticket", "area"], name="need_area_once")]

    def __str__(self) -> str:
        return f"{self.area_id} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)


def areas() -> tuple[ProgrammeArea, ...]:
    """Every area of the active collaboration in its order; kept as the other reference rows are."""
    return directory.remembered((__name__, "areas"), _read)


def _read() -> tuple[ProgrammeArea, ...]:
    active = directory.collaboration()
    return tuple(ProgrammeArea.objects.filter(collaboration=active)) if active else ()


def offered() -> list[tuple[str, str]]:
    """Those to choose among today, as (slug, name)."""
    today = timezone.localdate()
    return [(one.slug, one.label) for one in areas() if one.valid_to is None or one.valid_to >= today]


def called(slug: str) -> ProgrammeArea | None:
    return next((one for one in areas() if one.slug == slug), None)


def area(pk: int) -> ProgrammeArea | None:
    return next((one for one in areas() if one.pk == pk), None)
