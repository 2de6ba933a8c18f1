"""How large the regions are, by which joint costs are divided: how many, counted when, and by whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegionMeasure(models.Model):
    """How many of a kind a region had on a day. The latest day counts; older rows stay."""

    class Kind(models.TextChoices):
        POPULATION = "population", _("Inhabitants")
        USERS = "users", _("Users")

    collaboration = models.ForeignKey("regions.Collaboration", on_delete=models.PROTECT, related_name="measures")
    region = models.ForeignKey("regions.Organisation", on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=10, choices=Kind)
    measured_on = models.DateField()
    value = models.PositiveIntegerField()
    source = models.CharField(max_length=200, help_text="Who counted, and where it is found.")

    class Meta:
        ordering = ["kind", "region_id", "measured_on"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "region", "kind", "measured_on"], name="measure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id}: {self.value} {self.kind} on {self.measured_on}"
