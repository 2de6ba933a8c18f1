"""The hand-off: a ticket travels only when the receiver says yes (5.0). The sender holds it until then."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin

from engine.step import Who, step
from regions import directory
from regions.models import Organisation
from roles.scope import ScopedManager
from tickets import codes, handing_over
from tickets.guards import assignee_or_team_given, parent_open
from tickets.models.subject import PartSubject


class Handoff(PartSubject, FSMModelMixin, models.Model):
    """One proposal that `to_organisation` takes the ticket over. Its letter is the text version `handoff_letter`."""

    class States(models.TextChoices):
        PROPOSED = "proposed", _("Handed over")
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")
        WITHDRAWN = "withdrawn", _("Taken back")

    kind = "handoff"

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    state = FSMField(max_length=20, default="", protected=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    from_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=24, choices=codes.HandoffReason.choices)
    bypass = models.BooleanField(default=False)
    with_solution = models.BooleanField(default=False)
    event_seq = models.PositiveIntegerField(default=0)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    return_reason = models.CharField(max_length=24, blank=True, choices=codes.ReturnReason.choices)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(state="proposed"), name="handoff_one_open"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "accepted", "returned", "withdrawn"]), name="handoff_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(from_organisation=models.F("to_organisation")), name="handoff_to_another"
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "-proposed_at"], name="handoff_of_ticket"),
            models.Index(fields=["to_organisation"], condition=Q(state="proposed"), name="handoff_waiting"),
        ]

    def __str__(self):
        return f"hand-off {self.pk}"

    @classmethod
    def scope(cls, actor) -> Q:
        """Hand-offs of readable tickets; a vendor sees only those it takes part in."""
        from tickets.models.ticket import Ticket

        readable = Q(models.Exists(Ticket.objects.visible_to(actor).filter(pk=models.OuterRef("ticket_id"))))
        if actor.is_customer_side:
            return readable
        mine = actor.organisation_ids
        return readable & (Q(from_organisation_id__in=mine) | Q(to_organisation_id__in=mine))

    @classmethod
    def lock(cls, pk, actor):
        """As for every part, with both ends at hand."""
        found = super().lock(pk, actor)
        found.from_organisation = directory.organisation(found.from_organisation_id)
        found.to_organisation = directory.organisation(found.to_organisation_id)
        return found

    def stands(self, where: str, *, hat, actor) -> bool:
        if where == "receiver":
            return hat.organisation.pk == self.to_organisation_id
        if where == "sender":
            return hat.organisation.pk == self.from_organisation_id
        return self.ticket.stands(where, hat=hat, actor=actor)

    def event_audience(self, context) -> str:
        """Both ends read what happens to the hand-off."""
        ends = {self.from_organisation.tier, self.to_organisation.tier}
        return codes.Audience.ALL if "vendor" in ends else super().event_audience(context)

    def organisations_at(self, where: str) -> set[int]:
        ends = {"receiver": {self.to_organisation_id}, "sender": {self.from_organisation_id}}
        return ends.get(where) or super().organisations_at(where)

    # fmt: off
    @step("", States.PROPOSED, _("Hand over"), by=(Who("ticket.work", "sender"),))
    def propose(self): "Offer the ticket, with a letter. Made by the hand-over steps of the ticket."

    @step(States.PROPOSED, States.ACCEPTED, _("Accept"),
          by=(Who("ticket.manage", "receiver"), Who("ticket.work", "receiver")),
          asks=("assignee", "team"),
          guards=(parent_open,), checks=(assignee_or_team_given,),
          does=(handing_over.receive,))
    def accept(self): "From this second your organisation holds the ticket."

    @step(States.PROPOSED, States.RETURNED, _("Return"),
          by=(Who("ticket.manage", "receiver"),),
          needs=("return_reason", "reason"),
          does=(handing_over.give_back,))
    def return_(self): "Send it back and say what is missing."

    @step(States.PROPOSED, States.WITHDRAWN, _("Take back"),
          by=(Who("ticket.work", "sender"), Who("ticket.manage", "sender")),
          needs=("reason",),
          does=(handing_over.take_back,))
    def withdraw(self): "Take the offer back before it is answered."
    # fmt: on
