"""Who may order and who may approve for an organisation: groups beside the roles, each membership with its days."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from regions.models import Organisation

# The longest amount that a column of kronor holds: 9 999 999 999,99.
DIGITS, DECIMALS = 12, 2


class OrderGroup(models.TextChoices):
    BESTALLARE = "bestallare", pgettext_lazy("group", "Orderers")
    GODKANNARE = "godkannare", pgettext_lazy("group", "Approvers")
    FORGODKAND = "forgodkand", pgettext_lazy("group", "Pre-approved group")


# What one member is called, as a role is.
MEMBER = {
    OrderGroup.BESTALLARE: pgettext_lazy("member of a group", "Orderer"),
    OrderGroup.GODKANNARE: pgettext_lazy("member of a group", "Approver"),
    OrderGroup.FORGODKAND: pgettext_lazy("member of a group", "Member of the pre-approved group"),
}
# What a membership adds to the roles that the person has at the same organisation.
GRANTS = {
    OrderGroup.BESTALLARE: ("order.place",),
    OrderGroup.GODKANNARE: ("order.approve",),
    OrderGroup.FORGODKAND: ("order.place", "order.preapproved"),
}


class _DateRange(Func):
    function = "daterange"


class MembershipQuerySet(models.QuerySet):
    def valid_on(self, day):
        """Memberships in force on `day`, a date in the collaboration's time zone."""
        return self.filter(Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day), user__is_active=True)


class GroupMembership(models.Model):
    """A person belongs to `group` at `organisation` from `valid_from` to `valid_to`, both days included.

    It counts on the days when she also has a role of her own there. `amount_limit` is in kronor, None without a
    limit, and an approver's alone. Written by `roles.groups`; the limit of a row never changes.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(_("Group"), max_length=12, choices=OrderGroup)
    amount_limit = models.DecimalField(_("Limit in kronor"), max_digits=DIGITS, decimal_places=DECIMALS, null=True)
    valid_from = models.DateField(_("From"))
    valid_to = models.DateField(_("To"), null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["organisation_id", "group", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(group__in=OrderGroup.values), name="membership_group_known"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="membership_group_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(amount_limit=None) | Q(group=OrderGroup.GODKANNARE, amount_limit__gte=0),
                name="membership_limit_of_an_approver",
            ),
            ExclusionConstraint(
                name="membership_not_twice",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("group", RangeOperators.EQUAL),
                    (_DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["organisation", "group"], name="membership_by_place")]

    def __str__(self):
        return f"{self.user_id} in {self.group} of {self.organisation_id}"

    @property
    def label(self) -> str:
        """What the member is called."""
        return str(MEMBER[self.group])
