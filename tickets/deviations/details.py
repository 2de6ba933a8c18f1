"""What only a deviation needs: one row a ticket. Its region is the ticket's origin."""

from django.db import models

from tickets.deviations.codes import Kind


class DeviationDetail(models.Model):
    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.PROTECT, primary_key=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    expires_on = models.DateField(null=True)  # the last day on which it holds
    granted_by = models.CharField(max_length=160, blank=True)  # the forum with its decision, or those who signed
    renewals = models.PositiveSmallIntegerField(default=0)
    release = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", null=True)
    # The deployment that it is about, by id: which keeps its own deviation in turn.
    row = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["release"], name="deviation_of_release")]

    def __str__(self):
        return f"detail of {self.ticket_id}"
