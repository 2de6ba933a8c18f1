from django.db import models
from django.db.models import Q

from regions.kinds import OrganisationKind, tier_of


class Organisation(models.Model):
    """A body that owns, holds or is named on cases. Whether it is a member of a collaboration says Membership."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, help_text="The name in lists and sentences.")
    letters = models.CharField(max_length=2, blank=True, help_text="Two letters for the strip of members.")
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    time_zone = models.CharField(max_length=60, default="Europe/Stockholm")
    orgnr = models.CharField(max_length=11, blank=True, help_text="NNNNNN-NNNN; empty where not known.")
    lan_code = models.CharField(max_length=2, blank=True)
    kommun_code = models.CharField(max_length=4, blank=True)
    hsa_prefixes = models.JSONField(default=list, blank=True)
    may_log_in = models.BooleanField(default=True, help_text="People of the organisation may have accounts.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Order in the strip of members.")

    class Meta:
        ordering = ["position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["letters"], condition=~Q(letters=""), name="organisation_letters_unique"),
            models.CheckConstraint(
                name="organisation_it_has_parent",
                condition=~Q(kind=OrganisationKind.IT_MT) | Q(parent__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tier(self) -> str:
        """On which side the organisation sits: "region", "support", "vendor" or "outside"."""
        return tier_of(self.kind)
