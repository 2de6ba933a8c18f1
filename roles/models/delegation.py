"""A person hands one of her roles, or all of them, to another for a range of days. It counts once it is accepted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from regions.models import Organisation
from roles.models.role import Role


class Delegation(models.Model):
    """From `first_day` through `last_day`, both included. Without role and organisation it is about every role.

    What follows from all accepted ones is kept as role assignments with `delegation` set (`roles.delegating`).
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("delegation", "Waits for an answer")
        ACCEPTED = "accepted", pgettext_lazy("delegation", "Accepted")
        DECLINED = "declined", pgettext_lazy("delegation", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("delegation", "Taken back")
        ENDED = "ended", pgettext_lazy("delegation", "Ended early")

    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+", null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    first_day = models.DateField(_("First day"))
    last_day = models.DateField(_("Last day"))
    reason = models.CharField(_("Reason"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="delegation_ends_after_start"),
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="delegation_to_another"),
            models.CheckConstraint(
                condition=Q(role=None, organisation=None) | Q(role__isnull=False, organisation__isnull=False),
                name="delegation_of_a_role_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "accepted", "declined", "withdrawn", "ended"]),
                name="delegation_state_known",
            ),
        ]
        indexes = [models.Index(fields=["last_day"], condition=Q(state="accepted"), name="delegation_in_force")]

    def __str__(self):
        return f"delegation {self.pk}"
