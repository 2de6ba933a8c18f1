"""The solidarity ledger: what a region has given to the joint work, and costs that regions have borne together.

A row says process, role and organisation, never a person; whoever entered it is kept for the audit alone, and shown
nowhere. Costs of accepted quotes are no rows here: the ledger reads them where they are (`reading`).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from regions.allocation import Key
from regions.models import Organisation
from regions.sharing import WHOLE
from roles.models import Role


class SolidarityRow(models.Model):
    """Hours that `organisation` gave, or an amount that several bore. Append-only, but that it can be withdrawn."""

    class Kind(models.TextChoices):
        EFFORT = "effort"
        COST = "cost"

    kind = models.CharField(max_length=6, choices=Kind)
    month = models.DateField()  # its first day
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    process = models.SlugField(max_length=60, blank=True)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+", null=True)
    hours = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    label = models.CharField(max_length=120, blank=True)  # of a cost: what for
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # kronor
    key = models.CharField(max_length=10, choices=Key, blank=True)  # of a cost: by which key it is borne
    figures = models.JSONField(default=list)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_as = models.CharField(max_length=240)  # the role, in words of that day
    entered_for = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # where it is worn
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    withdrawn_as = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["-month", "-pk"]
        indexes = [models.Index(fields=["month"], name="solidarity_by_month")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="effort", organisation__isnull=False, hours__gt=0, amount=None, key="")
                | Q(kind="cost", organisation=None, hours=None, role=None, amount__gt=0) & ~Q(key=""),
                name="solidarity_row_is_effort_or_cost",
            )
        ]

    def __str__(self):
        return f"{self.kind} of {self.month}"


class SolidarityShare(models.Model):
    """A region's part of a row: what it bears of a cost, or what was done for it. Hundredths of a per cent."""

    class Part(models.TextChoices):
        BORNE = "borne"
        USED = "used"

    row = models.ForeignKey(SolidarityRow, on_delete=models.PROTECT, related_name="shares")
    part = models.CharField(max_length=5, choices=Part)
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    share = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["region__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["row", "part", "region"], name="solidarity_share_once"),
            models.CheckConstraint(condition=Q(share__lte=WHOLE), name="solidarity_share_of_the_whole"),
        ]

    def __str__(self):
        return f"{self.part} by {self.region_id}: {self.share}"
