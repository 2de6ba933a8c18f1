"""What only a problem needs: one row a ticket."""

from django.conf import settings
from django.db import models

from tickets.processes.problem import codes


class ProblemDetail(models.Model):
    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.PROTECT, primary_key=True, related_name="+")
    origin = models.CharField(max_length=12, blank=True, choices=codes.Origin.choices)
    frequency = models.CharField(max_length=8, blank=True, choices=codes.Frequency.choices)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    target_date = models.DateField(null=True)
    root_cause = models.CharField(max_length=16, blank=True, choices=codes.RootCause.choices)
    affected_versions = models.CharField(max_length=120, blank=True)
    fix = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", null=True)
    fix_reference = models.CharField(max_length=60, blank=True)  # of a fix that is no case here, for example a vendor's
    fixed_version = models.CharField(max_length=40, blank=True)
    fix_reported_by = models.ForeignKey("regions.Organisation", on_delete=models.PROTECT, related_name="+", null=True)
    held_from = models.CharField(max_length=20, blank=True)  # the state that a dormant problem goes back to
    review_at = models.DateField(null=True)  # an accepted risk is looked at again on this day
    decision = models.CharField(max_length=60, blank=True)  # of the forum that accepted the risk
    last_linked_at = models.DateTimeField(null=True)  # when an incident was last linked

    def __str__(self):
        return f"detail of {self.ticket_id}"
