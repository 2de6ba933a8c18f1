from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.models.labelled import Dated, Labelled, ends_after_start


class Phase(Labelled):
    """A stage of the collaboration's build-up. Which one a region is in says RegionPhase."""

    class ApprovalMode(models.TextChoices):
        PREAPPROVED_GROUP = "preapproved_group", _("A pre-approved group orders")
        REQUESTER_APPROVER = "requester_approver", _("One orders, another approves")

    collaboration = models.ForeignKey("regions.Collaboration", on_delete=models.PROTECT, related_name="phases")
    slug = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    approval_mode = models.CharField(max_length=30, choices=ApprovalMode)
    allow_bulk_items = models.BooleanField(default=False, help_text="Catalogue items for bulk loading are on offer.")
    forum_overrides = models.BooleanField(
        default=False, help_text="Forums have added participants and another agenda and frequency."
    )

    class Meta:
        ordering = ["position", "slug"]
        constraints = [models.UniqueConstraint(fields=["collaboration", "slug"], name="phase_slug_once")]


class RegionPhase(Dated):
    """The days in which a region is in a phase. A region is in one phase at a time."""

    region = models.ForeignKey("regions.Organisation", on_delete=models.PROTECT, related_name="phases")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="region_phases")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "phase"], name="region_phase_once"),
            ends_after_start("region_phase_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} in {self.phase_id}"


class SupportFunction(Labelled):
    """A function that carries the joint organisation without being a process."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        PENDING = "pending", _("Awaiting decision")

    collaboration = models.ForeignKey(
        "regions.Collaboration", on_delete=models.PROTECT, related_name="support_functions"
    )
    slug = models.SlugField(max_length=80)
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    status_reason = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "slug"]
        constraints = [models.UniqueConstraint(fields=["collaboration", "slug"], name="support_function_slug_once")]


class Responsibility(Labelled):
    """Something the joint organisation answers for, and the processes it is carried out by."""

    collaboration = models.ForeignKey(
        "regions.Collaboration", on_delete=models.PROTECT, related_name="responsibilities"
    )
    slug = models.SlugField(max_length=80)
    processes = models.ManyToManyField("regions.ProcessDefinition", blank=True, related_name="responsibilities")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name_plural = "responsibilities"
        constraints = [models.UniqueConstraint(fields=["collaboration", "slug"], name="responsibility_slug_once")]


class GoverningDocument(Dated):
    """A document that governs the work: on one interface, or jointly when `interface` is empty."""

    class Status(models.TextChoices):
        UTKAST = "utkast", _("Draft")
        ARBETSMATERIAL = "arbetsmaterial", _("Working material")
        BESLUTAD = "beslutad", _("Decided")
        ERSATT = "ersatt", _("Replaced")

    collaboration = models.ForeignKey("regions.Collaboration", on_delete=models.PROTECT, related_name="documents")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    interface = models.ForeignKey(
        "regions.Interface", null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    edition = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=20, choices=Status)
    subject = models.TextField(blank=True, help_text="What it governs, in a sentence or two.")

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "slug"], name="document_slug_once"),
            ends_after_start("document_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.title
