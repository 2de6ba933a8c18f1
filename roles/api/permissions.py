"""Whether a credential opens this door at all. What may be done inside is asked of the actor's hats."""

from rest_framework.permissions import IsAuthenticated

from roles.api.refusals import ScopeMissing
from roles.credentials import READ, WRITE


class HasScope(IsAuthenticated):
    """Logged in, and with the scope for reading or for writing."""

    def has_permission(self, request, view) -> bool:
        if not super().has_permission(request, view):
            return False
        if not request.auth.allows(request.method):
            raise ScopeMissing(WRITE if request.method == "POST" else READ)
        return True
