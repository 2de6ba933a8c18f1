from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.models.labelled import Dated, ends_after_start


class ServiceComponent(models.Model):
    """What a case is about: a root is a service, its children are the parts of that service. Two levels, no more."""

    class Lifecycle(models.TextChoices):
        PLANNED = "planned", _("Planned")
        IN_USE = "in_use", _("In use")
        PHASING_OUT = "phasing_out", _("Being phased out")
        RETIRED = "retired", _("Retired")

    class Regulatory(models.TextChoices):
        NONE = "none", _("No medical device")
        MEDICAL_DEVICE = "medical_device", _("Medical device")
        NMI = "nmi", _("National medical information system")

    collaboration = models.ForeignKey("regions.Collaboration", on_delete=models.PROTECT, related_name="services")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    vendor = models.ForeignKey(
        "regions.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifecycle_state = models.CharField(max_length=20, choices=Lifecycle, default=Lifecycle.IN_USE)
    regulatory_class = models.CharField(max_length=20, choices=Regulatory, default=Regulatory.NONE)
    option = models.ForeignKey(
        "regions.ContractOption",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="services",
        help_text="Only for those who have called off this option; empty for all.",
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "slug"]
        constraints = [models.UniqueConstraint(fields=["collaboration", "slug"], name="service_slug_once")]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """What a vendor sells and the collaboration uses."""

    collaboration = models.ForeignKey("regions.Collaboration", on_delete=models.PROTECT, related_name="products")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    vendor = models.ForeignKey("regions.Organisation", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collaboration", "slug"], name="product_slug_once")]

    def __str__(self) -> str:
        return self.name


class Contract(models.Model):
    """An agreement with a vendor. Empty `customers` of a joint contract means: every member."""

    class Kind(models.TextChoices):
        JOINT = "joint", _("Joint")
        SEPARATE = "separate", _("Separate")

    collaboration = models.ForeignKey("regions.Collaboration", on_delete=models.PROTECT, related_name="contracts")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    vendor = models.ForeignKey("regions.Organisation", on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="contracts")
    customers = models.ManyToManyField("regions.Organisation", blank=True, related_name="+")
    effective_trigger = models.CharField(
        max_length=200, blank=True, help_text="What brings it into force for a member."
    )
    effective_from = models.DateField(null=True, blank=True)
    parts = models.JSONField(default=list, blank=True, help_text="Names of its parts, for reading.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collaboration", "slug"], name="contract_slug_once")]

    def __str__(self) -> str:
        return self.name


class ContractOption(models.Model):
    """A part of a contract that each member calls off for itself, or not."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="options")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "slug"], name="contract_option_slug_once")]

    def __str__(self) -> str:
        return self.name


class CallOff(Dated):
    """A member's call-off of an option."""

    class Status(models.TextChoices):
        NOT_CALLED = "not_called", _("Not called off")
        CALLED_OFF = "called_off", _("Called off")
        LIVE = "live", _("In use")
        CANCELLED = "cancelled", _("Call-off withdrawn")

    option = models.ForeignKey(ContractOption, on_delete=models.PROTECT, related_name="call_offs")
    organisation = models.ForeignKey("regions.Organisation", on_delete=models.PROTECT, related_name="call_offs")
    status = models.CharField(max_length=20, choices=Status)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["option", "organisation"], name="call_off_once"),
            ends_after_start("call_off_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.option_id} {self.status}"
