"""Service windows, freeze periods and calendar feeds. A window or freeze that is changed is ended and made anew."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from regions.models import Organisation


class FreezeKind(models.TextChoices):
    CHRISTMAS = "christmas", _("Christmas and New Year")
    HOLIDAY = "holiday", _("Long public holiday")
    SUMMER = "summer", _("Summer")
    OTHER = "other", pgettext_lazy("freeze", "Other")


class Kept(models.Model):
    """Whose it is, who made it and who ended it. `organisation` None: joint, it holds for everybody."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        abstract = True


class ServiceWindow(Kept):
    """A weekly rule: on these weekdays, from `opens` to `closes` (local time; the next day where that is earlier)."""

    name = models.CharField(max_length=80)
    weekdays = ArrayField(models.PositiveSmallIntegerField())  # 0 is Monday
    weeks = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)  # 1: the month's first such day
    opens = models.TimeField()
    closes = models.TimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)  # the last day on which it opens

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(opens=F("closes")), name="service_window_has_a_length"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="service_window_days_in_order"
            ),
            models.CheckConstraint(condition=Q(weekdays__len__gt=0), name="service_window_has_a_day"),
        ]
        indexes = [models.Index(fields=["valid_from"], condition=Q(ended_at=None), name="service_window_in_force")]

    def __str__(self):
        return self.name


class FreezePeriod(Kept):
    """From the beginning of `first_day` to the end of `last_day` (local time) nothing is changed there."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=FreezeKind.choices)
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="freeze_days_in_order"),
        ]
        indexes = [
            models.Index(fields=["first_day", "last_day"], condition=Q(ended_at=None), name="freeze_in_force"),
        ]

    def __str__(self):
        return self.name


class CalendarFeed(models.Model):
    """The address at which one person's calendar program fetches the planned changes; only its digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(revoked_at=None), name="calendar_feed_one_a_person")
        ]

    def __str__(self):
        return f"feed of {self.user_id}"
