"""Who has opened which ticket: the access log, and the fact that narrowing a ticket's readers depends on."""

from django.conf import settings
from django.db import models

from regions.models import Organisation


class Reading(models.Model):
    """The last time a person opened a ticket's page, and for which organisation. Not part of the ticket's history."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user", "organisation"], name="reading_once")]

    def __str__(self):
        return f"{self.user_id} read {self.ticket_id}"
