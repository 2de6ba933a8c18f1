"""Every change of who may do what, kept for good: a trigger refuses to change or remove a row."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.models import Organisation
from roles.models.group import DECIMALS, DIGITS, OrderGroup
from roles.models.role import Role


class RoleChange(models.Model):
    """One change of a role assignment, a membership or a person's account. Holds no free text but the reason.

    `at` is UTC. `by` is who did it and `by_role` under what right, in words of that day.
    """

    class What(models.TextChoices):
        ASSIGNED = "assigned", _("Role given")
        ENDED = "ended", _("End of the role set")
        WITHDRAWN = "withdrawn", _("Role taken back before it began")
        PERSON_ADDED = "person_added", _("Account made")
        PASSWORD_MADE = "password_made", _("New one-time password")
        DEACTIVATED = "deactivated", _("Account closed")
        ACTIVATED = "activated", _("Account opened again")
        DELEGATED = "delegated", _("Role handed over for a time")
        GIVEN_BACK = "given_back", _("Role handed back")
        GROUP_GIVEN = "group_given", _("Member of a group")
        GROUP_ENDED = "group_ended", _("End of the membership set")
        GROUP_WITHDRAWN = "group_withdrawn", _("Membership taken back before it began")

    at = models.DateTimeField()
    what = models.CharField(max_length=16, choices=What.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    by_role = models.CharField(max_length=160, blank=True)
    # Of a role or, where `group` is set, of a membership.
    assignment_number = models.BigIntegerField(null=True)  # no key: what was taken back before it began is removed
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+", null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    deputy_for = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    group = models.CharField(max_length=12, choices=OrderGroup, blank=True, default="")
    amount_limit = models.DecimalField(max_digits=DIGITS, decimal_places=DECIMALS, null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "-at"], name="role_change_of_person")]

    def __str__(self):
        return f"{self.what} {self.person_id}"
