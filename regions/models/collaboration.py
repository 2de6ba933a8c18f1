from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regions.models.labelled import Dated, ends_after_start


class Collaboration(models.Model):
    """Organisations that work together under one set of rules. An installation serves one active collaboration."""

    class Kind(models.TextChoices):
        JOINT_PROCUREMENT = "joint_procurement", _("Joint procurement")
        JOINT_MAINTENANCE = "joint_maintenance", _("Joint maintenance")
        JOINT_VERSION = "joint_version", _("Joint version")
        REGIONAL_MUNICIPAL = "regional_municipal", _("Region with municipalities")

    class Status(models.TextChoices):
        FORMING = "forming", _("Forming")
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        DISSOLVED = "dissolved", _("Dissolved")

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=Kind)
    status = models.CharField(max_length=20, choices=Status)
    support_org = models.ForeignKey(
        "regions.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    vendor = models.ForeignKey(
        "regions.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    loaded = models.JSONField(
        default=dict, blank=True, help_text="Keys of the rows the data files have named; only the loader reads it."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["status"], condition=Q(status="active"), name="collaboration_one_active"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(Dated):
    """An organisation's place in a collaboration. Never derived from where the organisation lies."""

    class Kind(models.TextChoices):
        FOUNDER = "founder", _("Founder")
        OPTION_PARTNER = "option_partner", _("Joined on its option")
        MEMBER = "member", _("Member")
        OBSERVER = "observer", _("Observer")
        LEFT = "left", _("Has left")

    # What makes an organisation one of "all members".
    TAKES_PART = (Kind.FOUNDER, Kind.OPTION_PARTNER, Kind.MEMBER)

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey("regions.Organisation", on_delete=models.PROTECT, related_name="memberships")
    kind = models.CharField(max_length=20, choices=Kind)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "organisation"], name="membership_once"),
            ends_after_start("membership_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.collaboration_id}: {self.kind}"


class PriorityRule(models.Model):
    """One cell of the priority matrix. 1 is the gravest of impact, urgency and priority alike."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="priority_rules")
    impact = models.PositiveSmallIntegerField()
    urgency = models.PositiveSmallIntegerField()
    priority = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["impact", "urgency"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "impact", "urgency"], name="priority_rule_cell_once"),
            models.CheckConstraint(
                name="priority_rule_one_to_four",
                condition=Q(impact__range=(1, 4)) & Q(urgency__range=(1, 4)) & Q(priority__range=(1, 4)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.impact} x {self.urgency} = P{self.priority}"
