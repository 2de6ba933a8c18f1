"""What was taken out of sight as personal data: what is put away until it is decided, and the mark that stays."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from regions.models import Organisation
from roles.scope import ScopedManager
from tickets import codes
from tickets.models.audience import audience_only


def settles(actor, ticket) -> bool:
    """Whether the actor decides about hidden parts of the ticket, and so still reads them (law.md 3.2 step 4).

    Who looks through somebody's eyes reads them only where she decides about them herself.
    """
    if actor.viewer is not None and not settles(actor.viewer, ticket):
        return False
    return actor.is_system or any(
        "ticket.confidential" in hat.capabilities and (hat.tier == "support" or hat.organisation.pk == ticket.origin_id)
        for hat in actor.hats
    )


def _deciding(actor) -> Q:
    """The parts that the actor decides about: `settles` as a condition."""
    places = [hat.organisation.pk for hat in actor.hats if "ticket.confidential" in hat.capabilities]
    found = Q(ticket__origin_id__in=places)
    if any(hat.tier == "support" and hat.organisation.pk in places for hat in actor.hats):
        found = Q(ticket__isnull=False)
    return found if actor.viewer is None else found & _deciding(actor.viewer)


class HiddenPart(models.Model):
    """One act of hiding. The rows it hid hold marks; their values lie in `kept` until they are shown or removed.

    `kept` is a list of {"model", "pk", "values"}; empty once it is decided. `what` is the text's field, or "file".
    `copy_of` is the part of another ticket from which these words were carried over, or `copy_of_article` that of an
    article with the same words: it is settled with it.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    audience = models.CharField(max_length=8, choices=codes.Audience.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    kept = models.JSONField(default=list)
    copy_of = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    copy_of_article = models.ForeignKey(
        "tickets.HiddenArticlePart", on_delete=models.PROTECT, related_name="+", null=True
    )
    event_seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    hidden_for = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    verdict = models.CharField(max_length=8, blank=True, choices=codes.PersonalDataVerdict.choices)
    settled_seq = models.PositiveIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    settled_for = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.CheckConstraint(condition=Q(verdict="") | Q(kept=[]), name="hidden_part_keeps_nothing_once_settled"),
        ]
        indexes = [
            models.Index(fields=["ticket", "-at"], name="hidden_part_of_ticket"),
            models.Index(fields=["at"], condition=Q(verdict=""), name="hidden_part_undecided"),
        ]

    def __str__(self):
        return f"{self.what} {self.event_seq}"

    @classmethod
    def scope(cls, actor) -> Q:
        """The marks: for who read the part before, and for who decides. What is kept is for the latter."""
        from tickets.models.ticket import Ticket

        readable = models.Exists(Ticket.objects.visible_to(actor).filter(pk=models.OuterRef("ticket_id")))
        return Q(readable) & (audience_only(actor) | _deciding(actor))

    def value(self, row, column: str):
        """What `column` of a hidden row held; None where this part keeps nothing of it."""
        label = row._meta.label_lower
        return next(
            (one["values"].get(column) for one in self.kept if (one["model"], one["pk"]) == (label, row.pk)), None
        )
