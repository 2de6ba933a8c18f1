"""Why an agreed time was exceeded and whose it was, as somebody says, and what the one who is named says to that."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from regions.models import Organisation
from roles.scope import ScopedManager
from tickets import codes
from tickets.models.audience import audience_scope


def _organisation(**options):
    return models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", **options)


def _person():
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)


class BreachExplanation(models.Model):
    """One statement about one exceeded clock; the newest one counts, and all of them stay.

    Its words are the text versions `breach_text` of the event `event_seq` and `dispute_text` of `dispute_seq`. A clock
    is derived and may be made anew: `clock_id` is its key, and metric and time stand here as well.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    clock = models.ForeignKey("tickets.Clock", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    metric = models.CharField(max_length=12)
    breached_at = models.DateTimeField()
    code = models.CharField(max_length=20, choices=codes.BreachReason.choices)
    owner = _organisation()
    event_seq = models.PositiveIntegerField()
    audience = models.CharField(max_length=8, choices=codes.Audience.choices)
    organisation = _organisation()
    explained_by = _person()
    at = models.DateTimeField()
    disputed_at = models.DateTimeField(null=True)
    disputed_by = _person()
    dispute_seq = models.PositiveIntegerField(null=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.CheckConstraint(
                name="breach_disputed_whole",
                condition=Q(disputed_at=None, disputed_by=None, dispute_seq=None)
                | Q(disputed_at__isnull=False, dispute_seq__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["ticket", "-at"], name="breach_of_ticket")]

    def __str__(self):
        return f"{self.metric} of {self.ticket_id}: {self.code}"

    @classmethod
    def scope(cls, actor) -> Q:
        """Whoever reads the ticket and the statement's circle; the vendor what it said or is named in."""
        return audience_scope(actor)
