"""What rows share that carry a name in both languages, or a first and a last day."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language


class Labelled(models.Model):
    """A name in Swedish and in English; `label` is the one of the reader's language."""

    label_sv = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the active language; Swedish unless the reader chose English."""
        return self.label_en if (get_language() or "").startswith("en") else self.label_sv


class Dated(models.Model):
    """In force from `valid_from` through `valid_to`, both days included.

    An empty `valid_from` means since before the register was kept, an empty `valid_to` until further notice.
    """

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def in_force(self, day: date) -> bool:
        """Whether `day` (a local date) lies within the validity."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def ends_after_start(name: str) -> models.CheckConstraint:
    """The constraint that a validity does not end before it begins."""
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
    )


def in_force_on(day: date) -> Q:
    """The rows of a `Dated` model that are in force on `day`, as a filter."""
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
