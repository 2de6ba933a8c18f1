"""Notes: what people say to each other on a ticket, each with the circle that reads it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from regions.models import Organisation
from roles.scope import ScopedManager
from tickets import codes
from tickets.models.audience import audience_scope


class NoteKind(models.TextChoices):
    NOTE = "note"
    QUESTION = "question"
    ANSWER = "answer"


class Note(models.Model):
    """The words are the text version `text`; audience and author stand here so that the timeline reads one table."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=NoteKind.choices, default=NoteKind.NOTE)
    event_seq = models.PositiveIntegerField()
    text = models.ForeignKey("tickets.TextVersion", on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=8, choices=codes.Audience.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        indexes = [models.Index(fields=["ticket", "-at"], name="note_of_ticket")]

    def __str__(self):
        return f"{self.kind} {self.event_seq}"

    @classmethod
    def scope(cls, actor) -> Q:
        return audience_scope(actor)
