"""The rows of an order. What they say is one text version for all of them, so that it can be hidden and removed."""

from django.db import models
from django.db.models import Q

from roles.scope import ScopedManager
from tickets.models.audience import of_readable_tickets
from tickets.processes.service_request.bulk.codes import RowReason, RowState


class OrderRow(models.Model):
    """Row `number` (from 1) of the table in `text`, and what became of it.

    The rows of the order are those of its newest `text`; those of earlier ones stay as they were.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.ForeignKey("tickets.TextVersion", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=RowState.choices, default=RowState.PENDING)
    reason = models.CharField(max_length=16, choices=RowReason.choices, blank=True)
    settled_seq = models.PositiveIntegerField(null=True)  # of the event that settled it last

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "text", "number"], name="order_row_once"),
            models.CheckConstraint(condition=Q(state__in=RowState.values), name="order_row_state_known"),
            models.CheckConstraint(
                condition=Q(state=RowState.FAILED, reason__in=RowReason.values)
                | (~Q(state=RowState.FAILED) & Q(reason="")),
                name="order_row_failed_with_reason",
            ),
        ]

    def __str__(self):
        return f"row {self.number} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)
