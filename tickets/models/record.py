"""What an authority keeps of a case as a public record: its own diary number, and what it decided to disclose."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from regions.models import Organisation
from roles.scope import ScopedManager
from tickets import codes
from tickets.models.audience import of_readable_tickets


class DiaryNumber(models.Model):
    """The number under which an authority has registered the case in its own diary (OSL 5 kap. 1 §)."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [models.UniqueConstraint(fields=["ticket", "organisation"], name="diary_number_once")]
        indexes = [models.Index(Upper("number"), name="diary_number")]

    def __str__(self):
        return self.number

    @classmethod
    def scope(cls, actor) -> Q:
        """For the customers who read the case."""
        return of_readable_tickets(actor) if actor.is_customer_side or actor.is_system else Q(pk__in=[])


class Disclosure(models.Model):
    """A decision on whether the case is disclosed. Never changed, and without a word of the case or of who asked.

    The record is the case as it stood at `event_seq`. `without` names its texts and files that are left out; the
    words to mask are the text `masked_words` of that event.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()  # of the case, from 1
    decision = models.CharField(max_length=8, choices=codes.Disclosed.choices)
    without = models.JSONField(default=list)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    role_label = models.CharField(max_length=120)
    event_seq = models.PositiveIntegerField()
    at = models.DateTimeField()

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [models.UniqueConstraint(fields=["ticket", "number"], name="disclosure_once")]

    def __str__(self):
        return f"{self.ticket_id}/{self.number}"

    @classmethod
    def scope(cls, actor) -> Q:
        """For the family of the authority that decided, and for the support organisation."""
        readable = of_readable_tickets(actor)
        if actor.is_system or "support" in actor.tiers:
            return readable
        return readable & Q(organisation_id__in=actor.organisation_ids)
