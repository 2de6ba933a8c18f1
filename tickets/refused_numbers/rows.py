"""The counts: one row an organisation, month and kind of number."""

from django.db import models
from django.db.models import Q

from regions.models import Organisation
from roles.scope import ScopedManager


class RefusedNumber(models.Model):
    """`month` is its first day. Read by the organisation itself and by the support organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    kind = models.CharField(max_length=40)
    count = models.PositiveIntegerField()

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [models.UniqueConstraint(fields=["organisation", "month", "kind"], name="refused_number_once")]

    def __str__(self) -> str:
        return f"{self.count} {self.kind} of {self.organisation_id} in {self.month}"

    @classmethod
    def scope(cls, actor) -> Q:
        if actor.is_system or "support" in actor.tiers:
            return Q()
        return Q(organisation_id__in=actor.organisation_ids)
