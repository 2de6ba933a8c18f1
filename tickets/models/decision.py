"""What a forum has decided about a ticket: numbered, immutable, bound to what was decided on."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from regions.models import Organisation
from roles.scope import ScopedManager
from tickets.balloting.codes import Result
from tickets.codes import Audience
from tickets.models.audience import of_readable_tickets


class Decision(models.Model):
    """§ `number` of a forum and year, never changed (trigger): another one that cites it takes its place.

    `votes` is how each party voted; the words lie in the text versions of `event`, which is the step that the
    decision was. `digest` is the content that was decided on.
    """

    forum = models.SlugField(max_length=100)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    ballot = models.ForeignKey("tickets.Ballot", on_delete=models.PROTECT, related_name="+", null=True)
    event = models.ForeignKey("tickets.Event", on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=60)
    result = models.CharField(max_length=10, choices=Result.choices)
    votes = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role_label = models.CharField(max_length=120)
    deputy_for = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    per_capsulam = models.BooleanField(default=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, related_name="+", null=True)
    text = models.ForeignKey("tickets.TextVersion", on_delete=models.PROTECT, related_name="+")
    dissent = models.ForeignKey("tickets.TextVersion", on_delete=models.PROTECT, related_name="+", null=True)
    conditions = models.ForeignKey("tickets.TextVersion", on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["forum", "year", "number"], name="decision_number_once"),
            models.CheckConstraint(condition=Q(result__in=Result.values), name="decision_result_known"),
        ]
        indexes = [models.Index(fields=["ticket", "-id"], name="decision_of_ticket")]

    def __str__(self):
        return f"{self.forum} {self.year} § {self.number}"

    @classmethod
    def scope(cls, actor) -> Q:
        """Of the decisions of forums where it has no part a vendor reads nothing: their events are the customer's."""
        if actor.is_system or actor.is_customer_side:
            return of_readable_tickets(actor)
        return of_readable_tickets(actor) & Q(event__audience=Audience.ALL)
