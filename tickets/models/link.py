"""Links, tasks and watchers of a ticket. All written by steps."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from regions.models import Organisation
from roles.scope import ScopedManager
from tickets import codes
from tickets.models.audience import audience_scope


class Link(models.Model):
    """`ticket` `kind` `other`. Shown from either end only to who reads both."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=codes.LinkKind.choices)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "other", "kind"], condition=Q(ended_at=None), name="link_once"),
            models.CheckConstraint(condition=~Q(ticket=models.F("other")), name="link_to_another"),
        ]

    def __str__(self):
        return f"{self.ticket_id} {self.kind} {self.other_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        from tickets.models.ticket import Ticket

        one = Exists(Ticket.objects.visible_to(actor).filter(pk=OuterRef("ticket_id")))
        other = Exists(Ticket.objects.visible_to(actor).filter(pk=OuterRef("other_id")))
        return Q(one) & Q(other)


class Task(models.Model):
    """Something to be done within a ticket; a blocking one must be done before the ticket is resolved."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    event_seq = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    blocking = models.BooleanField(default=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    audience = models.CharField(max_length=8, choices=codes.Audience.choices, default=codes.Audience.CUSTOMER)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        indexes = [models.Index(fields=["ticket"], condition=Q(done_at=None), name="task_open")]

    def __str__(self):
        return f"task {self.pk}"

    @classmethod
    def scope(cls, actor) -> Q:
        return audience_scope(actor)


class Watch(models.Model):
    """A person who follows a ticket. Gives no right to read. `source`: followed that case, which was merged in here."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="watch_once")]

    def __str__(self):
        return f"{self.user_id} watches {self.ticket_id}"
