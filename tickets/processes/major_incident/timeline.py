"""The manual part of the timeline: what happened when, and when it was written down. Never changed, only corrected."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models

from regions.models import Organisation
from roles.scope import ScopedManager
from tickets import codes
from tickets.models.audience import audience_scope
from tickets.processes.major_incident import figures


class MiEntry(models.Model):
    """`corrects` names the entry that this one puts right. What steps do stands in the events, not here."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    event_seq = models.PositiveIntegerField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    text = models.ForeignKey("tickets.TextVersion", on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=8, choices=codes.Audience.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        indexes = [models.Index(fields=["ticket", "happened_at"], name="entry_of_major")]

    def __str__(self):
        return f"entry {self.event_seq} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor):
        return audience_scope(actor)

    @property
    def is_back_dated(self) -> bool:
        return self.recorded_at - self.happened_at > timedelta(minutes=figures.of("backdated_minutes"))
