from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.models.labelled import Dated, Labelled, ends_after_start


class Forum(Labelled, Dated):
    """A forum of the register. The same name may stand on two interfaces, so a name is unique within one."""

    class Level(models.TextChoices):
        STRATEGIC = "strategic", _("Strategic")
        TACTICAL = "tactical", _("Tactical")
        OPERATIVE = "operative", _("Operative")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        PENDING = "pending", _("Awaiting decision")

    collaboration = models.ForeignKey("regions.Collaboration", on_delete=models.PROTECT, related_name="forums")
    interface = models.ForeignKey("regions.Interface", on_delete=models.PROTECT, related_name="forums")
    slug = models.SlugField(max_length=100)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    level = models.CharField(max_length=20, choices=Level)
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    is_temporary = models.BooleanField(default=False)
    established_by = models.CharField(max_length=200, blank=True, help_text="The decision or document that set it up.")
    purpose = models.TextField(blank=True)
    chairs = models.JSONField(default=list, blank=True, help_text="The roles that lead it and take its decisions.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "slug"], name="forum_slug_once"),
            models.UniqueConstraint(fields=["interface", "label_sv"], name="forum_name_once_per_interface"),
            ends_after_start("forum_ends_after_start"),
        ]

    @property
    def name(self) -> str:
        """The forum's name in the reader's language."""
        return self.label
