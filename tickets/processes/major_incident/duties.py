"""Who leads, speaks, keeps the log and mends: one person a duty at a time, handed over to whoever accepts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from roles.scope import ScopedManager
from tickets.models.audience import of_readable_tickets
from tickets.processes.major_incident import codes


class MiDuty(models.Model):
    """`person` has the duty since `since`; `until` is None while she has it. Offered to `offered_to` until accepted."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=12, choices=codes.Duty.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "duty"], condition=Q(until=None), name="duty_of_one_person")
        ]

    def __str__(self):
        return f"{self.duty} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)


class MiOffer(models.Model):
    """A duty that somebody is asked to take over; `answered_at` is None while it waits."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=12, choices=codes.Duty.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "duty"], condition=Q(answered_at=None), name="duty_offered_once")
        ]

    def __str__(self):
        return f"{self.duty} of {self.ticket_id} offered"

    scope = MiDuty.scope
