"""How large the regions are, by which joint costs are divided: how many, counted when, and by whom."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RegionMeasure(models.Model):
    """How many of a kind a region had on a day. The latest day counts, and of one day what was given last.

    Only added to (migration 0004): what was divided by an older figure can still be explained. `assumed` is nobody's
    count, and says so wherever it is used. `given_at`: a person gave it, not the data files.
    """

    class Kind(models.TextChoices):
        POPULATION = "population", _("Inhabitants")
        USERS = "users", _("Users")
        EFFORT = "effort", _("Agreed hours a year")  # that the region has agreed to give to the joint work

    collaboration = models.ForeignKey("regions.Collaboration", on_delete=models.PROTECT, related_name="measures")
    region = models.ForeignKey("regions.Organisation", on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=10, choices=Kind)
    measured_on = models.DateField()
    value = models.PositiveIntegerField()
    source = models.CharField(max_length=200, help_text="Who counted, and where it is found.")
    assumed = models.BooleanField(default=False)
    given_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    given_as = models.CharField(max_length=240, blank=True)  # the role, in words of that day

    class Meta:
        ordering = ["kind", "region_id", "measured_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["collaboration", "region", "kind", "measured_on"],
                condition=Q(given_at=None),
                name="measure_loaded_once",
            ),
            models.CheckConstraint(
                condition=Q(given_at=None, given_by=None, given_as="")
                | (Q(given_at__isnull=False, given_by__isnull=False, assumed=False) & ~Q(given_as="")),
                name="measure_given_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id}: {self.value} {self.kind} on {self.measured_on}"
