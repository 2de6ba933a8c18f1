"""What a ticket without regional parts concerns: regions, with how far it has come there, and services.

Written by steps alone.
"""

from django.db import models
from django.db.models import Q

from regions.models import Organisation, ServiceComponent
from roles.scope import ScopedManager
from tickets.models.audience import of_readable_tickets


class AffectedRegion(models.Model):
    """One row a ticket and region. A region verifies for itself, never for another one."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    deployed_at = models.DateTimeField(null=True)  # the fix is in use in the region
    verified_at = models.DateTimeField(null=True)  # the region has seen that it works
    verified_seq = models.PositiveIntegerField(default=0)  # the event that says so

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [models.UniqueConstraint(fields=["ticket", "region"], name="affected_region_once")]
        indexes = [models.Index(fields=["region", "ticket"], name="affected_by_region")]

    def __str__(self):
        return f"{self.region_id} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)


class AffectedService(models.Model):
    """A service, or a part of one, that a ticket touches; one row each."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(ServiceComponent, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [models.UniqueConstraint(fields=["ticket", "service"], name="affected_service_once")]
        indexes = [models.Index(fields=["service", "ticket"], name="affected_by_service")]

    def __str__(self):
        return f"{self.service_id} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)
