"""What is to be done after a major incident, each by somebody and by a day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from roles.scope import ScopedManager
from tickets.models.audience import of_readable_tickets


class MiAction(models.Model):
    """An action of the review. Its words are a text version; it is followed up until it is done."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    event_seq = models.PositiveIntegerField()
    text = models.ForeignKey("tickets.TextVersion", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        indexes = [models.Index(fields=["ticket"], condition=Q(done_at=None), name="action_open")]

    def __str__(self):
        return f"action {self.event_seq} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)
