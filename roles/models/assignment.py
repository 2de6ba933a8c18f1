"""Hats: who holds which role, where and when; and the teams that work is assigned to."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from regions.models import Organisation
from roles.models.role import Role


class _DateRange(Func):
    function = "daterange"


class AssignmentQuerySet(models.QuerySet):
    def valid_on(self, day):
        """Assignments that act on `day` (a date in the collaboration's time zone); past and future ones do not."""
        return self.filter(Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day), user__is_active=True)


class RoleAssignment(models.Model):
    """A person wears `role` at `organisation` from `valid_from` to `valid_to`, both days included."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="assignments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("From"))
    valid_to = models.DateField(_("To"), null=True, blank=True)
    deputy_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Set where the assignment follows from a delegation; written by `roles.delegating` alone.
    delegation = models.ForeignKey("roles.Delegation", on_delete=models.PROTECT, null=True, related_name="+")
    local_title = models.CharField(_("Local title"), max_length=120, blank=True)
    extent_percent = models.PositiveSmallIntegerField(default=100)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["organisation_id", "role_id", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="assignment_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(deputy_for=None) | ~Q(deputy_for=F("user")), name="assignment_deputy_is_another"
            ),
            ExclusionConstraint(
                name="assignment_not_twice",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    (Coalesce("deputy_for", 0), RangeOperators.EQUAL),  # one's own role, and the same for another
                    (_DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role"], name="assignment_by_place")]

    def __str__(self):
        return f"{self.user} – {self.role} – {self.organisation}"

    @property
    def title(self):
        """What the person is called at home, else the role's own name."""
        return self.local_title or self.role.label


class Team(models.Model):
    """A group inside one organisation that tickets are assigned to."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["organisation_id", "name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="team_once_per_organisation")]

    def __str__(self):
        return self.name


class TeamMember(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="team_memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="team_member_once")]

    def __str__(self):
        return f"{self.user_id} in {self.team_id}"
