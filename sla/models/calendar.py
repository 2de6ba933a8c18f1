"""When a party works. What a calendar says changes by versions, each with a first day: the past never changes.

A published version and its days are kept by triggers (migration 0002).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.models import Collaboration, Organisation
from regions.models.labelled import Labelled
from sla.models.version import Version, published_whole


class Calendar(Labelled):
    """Working time under one name. Without an organisation it is common to all.

    `zone` and `around_the_clock` stay as they are: to change them would change the past. A calendar that is open
    around the clock has no versions.
    """

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    zone = models.CharField(max_length=60, default="Europe/Stockholm")
    around_the_clock = models.BooleanField(default=False)

    class Meta:
        ordering = ["slug"]
        constraints = [models.UniqueConstraint(fields=["collaboration", "slug"], name="calendar_slug_once")]


class DayRule(models.TextChoices):
    """What a kind of day is worked as."""

    ORDINARY = "ordinary", _("as any other weekday")
    SUNDAY = "sunday", _("as a Sunday")
    SHUT = "shut", _("closed")


class CalendarVersion(Version):
    """What a calendar says from a day on.

    `week` has seven lists, Monday first, of [start, end] in minutes after midnight.
    """

    OWNER = "calendar"

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="versions")
    week = models.JSONField()
    on_public = models.CharField(max_length=10, choices=DayRule.choices, default=DayRule.SHUT)
    on_eves = models.CharField(max_length=10, choices=DayRule.choices, default=DayRule.SHUT)
    on_squeezed = models.CharField(max_length=10, choices=DayRule.choices, default=DayRule.ORDINARY)
    short_until = models.TimeField(null=True, blank=True)  # where days that many shorten end; empty: as any other

    class Meta(Version.Meta):
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="calendar_version_number_once"),
            published_whole("calendar_version_published_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.number or self.state} from {self.valid_from}"


class CalendarDay(models.Model):
    """One day with hours of its own: a Swedish day as the version treats it, or a day that people have added."""

    class Kind(models.TextChoices):
        PUBLIC = "public", _("public holiday")
        EVE = "eve", _("eve")
        SHORT = "short", _("shortened day")
        SQUEEZED = "squeezed", _("day squeezed in")
        OWN = "own", _("own day")

    version = models.ForeignKey(CalendarVersion, on_delete=models.CASCADE, related_name="days")
    date = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=80, blank=True)
    windows = models.JSONField(default=list)

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["version", "date"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
