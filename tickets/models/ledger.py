"""The time ledger: every second from registration to close belongs to exactly one row."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from regions.models import Organisation
from roles.scope import ScopedManager
from tickets.models.audience import of_readable_tickets


class LedgerRow(models.Model):
    """Who had the ticket and whether it waited, for one span of time [from, to).

    The exclusion constraint refuses overlaps, a deferred trigger refuses gaps at commit: rows start at
    registration, each where the one before ends, and one is open exactly while the ticket is open.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    hold = models.CharField(max_length=24, blank=True)
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    span = DateTimeRangeField()

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            ExclusionConstraint(
                name="ledger_no_overlap",
                expressions=[("ticket", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
            )
        ]
        indexes = [models.Index(fields=["ticket"], condition=Q(span__endswith=None), name="ledger_open_row")]

    def __str__(self):
        return f"{self.ticket_id} {self.organisation_id} {self.hold} {self.span}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)
