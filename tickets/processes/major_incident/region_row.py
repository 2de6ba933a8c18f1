"""How it stands in one region. Only that region says so; the team may claim, and note what it was told by telephone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, FSMModelMixin

from engine.step import SYSTEM_MAY, Who, step
from regions.models import Organisation
from roles.scope import ScopedManager
from tickets import codes
from tickets.guards import parent_open
from tickets.models.audience import of_readable_tickets
from tickets.models.subject import PartSubject
from tickets.processes.major_incident import row_effects, row_guards
from tickets.processes.major_incident.codes import RowState as R

ITS_REGION = Who("mi_row.state", "affected")
ORALLY = Who("mi_row.oral", "support")


class MiRegionRow(PartSubject, FSMModelMixin, models.Model):
    """One row a member region, from the declaration on (5.3). `since`: when it came into this state."""

    States = R
    kind = "region_row"
    terminal = ()

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = FSMField(max_length=20, default="", protected=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    guessed = models.BooleanField(default=False)  # the team took it to be affected when it was declared
    # Who of the region said so last; nobody while only others have spoken for it.
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    stated_at = models.DateTimeField(null=True)
    oral = models.BooleanField(default=False)  # as told by telephone, not yet confirmed by the region
    told_by = models.CharField(max_length=120, blank=True)
    told_at = models.DateTimeField(null=True)
    known_at = models.DateTimeField(null=True)  # when the region came to know that it is affected
    affected_at = models.DateTimeField(null=True)  # when its impact began, as far as is known
    restored_at = models.DateTimeField(null=True)  # as the team says
    confirmed_restored_at = models.DateTimeField(null=True)  # as the region says
    units = models.CharField(max_length=400, blank=True)
    users_affected = models.CharField(max_length=10, blank=True, choices=codes.UsersAffected.choices)
    reserve_routine = models.CharField(max_length=3, blank=True, choices=codes.YesNo.choices)
    stated_minutes = models.PositiveIntegerField(null=True)  # of impact, as the region says
    reminders = models.PositiveSmallIntegerField(default=0)  # since it was last asked for something
    named_silent = models.BooleanField(default=False)  # it was solved without its answer, and that was said by name

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "region"], name="major_row_once_per_region"),
            models.CheckConstraint(condition=Q(state__in=R.values), name="major_row_state_known"),
            models.CheckConstraint(
                condition=Q(oral=False) | ~Q(told_by="") & Q(told_at__isnull=False), name="major_row_oral_with_teller"
            ),
        ]
        indexes = [models.Index(fields=["region", "state"], name="major_row_of_region")]

    def __str__(self):
        return f"{self.region_id} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)

    def stands(self, where: str, *, hat, actor) -> bool:
        if where == "affected":
            return hat.organisation.pk == self.region_id
        return self.ticket.stands(where, hat=hat, actor=actor)

    def organisations_at(self, where: str) -> set[int]:
        return {self.region_id} if where == "affected" else super().organisations_at(where)

    def minutes(self, now: datetime) -> int | None:
        """Minutes of impact: as the region says, else from its beginning until it was restored, or until `now`.

        Not beyond the end of the major incident. None where the region was not affected.
        """
        if self.stated_minutes is not None or self.affected_at is None:
            return self.stated_minutes
        until = self.confirmed_restored_at or self.restored_at or self.ticket.closed_at or now
        return max(0, (until - self.affected_at) // timedelta(minutes=1))

    # fmt: off
    @step("", R.UNKNOWN, _("Row created"), by=(SYSTEM_MAY,))
    def create(self): "The region is asked how it stands there."

    @step((R.UNKNOWN, R.AFFECTED, R.DEGRADED), R.NOT_AFFECTED, _("State not affected"),
          by=(ITS_REGION,),
          asks=("comment",),
          guards=(parent_open,),
          does=(row_effects.stated, row_effects.not_affected))
    def state_not_affected(self): "Nothing of it is noticed in your region."

    @step((R.UNKNOWN, R.NOT_AFFECTED, R.DEGRADED), R.AFFECTED, _("State affected"),
          by=(ITS_REGION,),
          needs=("row_units",), asks=("row_users_affected", "row_reserve_routine", "comment"),
          guards=(parent_open,),
          does=(row_effects.stated, row_effects.hit))
    def state_affected(self): "The service is gone in your region, or in parts of it."

    @step((R.UNKNOWN, R.NOT_AFFECTED, R.AFFECTED), R.DEGRADED, _("State degraded"),
          by=(ITS_REGION,),
          needs=("row_units",), asks=("row_users_affected", "row_reserve_routine", "comment"),
          guards=(parent_open,),
          does=(row_effects.stated, row_effects.hit))
    def state_degraded(self): "The service works in your region, but slowly or only in parts."

    @step(R.UNKNOWN, R.AFFECTED, _("State affected on oral report"),
          by=(ORALLY,),
          needs=("told_by", "told_at"),
          guards=(parent_open,), checks=(row_guards.told_not_in_future,),
          does=(row_effects.told, row_effects.hit))
    def oral_report(self): "What you were told by telephone, marked as oral until the region confirms it."

    @step(R.AFFECTED, None, _("Confirm oral report"),
          by=(ITS_REGION,),
          guards=(parent_open, row_guards.row_marked_oral),
          does=(row_effects.confirmed_oral,))
    def confirm_oral(self): "It stands in your region as was told by telephone."

    @step((R.AFFECTED, R.DEGRADED), R.RESTORED, _("Restored according to the incident team"), by=(SYSTEM_MAY,))
    def restore(self): "The team says that the service works again; the region is asked to confirm."

    @step(R.RESTORED, R.AFFECTED, _("Restoration withdrawn"), by=(SYSTEM_MAY,))
    def unrestore(self): "The team works on the fault again."

    @step(R.RESTORED, R.CONFIRMED, pgettext_lazy("step", "Confirm restoration"),
          by=(ITS_REGION,),
          needs=("confirmed_restored_at",),
          guards=(parent_open,), checks=(row_guards.restored_not_in_future,),
          does=(row_effects.stated, row_effects.confirmed))
    def confirm(self): "It works again in your region."

    @step((R.RESTORED, R.CONFIRMED), R.AFFECTED, _("Still affected"),
          by=(ITS_REGION,),
          needs=("reason",),
          guards=(parent_open,),
          does=(row_effects.stated, row_effects.declined))
    def decline(self): "Say what does not work: the team takes up the work again."

    @step((R.AFFECTED, R.DEGRADED, R.RESTORED, R.CONFIRMED), None, _("Report impact minutes"),
          by=(ITS_REGION,),
          needs=("impact_minutes",),
          guards=(parent_open,),
          does=(row_effects.tell_team,))
    def report_impact(self): "For how many minutes it was noticed in your region."

    @step((R.UNKNOWN, R.RESTORED), None, _("Region reminded"), by=(SYSTEM_MAY,))
    def remind(self): "The region has not answered."

    @step((R.UNKNOWN, R.RESTORED), None, _("Solved without the region's answer"), by=(SYSTEM_MAY,))
    def name_silent(self): "The region was silent after its reminders, and was named when it was solved."
    # fmt: on
