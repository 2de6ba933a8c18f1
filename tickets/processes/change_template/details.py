"""The rows of a template: its own, one for each approved version, one for each change that was made from it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from roles.scope import ScopedManager
from tickets.models.audience import of_readable_tickets
from tickets.processes.change.codes import Outcome


class ChangeTemplateDetail(models.Model):
    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.PROTECT, primary_key=True, related_name="+")
    valid_until = models.DateField(null=True)  # the last day on which a change is made from it
    vendor_works = models.BooleanField(default=False)  # carries the changes out, so that it reads the template
    current = models.ForeignKey("tickets.ChangeTemplateVersion", on_delete=models.PROTECT, related_name="+", null=True)
    reinstated_at = models.DateTimeField(null=True)  # failures before this do not suspend it again

    def __str__(self):
        return f"detail of {self.ticket_id}"


class ChangeTemplateVersion(models.Model):
    """What was approved, never changed. Its words are the template's texts as of `event_seq`, so that personal data
    which is removed from a text is gone from here, too.
    """

    template = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    event_seq = models.PositiveIntegerField()
    services = ArrayField(models.BigIntegerField())  # ids of components
    valid_until = models.DateField()
    vendor_works = models.BooleanField(default=False)
    decision = models.CharField(max_length=80, blank=True)  # the number of the decision that approved it
    made_at = models.DateTimeField()

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="change_template_version_once")]

    def __str__(self):
        return f"{self.template_id} v{self.number}"

    @property
    def decision_number(self) -> str:
        """ "2026 § 4", without the forum that stands before it."""
        return self.decision.partition(" ")[2]

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor, ticket="template_id")


class TemplateUse(models.Model):
    """A change that was made from a version and has ended, with how it went. Read where the template is read."""

    template = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ChangeTemplateVersion, on_delete=models.PROTECT, related_name="+")
    change = models.OneToOneField("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    at = models.DateTimeField()

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        indexes = [models.Index(fields=["template", "-at"], name="template_use_of")]

    def __str__(self):
        return f"{self.change_id} of {self.template_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor, ticket="template_id")
