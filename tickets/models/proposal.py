"""A solution that the parent case proposes to a child: a row of the child, which its region accepts or declines."""

from django.db import models
from django.db.models import Q

from roles.scope import ScopedManager


class SolutionProposal(models.Model):
    """The parent was resolved and the child was open. The solution's words are the child's text version of the event.

    `accepted` is None while it waits; a proposal that the parent took back, or that came to nothing, is `ended_at`
    without an answer.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    event_seq = models.PositiveIntegerField()
    resolution = models.CharField(max_length=24)
    category_close = models.CharField(max_length=20, blank=True)
    proposed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(ended_at=None), name="proposal_one_open"),
        ]

    def __str__(self):
        return f"proposal {self.pk}"

    @classmethod
    def scope(cls, actor) -> Q:
        from tickets.models.ticket import Ticket

        return Q(models.Exists(Ticket.objects.visible_to(actor).filter(pk=models.OuterRef("ticket_id"))))
