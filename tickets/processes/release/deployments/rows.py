"""What is told of a region's deployment and never changed: the vendor's reports, and which version ran from when."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from regions.models import Organisation, ServiceComponent
from roles.scope import ScopedManager
from tickets import codes as ticket_codes
from tickets.models.audience import of_readable_tickets
from tickets.processes.release.deployments.codes import VendorOutcome


class VendorReport(models.Model):
    """The vendor's word on a deployment. It moves nothing: the region confirms by its own step."""

    row = models.ForeignKey("tickets.RegionDeployment", on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=11, choices=VendorOutcome.choices)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    role_label = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    event_seq = models.PositiveIntegerField()

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        indexes = [models.Index(fields=["row", "at"], name="vendor_report_of_row")]

    def __str__(self):
        return f"{self.outcome} of {self.row_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)


class DeploymentSpell(models.Model):
    """From when on a version of a component ran in an environment of a region. What was rolled back says so, once.

    At an instant the newest one runs that had begun by then and was not rolled back by then.
    """

    row = models.ForeignKey("tickets.RegionDeployment", on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")  # the release
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    environment = models.CharField(max_length=12, choices=ticket_codes.Environment.choices)
    service = models.ForeignKey(ServiceComponent, on_delete=models.PROTECT, related_name="+")
    version = models.CharField(max_length=40)
    from_at = models.DateTimeField()
    rolled_back_at = models.DateTimeField(null=True)
    event_seq = models.PositiveIntegerField()

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        indexes = [models.Index(fields=["region", "environment", "service", "from_at"], name="spell_by_place")]

    def __str__(self):
        return f"{self.version} in {self.region_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)
