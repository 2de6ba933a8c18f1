"""Messages that must leave the house: rows, written in the transaction that makes them true."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from regions.models import Organisation
from roles.models import Role, Team


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> "MessageQuerySet":
        """Neither sent nor dropped nor given up."""
        return self.filter(sent_at=None, dead_at=None, dropped_at=None)

    def due(self, now: datetime) -> "MessageQuerySet":
        """Waiting, and to be tried at `now` (UTC) at the latest."""
        return self.waiting().filter(due_at__lte=now)

    def dead(self) -> "MessageQuerySet":
        """Given up after the last try; only `resending.resend` brings them back."""
        return self.filter(dead_at__isnull=False)


class Message(models.Model):
    """One message to one recipient. Holds ids only: its words are made at delivery, for that recipient.

    `due_at` is the next try. A worker that takes the row moves it to the end of its lease, so a row whose
    worker died is taken again by itself. `attempts` counts tries begun. All times are UTC.
    """

    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=20, default="mail")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=254, blank=True)  # of a mailbox or system that has no account here
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    event_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=200, unique=True)
    due_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)  # the recipient might no longer see it
    dead_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=120, blank=True)  # kind of error and place in the code, no words of it

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("Outgoing message")
        verbose_name_plural = _("Outgoing messages")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=False, address="")
                | models.Q(recipient__isnull=True) & ~models.Q(address=""),
                name="message_to_a_user_or_an_address",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at=None, dropped_at=None)
                | models.Q(sent_at=None, dead_at=None)
                | models.Q(dropped_at=None, dead_at=None),
                name="message_ends_in_one_way",
            ),
            models.CheckConstraint(condition=~models.Q(dedupe_key=""), name="message_has_a_key"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(sent_at=None, dead_at=None, dropped_at=None),
                name="message_due",
            ),
            models.Index(fields=["dead_at"], condition=models.Q(dead_at__isnull=False), name="message_dead"),
            models.Index(fields=["subject_type", "subject_id"], name="message_subject"),
        ]

    def __str__(self) -> str:
        return self.dedupe_key


class Resending(models.Model):
    """Somebody has sent a given-up message again. Kept for good: a trigger refuses to change or remove a row."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="resendings")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_role = models.CharField(max_length=160)
    last_error = models.CharField(max_length=120)  # of the tries that were given up

    class Meta:
        indexes = [models.Index(fields=["message", "-at"], name="resending_of_message")]

    def __str__(self) -> str:
        return f"{self.message_id} again by {self.by_id}"


class Mailbox(models.Model):
    """A function mailbox of an organisation, or of one role or team there; it is mailed what they are told.

    Closed, never changed or removed: a change is another row. `kinds` are the kinds of events that it is told of;
    `replaces_people` stops the mails of these to the persons themselves.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.EmailField(max_length=254)
    kinds = ArrayField(models.CharField(max_length=20), default=list)
    replaces_people = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_by_role = models.CharField(max_length=160)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_by_role = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["organisation_id", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role=None) | Q(team=None), name="mailbox_of_a_role_or_a_team"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="mailbox_closed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["organisation", "role", "team", "address"],
                condition=Q(closed_at=None),
                nulls_distinct=False,
                name="mailbox_open_once",
            ),
        ]

    def __str__(self) -> str:
        return self.address


class TitleChoice(models.Model):
    """Whether the mails to an organisation's people and mailboxes hold the titles of cases. The newest row counts.

    Kept for good: a trigger refuses to change or remove a row.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    are_shown = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_role = models.CharField(max_length=160)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-at", "-id"], name="title_choice_newest")]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.are_shown}"
