"""What can be ordered. An item changes by versions, each with a first day; an order keeps the version it was made of.

A published version and the log of what was retired are kept by triggers (migration 0036).
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from regions.models import Collaboration, Organisation, ServiceComponent
from regions.models.labelled import Labelled
from sla.models.version import Version, published_whole


class CatalogueGroup(Labelled):
    """A heading of the catalogue."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "slug"]
        constraints = [models.UniqueConstraint(fields=["collaboration", "slug"], name="catalogue_group_slug_once")]


class CatalogueItem(models.Model):
    """Something to order: joint, or of one `region` alone, which nobody else sees. What it is says its version."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80)
    group = models.ForeignKey(CatalogueGroup, on_delete=models.PROTECT, related_name="items")
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "slug"]
        constraints = [models.UniqueConstraint(fields=["collaboration", "slug"], name="catalogue_item_slug_once")]

    def __str__(self) -> str:
        return self.slug


class Fulfiller(models.TextChoices):
    """Whose side delivers."""

    REGION = "region", _("The region itself")
    SUPPORT = "support", _("The support organisation")
    VENDOR = "vendor", _("The vendor")


class ExpertField(models.TextChoices):
    """Whose judgement an order needs before it is carried out."""

    NONE = "", _("No expert group")
    MEDICATION = "medication-templates", _("Medication templates")
    RECORD = "record-templates", _("Health record templates")
    ARCHITECTURE = "architecture", _("Architecture")


class PricePer(models.TextChoices):
    ORDER = "order", _("an order")
    ROW = "row", _("a row")


class CatalogueVersion(Version):
    """What an item is from a day on, and what its form asks. A draft until it is published.

    `form` is a JSON Schema (2020-12) of the answers, as catalogue.questions writes it. `price` is in kronor; empty:
    it costs nothing beyond the agreement, or is quoted. `preapproved_by` says in words who decided that it may be
    ordered without an approver, from `preapproved_at` through `preapproved_until`. `bulk_load` is offered only where
    the region's phase allows such items.
    """

    OWNER = "item"

    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="versions")
    title_sv = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    lead_sv = models.CharField(max_length=600)
    lead_en = models.CharField(max_length=600)
    form = models.JSONField()
    service = models.ForeignKey(ServiceComponent, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    price = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    price_per = models.CharField(max_length=8, choices=PricePer.choices, default=PricePer.ORDER)
    in_contract = models.BooleanField(default=True)
    fulfiller = models.CharField(max_length=8, choices=Fulfiller.choices)
    lead_days = models.PositiveSmallIntegerField()
    preapproved_by = models.CharField(max_length=160, blank=True)
    preapproved_at = models.DateField(null=True, blank=True)
    preapproved_until = models.DateField(null=True, blank=True)
    preapproved_reason = models.CharField(max_length=300, blank=True)
    is_bulk = models.BooleanField(default=False)
    bulk_load = models.BooleanField(default=False)
    expert_field = models.CharField(max_length=24, choices=ExpertField.choices, blank=True)

    class Meta(Version.Meta):
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="catalogue_version_number_once"),
            published_whole("catalogue_version_published_whole"),
            models.CheckConstraint(
                name="catalogue_version_price_not_below_zero", condition=Q(price=None) | Q(price__gte=0)
            ),
            models.CheckConstraint(
                name="catalogue_version_preapproved_whole",
                condition=Q(preapproved_by="", preapproved_at=None, preapproved_until=None, preapproved_reason="")
                | (
                    ~Q(preapproved_by="")
                    & ~Q(preapproved_reason="")
                    & Q(preapproved_at__isnull=False, preapproved_until__gte=F("preapproved_at"))
                ),
            ),
            models.CheckConstraint(name="catalogue_version_loads_rows", condition=Q(bulk_load=False) | Q(is_bulk=True)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name in the active language."""
        return self.title_en if (get_language() or "").startswith("en") else self.title_sv

    @property
    def lead(self) -> str:
        return self.lead_en if (get_language() or "").startswith("en") else self.lead_sv

    def is_preapproved(self, day: date) -> bool:
        """Whether an order on `day` (a local date) needs no approver, because somebody approved the item itself."""
        return self.preapproved_until is not None and self.preapproved_at <= day <= self.preapproved_until


class CatalogueRetirement(models.Model):
    """That an item was taken off the catalogue, or put back: who did it, under what right and why. Only added to."""

    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="retirements")
    retired = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    done_as = models.CharField(max_length=160)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {'retired' if self.retired else 'back'}"
