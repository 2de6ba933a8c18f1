"""What only one process needs, one row a ticket: read on the detail page and when a step asks for it."""

from django.db import models

from regions.models import Organisation
from tickets import codes


class IncidentDetail(models.Model):
    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.PROTECT, primary_key=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    environment = models.CharField(max_length=12, blank=True, choices=codes.Environment.choices)
    source = models.CharField(max_length=12, blank=True, choices=codes.Source.choices)
    users_affected = models.CharField(max_length=10, blank=True, choices=codes.UsersAffected.choices)
    reserve_routine = models.CharField(max_length=3, blank=True, choices=codes.YesNo.choices)
    whole_region = models.BooleanField(default=False)
    version = models.CharField(max_length=40, blank=True)
    known_errors_searched = models.BooleanField(default=False)
    reproduced = models.CharField(max_length=3, blank=True, choices=codes.YesNo.choices)
    contract_severity = models.PositiveSmallIntegerField(null=True, choices=codes.Priority.choices)
    deviation_id = models.CharField(max_length=60, blank=True)
    first_response_at = models.DateTimeField(null=True)
    # A release that may have mended it was verified in its region: "does the fault remain?", and the answer.
    asked_release = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", null=True)
    fault_asked_at = models.DateTimeField(null=True)
    fault_remains = models.BooleanField(null=True)
    handed_over_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["ticket"], condition=models.Q(fault_asked_at__isnull=False), name="fault_asked_about")
        ]

    def __str__(self):
        return f"detail of {self.ticket_id}"
