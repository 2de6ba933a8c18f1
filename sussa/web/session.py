"""How long a log-in lives without anything happening, told by the server's clock.

A session ends `SESSION_IDLE_SECONDS` after the last request, and `SESSION_COOKIE_AGE` after the log-in however
much it is used. The instant of the last request is written at most once a minute, so an ordinary page costs no
write. The page asks `/session/` what is left and posts there to stay logged in. A view that pages ask by themselves
says `only_looks = True`: asking it prolongs nothing, and ends nothing either.
"""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

SEEN = "seen_at"
STARTED = "started_at"
WRITE_EVERY_SECONDS = 60


class IdleSessionMiddleware:
    """Ends a log-in that has been idle too long and notes that this one is in use. Stands after authentication."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_known = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        if is_known and seconds_left(request) <= 0:
            logout(request)
        response = self.get_response(request)
        if is_known:  # what was read stands in no cache after the log-out, nor in one that others share
            response.headers.setdefault("Cache-Control", "private, no-cache")
        if getattr(request, "htmx", False) and request.user.is_authenticated:
            response["Session-Expires-In"] = str(seconds_left(request))
        if getattr(request, "asked_by_page", False) and not request.user.is_authenticated:
            # Django would clear the cookie: late, when the person may have logged in anew meanwhile.
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return response

    def process_view(self, request, view_func, view_args, view_kwargs):
        request.asked_by_page = getattr(view_func, "only_looks", False)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.asked_by_page:
            return
        if request.user.is_authenticated:
            touch(request)


def touch(request, *, now: int | None = None) -> None:
    """Note that the person is here; written when the last note is a minute old."""
    now = now or int(time.time())
    if STARTED not in request.session:
        request.session[STARTED] = now
    if now - request.session.get(SEEN, 0) >= WRITE_EVERY_SECONDS:
        request.session[SEEN] = now


def seconds_left(request, *, now: int | None = None) -> int:
    """Seconds until the log-in ends if nothing happens; 0 for one who is not logged in."""
    if not request.user.is_authenticated:
        return 0
    now = now or int(time.time())
    idle_ends = request.session.get(SEEN, now) + settings.SESSION_IDLE_SECONDS
    day_ends = request.session.get(STARTED, now) + settings.SESSION_COOKIE_AGE
    return max(0, min(idle_ends, day_ends) - now)


@never_cache
@require_http_methods(["GET", "POST"])
def session_view(request):
    """GET: seconds left, prolonging nothing. POST: stay logged in."""
    if request.method == "POST" and request.user.is_authenticated:
        request.session[SEEN] = int(time.time())
    return JsonResponse({"expires_in": seconds_left(request)}, status=200 if request.user.is_authenticated else 401)


session_view.login_required = False
session_view.only_looks = True
