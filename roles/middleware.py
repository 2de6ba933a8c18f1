"""`request.actor`: the actor of the logged-in person, made on first use and once per request."""

from django.conf import settings
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from roles.actor import NOBODY, actor_for

# What a person whose password is a one-time password may reach before choosing another.
BEFORE_A_PASSWORD = frozenset(
    {"account_change_password", "account_logout", "account_reauthenticate", "mfa_reauthenticate"}
    | {"frame:session", "frame:theme", "frame:language", "frame:accessibility", "frame:privacy", "frame:feedback"}
)


class ActorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = SimpleLazyObject(lambda: actor_for(request.user) if request.user.is_authenticated else NOBODY)
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        """A one-time password opens one page: the one where another is chosen."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        if not request.user.password_is_temporary or request.resolver_match.view_name in BEFORE_A_PASSWORD:
            return None
        return redirect("account_change_password")
