"""The rows of programme areas: each area, which tickets it is a tag of, and what people have changed of it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from regions.models import Collaboration
from regions.models.labelled import Labelled
from roles.scope import ScopedManager
from tickets.models.audience import of_readable_tickets


class ProgrammeArea(Labelled):
    """A part of care with a national programme. One whose last day has passed stays on the tickets that have it.

    Its slug never changes, so that an old tag shows the name of today. `edited_at`: people have changed it, and the
    data files no longer do.
    """

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    short_sv = models.CharField(max_length=40, blank=True)
    short_en = models.CharField(max_length=40, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["collaboration", "slug"], name="programme_area_once")]

    def __str__(self) -> str:
        return self.slug

    @property
    def short(self) -> str:
        """The short name in the active language; the name where it has none."""
        is_english = (get_language() or "").startswith("en")
        return (self.short_en if is_english else self.short_sv) or self.label

    def is_offered(self, day: date) -> bool:
        """Whether it can be chosen on `day`."""
        return self.valid_to is None or self.valid_to >= day


class TicketArea(models.Model):
    """A need or a change that concerns a programme area; one row each."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(ProgrammeArea, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [models.UniqueConstraint(fields=["ticket", "area"], name="ticket_area_once")]

    def __str__(self) -> str:
        return f"{self.area_id} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)


class ProgrammeAreaChange(models.Model):
    """What people changed of an area: what it said before and after, who, under what right and why. Only added to."""

    area = models.ForeignKey(ProgrammeArea, on_delete=models.PROTECT, related_name="changes")
    before = models.JSONField(default=dict)  # empty of an area that was added then
    after = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    done_as = models.CharField(max_length=160)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.area_id} at {self.at}"
