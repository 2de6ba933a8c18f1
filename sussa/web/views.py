"""The pages every visitor reaches from the foot of a page, and the small choices kept for a person."""

import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regions import directory
from sussa import health
from sussa.models import AccessibilityStatement, Feedback
from sussa.web import statement
from sussa.web.forms import FeedbackForm, StatementForm
from sussa.web.frame import THEME_COOKIE, THEMES
from sussa.web.language import CODES

YEAR_SECONDS = 365 * 24 * 3600
FEEDBACK_PER_HOUR = 10


@login_not_required
@require_GET
def accessibility(request, version: int | None = None):
    """The statement in force, or an older version by its number."""
    shown = get_object_or_404(AccessibilityStatement, version=version) if version else statement.in_force()
    older = AccessibilityStatement.objects.exclude(version=shown.version)
    context = {"statement": shown, "older": older, "complaints_url": statement.COMPLAINTS_URL}
    return render(request, "frame/accessibility.html", context)


def edit_accessibility(request):
    """Write and publish the next version; for administrators."""
    _demand_administrator(request)
    form = StatementForm(request.POST or None, instance=statement.in_force())
    if request.method == "POST" and not request.resumed and form.is_valid():
        statement.publish(form.instance, by=request.user)
        messages.success(request, _("The statement is published. The version before it can still be read."))
        return redirect("frame:accessibility")
    return render(request, "frame/accessibility_edit.html", {"form": form}, status=_status(request, form))


edit_accessibility.resumable = gettext_lazy("The accessibility statement")


@login_not_required
@require_http_methods(["GET", "POST"])
def feedback(request):
    """A reader says what does not work. Open to all; at most ten an hour from one address."""
    form = FeedbackForm(
        request.POST or None, initial={"kind": "accessibility", "page": request.GET.get("page", "")[:200]}
    )
    if request.method == "POST" and not request.resumed and form.is_valid():
        if _too_many(request):
            form.add_error(
                None, _("Many messages came from your address in the last hour. Wait a while and send it again.")
            )
        else:
            _store_feedback(form, request)
            messages.success(request, _("Thank you. Your message has been received and will be read by a person."))
            return redirect("frame:accessibility")
    return render(request, "frame/feedback.html", {"form": form}, status=_status(request, form))


feedback.resumable = gettext_lazy("Tell us what does not work")


@require_http_methods(["GET", "POST"])
def feedback_list(request):
    """What readers have written, newest first; an administrator notes what has been answered."""
    _demand_administrator(request)
    if request.method == "POST":
        row = get_object_or_404(Feedback, pk=request.POST.get("answered"), answered_at=None)
        row.answered_at, row.answered_by = timezone.now(), request.user
        row.save(update_fields=["answered_at", "answered_by"])
        return redirect("frame:feedback_list")
    rows = Feedback.objects.select_related("sent_by", "answered_by")[:200]
    return render(request, "frame/feedback_list.html", {"rows": rows})


@login_not_required
@require_GET
def privacy(request):
    """How personal data are processed, in plain words."""
    context = {"responsible": directory.support_org(), "regions": directory.regions(), "vendor": directory.vendor()}
    return render(request, "frame/privacy.html", context)


PARTS = {
    "database": gettext_lazy("Cases and registers"),
    "redis": gettext_lazy("Background work"),
    "due_steps": gettext_lazy("Clocks and reminders"),
    "outbox": gettext_lazy("Outgoing messages"),
    "major_pack": gettext_lazy("The pages for when the program is down"),
}


@login_not_required
@require_GET
def status(request):
    """Whether the service works, part by part, in plain words."""
    found = _parts_in_words(request)
    context = {"parts": found, "all_well": all(part["well"] for part in found), "at": timezone.now()}
    return render(request, "frame/status.html", context)


def _parts_in_words(request) -> list[dict]:
    parts = json.loads(health.readyz(request).content)["parts"]
    return [{"label": str(PARTS.get(name, name)), "well": answer == "ok"} for name, answer in parts.items()]


@login_not_required
@require_http_methods(["GET", "POST"])
def shortcuts(request):
    """The list of keyboard shortcuts; a person can turn single letters off."""
    if request.method == "POST" and request.user.is_authenticated:
        request.user.shortcuts = request.POST.get("shortcuts") == "on"
        request.user.save(update_fields=["shortcuts"])
        return redirect("frame:shortcuts")
    return render(request, "frame/shortcuts.html")


@login_not_required
@require_POST
def language(request):
    """Choose the language; kept on the person, and in a cookie for pages before the log-in."""
    chosen = request.POST.get("language")
    if chosen not in CODES:
        return HttpResponse(status=400)
    _keep_on_person(request, language=chosen)
    response = redirect(_back(request))
    _set_cookie(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@login_not_required
@require_POST
def theme(request):
    """Choose light, dark or as the computer."""
    chosen = request.POST.get("theme", "")
    if chosen not in dict(THEMES):
        return HttpResponse(status=400)
    _keep_on_person(request, theme=chosen)
    response = (
        HttpResponse(status=204) if request.headers.get("Accept") == "application/json" else redirect(_back(request))
    )
    _set_cookie(response, THEME_COOKIE, chosen)
    return response


def _demand_administrator(request) -> None:
    if not request.user.is_administrator:
        raise PermissionDenied


def _status(request, form) -> int:
    return 422 if form.is_bound and form.errors and not getattr(request, "resumed", False) else 200


def _store_feedback(form, request) -> None:
    row = form.save(commit=False)
    row.sent_at = timezone.now()
    row.sent_by = request.user if request.user.is_authenticated else None
    row.save()


def _too_many(request) -> bool:
    """Whether this address has sent its share for the hour."""
    key = f"feedback:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, 3600)
    return cache.incr(key) > FEEDBACK_PER_HOUR


def _keep_on_person(request, **values) -> None:
    if request.user.is_authenticated:
        for name, value in values.items():
            setattr(request.user, name, value)
        request.user.save(update_fields=list(values))


def _set_cookie(response, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )


def _back(request) -> str:
    """Where the person came from, if it is ours."""
    target = request.POST.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}) else "/"
