"""Where a person makes, renews and ends the address of her calendar feed, and the address itself."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roles.api.throttle import CredentialThrottle
from tickets.change_calendar import feed

PER_MINUTE = 6  # of one feed: a program that looks every ten seconds is broken
_MADE = "feeds_made"


@never_cache
@require_http_methods(["GET", "POST"])
def account(request):
    """My feed; POST makes a new address and shows it, this once, in the answer itself."""
    address = ""
    if request.method == "POST" and not getattr(request, "resumed", False):
        if request.actor.viewer is not None:
            raise Http404
        if _is_repeated(request):
            messages.warning(request, _("The address has been made already and cannot be shown again."))
            return redirect("tickets:calendar_feed")
        secret = feed.make(request.user, now=timezone.now())
        request.session[_MADE] = [*request.session.get(_MADE, []), request.POST.get("once", "")][-5:]
        address = f"{settings.PUBLIC_URL}{reverse('tickets:calendar_ics', args=[secret])}"
    context = {"feed": feed.of_user(request.user), "address": address}
    return render(request, "tickets/change_calendar/feed.html", context)


account.resumable = gettext_lazy("Make an address for your calendar")


def _is_repeated(request) -> bool:
    mark = request.POST.get("once", "")
    return bool(mark) and mark in request.session.get(_MADE, [])


@require_POST
def revoke(request):
    if request.actor.viewer is not None:
        raise Http404
    feed.revoke(request.user, now=timezone.now())
    messages.success(request, _("The address no longer works."))
    return redirect("tickets:calendar_feed")


@login_not_required
@never_cache
@require_safe
def ics(request, secret: str):
    """The feed. Whoever knows the address reads it; one that does not work is not found."""
    throttle = CredentialThrottle()
    if not throttle.count(f"feeds:{request.META.get('REMOTE_ADDR', '')}", settings.API_READS_PER_MINUTE):
        return _too_many(throttle)
    row = feed.found(secret)
    if row is None:
        return HttpResponse(status=404, content_type="text/plain; charset=utf-8")
    if not throttle.count(f"feed:{row.pk}", PER_MINUTE):
        return _too_many(throttle)
    answer = HttpResponse(feed.fetched(row, now=timezone.now()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="andringar.ics"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _too_many(throttle: CredentialThrottle) -> HttpResponse:
    answer = HttpResponse(status=429, content_type="text/plain; charset=utf-8")
    answer["Retry-After"] = str(int(throttle.wait()) + 1)
    return answer
