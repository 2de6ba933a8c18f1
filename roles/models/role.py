"""Roles as data: a role is a named set of capabilities at one level of the collaboration."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    REGION = "region", _("Region")
    SUPPORT = "support", _("Support organisation")
    VENDOR = "vendor", _("Vendor")


class Role(models.Model):
    """One of the collaboration's roles (inventory 1.2). Written by `load_collaboration` only."""

    slug = models.SlugField(max_length=80, unique=True)
    code = models.CharField(max_length=12, blank=True)
    level = models.CharField(max_length=8, choices=Level.choices)
    label_sv = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120)
    pm3_side = models.CharField(max_length=12, blank=True)
    pm3_level = models.CharField(max_length=12, blank=True)
    number = models.PositiveSmallIntegerField(default=0)
    implied = models.BooleanField(default=False)

    class Meta:
        ordering = ["level", "number", "slug"]

    def __str__(self):
        return self.label

    @staticmethod
    def label_column() -> str:
        """The column of the label in the reader's language."""
        return "label_en" if (get_language() or "sv").startswith("en") else "label_sv"

    @property
    def label(self):
        return getattr(self, self.label_column())


class RoleCapability(models.Model):
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="capabilities")
    capability = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "capability"], name="role_capability_once")]

    def __str__(self):
        return f"{self.role_id}: {self.capability}"
