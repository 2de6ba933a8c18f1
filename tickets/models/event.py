"""What happened to a ticket, its hand-offs and its regional legs: append-only (a trigger refuses the rest)."""

from django.db import models
from django.db.models import Q

from engine.models import AbstractEvent
from roles.scope import ScopedManager
from tickets.models.audience import audience_scope


class Event(AbstractEvent):
    # Found by `event_order`.
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta(AbstractEvent.Meta):
        default_manager_name = "all_objects"
        constraints = [models.UniqueConstraint(fields=["ticket", "seq"], name="event_order")]
        indexes = [models.Index(fields=["-at", "-id"], name="event_newest")]

    @classmethod
    def scope(cls, actor) -> Q:
        return audience_scope(actor)

    @property
    def root_id(self):
        return self.ticket_id
