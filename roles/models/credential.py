"""Keys of programs: OAuth clients bound to one hat of a service account, and personal tokens of people."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from roles.models.assignment import RoleAssignment


class ApiClient(models.Model):
    """What an OAuth client (allauth.idp) acts as: always this one hat of this service account.

    The scopes it may ask for stand on the OAuth client itself. Closed by ending the hat or the account.
    """

    client = models.OneToOneField("allauth_idp_oidc.Client", on_delete=models.CASCADE, related_name="api_client")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(RoleAssignment, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.client_id

    @property
    def scopes(self) -> frozenset[str]:
        return frozenset(self.client.get_scopes())


class PersonalToken(models.Model):
    """A long random key that lets a program act as one person. Only its SHA-256 digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="personal_tokens")
    name = models.CharField(_("Name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=16, help_text="The first characters, by which its owner knows it again.")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.prefix}… of {self.user_id}"
