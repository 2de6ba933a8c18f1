"""What was told of a danger, to the regions that run the same version."""

from django.db import models

from regions.models import Organisation, ServiceComponent
from tickets import codes


class SafetyWarning(models.Model):
    """One row a ticket, region and level. Names to its readers the service and the version, and nothing of the case."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # that said so
    level = models.CharField(max_length=10, choices=codes.PatientSafety.choices)
    service = models.ForeignKey(ServiceComponent, on_delete=models.PROTECT, related_name="+")
    version = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "region", "level"], name="safety_warning_once")]

    def __str__(self) -> str:
        return f"{self.level} of {self.service_id} {self.version}"
