"""A region's part of an incident: its impact, its patient-safety answer, its confirmation. That region moves it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin

from engine.step import SYSTEM_MAY, Who, step
from regions.models import Organisation
from roles.scope import ScopedManager
from tickets import codes, confirming, joining
from tickets.guards import not_confidential, parent_open
from tickets.guards_between import leg_units_or_whole_region, not_merged, not_owners_part
from tickets.models.audience import of_readable_tickets
from tickets.models.subject import PartSubject

PARTED = "split"  # such a row is history: the region has a case of its own since


class RegionLeg(PartSubject, FSMModelMixin, models.Model):
    """One row a region named on an incident (5.2 legs; D31). The incident closes when every leg is answered."""

    class States(models.TextChoices):
        IN_PROGRESS = "in_progress", _("In progress")
        RESOLVED = "resolved", _("Awaiting confirmation")
        CONFIRMED = "confirmed", _("Confirmed")
        TIMED_OUT = "timed_out", _("Confirmed by silence")
        SPLIT = "split", _("A case of its own")

    kind = "leg"
    terminal = (PARTED,)

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    # Found by `leg_waiting`.
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = FSMField(max_length=20, default="", protected=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    patient_safety = models.CharField(max_length=10, blank=True, choices=codes.PatientSafety.choices)
    users_affected = models.CharField(max_length=10, blank=True, choices=codes.UsersAffected.choices)
    whole_region = models.BooleanField(default=False)
    units = models.CharField(max_length=400, blank=True)
    # Filled when the region joined by itself, or came with a case that was merged; else the ticket's own reporter.
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    reporter_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    joined_at = models.DateTimeField(null=True)
    joined_seq = models.PositiveIntegerField(default=0, db_default=0)  # the event that holds its words
    merged_from = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", null=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "region"], condition=~Q(state="split"), name="leg_once_per_region"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["in_progress", "resolved", "confirmed", "timed_out", "split"]),
                name="leg_state_known",
            ),
        ]
        indexes = [models.Index(fields=["region", "state"], name="leg_waiting")]

    def __str__(self):
        return f"{self.region_id} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)

    def stands(self, where: str, *, hat, actor) -> bool:
        if where == "affected":
            return hat.organisation.pk == self.region_id
        if where == "reporter" and self.reporter_id is not None:
            return actor.person_id == self.reporter_id and hat.organisation.pk == self.reporter_organisation_id
        if where == "reporter":
            return self.ticket.stands("reporter", hat=hat, actor=actor) and hat.organisation.pk == self.region_id
        return self.ticket.stands(where, hat=hat, actor=actor)

    def organisations_at(self, where: str) -> set[int]:
        if where == "reporter" and self.reporter_id is not None:
            return {self.reporter_organisation_id}
        if where == "reporter":
            return super().organisations_at(where) & {self.region_id}
        return {self.region_id} if where == "affected" else super().organisations_at(where)

    def persons_at(self, where: str) -> frozenset[int] | None:
        own = where == "reporter" and self.reporter_id is not None
        return frozenset({self.reporter_id}) if own else super().persons_at(where)

    # fmt: off
    @step("", States.IN_PROGRESS, _("Leg created"), by=(SYSTEM_MAY,))
    def create(self): "The region was named on the incident."

    @step(("", States.IN_PROGRESS, States.RESOLVED, States.CONFIRMED, States.TIMED_OUT), States.IN_PROGRESS,
          _("The region joined"), by=(SYSTEM_MAY,))
    def join(self): "The region said that it has the fault too."

    @step(States.IN_PROGRESS, States.RESOLVED, _("Resolve for the region"),
          by=(Who("ticket.work", "holder", tiers=("region", "support")), SYSTEM_MAY),
          asks=("solution",),
          guards=(parent_open,),
          does=(confirming.await_answer,))
    def resolve(self): "The fault is gone in this region; the region is asked to confirm."

    @step(States.RESOLVED, States.CONFIRMED, _("Confirm the solution"),
          by=(Who("incident_leg.answer", "affected"), Who("ticket.own", "reporter", tiers=("region",))),
          asks=("comment",),
          guards=(parent_open,),
          does=(confirming.answered,))
    def region_confirm(self): "It works again in your region."

    @step((States.RESOLVED, States.CONFIRMED, States.TIMED_OUT), States.IN_PROGRESS, _("Not solved in the region"),
          by=(Who("incident_leg.answer", "affected"), Who("ticket.own", "reporter", tiers=("region",))),
          needs=("what_remains",),
          guards=(parent_open,),
          does=(confirming.declined,))
    def region_decline(self): "Say what remains; the incident cannot be closed until it is solved in your region."

    @step((States.IN_PROGRESS, States.RESOLVED), None, _("Change what is affected"),
          by=(Who("incident_leg.answer", "affected"), Who("ticket.own", "reporter", tiers=("region",))),
          needs=("leg_users_affected", "leg_patient_safety"), asks=("leg_units", "leg_whole_region"),
          guards=(parent_open,), checks=(leg_units_or_whole_region,),
          does=(joining.restate,),
          quiet=True)
    def restate(self): "Units, users and patient safety as they are in your region now."

    @step(States.RESOLVED, States.TIMED_OUT, _("Time to answer has passed"),
          by=(SYSTEM_MAY,),
          does=(confirming.answered,))
    def time_out(self): "Silence counts as confirmation."

    @step((States.RESOLVED, States.CONFIRMED, States.TIMED_OUT), States.IN_PROGRESS, _("Leg reopened"),
          by=(SYSTEM_MAY,))
    def reopen(self): "The incident was reopened."

    @step((States.IN_PROGRESS, States.RESOLVED), States.SPLIT, _("Make it a case of its own"),
          by=(
              Who("incident_leg.answer", "affected"), Who("ticket.own", "reporter", tiers=("region",)),
              Who("incident.close", "support")
          ),
          needs=("reason",),
          guards=(parent_open, not_confidential, not_owners_part, not_merged),
          does=(joining.split_out,))
    def split_out(self): "The region's words and time go on in an incident of its own; both are linked."

    @step((States.IN_PROGRESS, States.RESOLVED, States.CONFIRMED, States.TIMED_OUT), States.SPLIT,
          _("Went back to its own case"), by=(SYSTEM_MAY,))
    def leave(self): "The mark as duplicate that brought it here was undone."
    # fmt: on
