from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regions.kinds import OrganisationKind
from regions.models.labelled import Labelled


class Interface(models.Model):
    """Where two parties meet under an agreement of their own, with its own processes, forums and documents.

    Upper is the side nearer the vendor. A side is one organisation, or every organisation of a kind.
    """

    collaboration = models.ForeignKey("regions.Collaboration", on_delete=models.PROTECT, related_name="interfaces")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    upper = models.ForeignKey("regions.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    upper_kind = models.CharField(max_length=20, choices=OrganisationKind)
    lower = models.ForeignKey("regions.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lower_kind = models.CharField(max_length=20, choices=OrganisationKind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collaboration", "slug"], name="interface_slug_once")]

    def __str__(self) -> str:
        return self.name


class Route(models.Model):
    """A case may be handed from an organisation of one kind to one of another. No row, no hand-over."""

    collaboration = models.ForeignKey("regions.Collaboration", on_delete=models.PROTECT, related_name="routes")
    from_kind = models.CharField(max_length=20, choices=OrganisationKind)
    to_kind = models.CharField(max_length=20, choices=OrganisationKind)
    own_only = models.BooleanField(default=False, help_text="Only between an organisation and its own child.")
    only_by = models.SlugField(max_length=60, blank=True, help_text="The one step that may use the route; else any.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "from_kind", "to_kind"], name="route_pair_once"),
        ]

    def __str__(self) -> str:
        return f"{self.from_kind} -> {self.to_kind}"


class ProcessDefinition(Labelled):
    """A process the collaboration works by. Its slug is what code knows it by."""

    class RunsAs(models.TextChoices):
        TICKET = "ticket", _("Cases")
        CHECKLIST = "checklist", _("Checklist")
        YEARLY_PLAN = "yearly_plan", _("Yearly plan")
        REPORT_CYCLE = "report_cycle", _("Report cycle")
        REGISTER = "register", _("Register")

    collaboration = models.ForeignKey("regions.Collaboration", on_delete=models.PROTECT, related_name="processes")
    slug = models.SlugField(max_length=60)
    runs_as = models.CharField(max_length=20, choices=RunsAs)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collaboration", "slug"], name="process_slug_once")]


class ProcessEntry(models.Model):
    """A process is in use on an interface, by the handbook that governs it there."""

    interface = models.ForeignKey(Interface, on_delete=models.PROTECT, related_name="process_entries")
    process = models.ForeignKey(ProcessDefinition, on_delete=models.PROTECT, related_name="entries")
    handbook = models.ForeignKey(
        "regions.GoverningDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="process_entries"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interface", "process"], name="process_entry_once")]

    def __str__(self) -> str:
        return f"{self.process_id} on {self.interface_id}"


class ProcessSetting(models.Model):
    """How the cases of a process are numbered, who reads a new one, and how long silence is waited for.

    Days are working days.
    """

    class Visibility(models.TextChoices):
        REGION = "region", _("The region")
        JOINT = "joint", _("Joint")

    collaboration = models.ForeignKey(
        "regions.Collaboration", on_delete=models.PROTECT, related_name="process_settings"
    )
    process = models.SlugField(max_length=60, help_text="Slug of the process.")
    prefix = models.CharField(max_length=3, help_text="Three capitals: the start of every number.")
    default_visibility = models.CharField(max_length=20, choices=Visibility)
    reopen_days = models.PositiveSmallIntegerField(default=10, help_text="Days after closing in which to reopen.")
    auto_close_days = models.PositiveSmallIntegerField(
        default=10, help_text="Days until a solution counts as accepted."
    )
    leg_answer_days = models.PositiveSmallIntegerField(default=10, help_text="Days until a region's silence is a yes.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "process"], name="process_setting_once"),
            models.UniqueConstraint(fields=["collaboration", "prefix"], name="process_prefix_once"),
            models.CheckConstraint(name="process_prefix_capitals", condition=Q(prefix__regex=r"^[A-Z]{3}$")),
        ]

    def __str__(self) -> str:
        return f"{self.process} ({self.prefix})"
