"""What the versions of agreements and of calendars have in common: drafts until they are published, then kept.

A published version and its rows are never changed or removed: triggers refuse it. The rules: sla.publishing.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Version(models.Model):
    """What its owner says from `valid_from` (a local day) until another version takes over.

    Of two versions with the same first day the later number counts. `published_by` is empty where the version came
    with the data files.
    """

    OWNER: ClassVar[str]  # the field that names what it is a version of

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    number = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    valid_from = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    changed_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    published_as = models.CharField(max_length=160, blank=True)  # under what right, in words of that day
    published_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["valid_from", "number"]


def published_whole(name: str) -> models.CheckConstraint:
    """A draft has no number and no time of publication, a published version has both."""
    return models.CheckConstraint(
        name=name,
        condition=Q(state="draft", number=None, published_at=None)
        | Q(state="published", number__isnull=False, published_at__isnull=False),
    )
