"""Exceptions to the scope: shares to a person, a role or an organisation, confidential readers, guests.

Written only by `tickets.grants`, inside a step; each with reason, giver and expiry. What is given for one reason stays
when another ends, so there is a row a reason.
"""

from django.conf import settings
from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase


class _Grant(models.Model):
    reason_code = models.CharField(max_length=40)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    event_seq = models.PositiveIntegerField(default=0, db_default=0)  # the event that holds the giver's reason

    class Meta:
        abstract = True


class TicketUserGrant(UserObjectPermissionBase, _Grant):
    content_object = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="user_grants")

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        unique_together = ["user", "permission", "content_object", "reason_code"]

    def __str__(self):
        return f"{self.user_id} on {self.content_object_id}"


class TicketGroupGrant(GroupObjectPermissionBase, _Grant):
    content_object = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="group_grants")

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
        unique_together = ["group", "permission", "content_object", "reason_code"]

    def __str__(self):
        return f"{self.group_id} on {self.content_object_id}"
