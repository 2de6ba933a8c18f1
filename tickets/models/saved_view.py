"""Named sets of filters: a person's own, and those shared with an organisation or a role."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from regions.models import Organisation
from roles.models import Role


class SavedView(models.Model):
    """Filters of the list (tickets/filters.py) and its order under a name. It holds no ticket and lets nobody in.

    Shared with everybody at `organisation`, with those who wear `role` there, or with those who wear `role`
    anywhere; with neither it is its owner's alone. Read it through `tickets.saved_views`.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    filters = models.JSONField(default=dict)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(deleted_at=None), name="saved_view_name_once_a_person"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "role"],
                condition=Q(deleted_at=None) & (Q(organisation__isnull=False) | Q(role__isnull=False)),
                name="saved_view_shared",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_shared(self) -> bool:
        return self.organisation_id is not None or self.role_id is not None


class FirstView(models.Model):
    """The view that opens first for a person, instead of the usual one of her side."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+")

    def __str__(self):
        return f"{self.user_id}: {self.view_id}"
