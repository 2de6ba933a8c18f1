"""While nothing may be changed: a form is refused with what was written in it, a program told when to try again."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from roles.web.forms import few_digits
from sussa import condition, read_only
from sussa.models import ReadOnlyChange
from sussa.web.drafting import words_of
from sussa.web.resume import fields_of, is_resumable
from tickets.api import problems

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What changes no case and no register: logging in and out, drafts, what a page looks like, hints beside what somebody
# writes, and the switch itself.
GO_ON = frozenset(
    {"account_login", "account_logout", "account_reauthenticate", "account_change_password", "mfa_authenticate"}
    | {"mfa_reauthenticate", "api:token", "frame:session", "frame:language", "frame:theme", "frame:save_draft"}
    | {"tickets:similar", "tickets:similar_needs", "tickets:similar_templates"}
    | {"frame:discard_draft", "frame:take_back_draft", "frame:read_only", "frame:read_only_off", "roles:viewing_end"}
)
MOST_DAYS = 7
SHOWN = 20


class ReadOnlyMiddleware:
    """Stands below the drafts' middleware, which keeps what a refused form held."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        request.may_note = lambda: condition.read_only() is None  # for a page that notes that it was looked at
        if request.method in SAFE or request.resumed or getattr(view_func, "only_looks", False):
            return None
        if request.resolver_match.view_name in GO_ON:
            return None
        change = condition.read_only()
        return _refusal(request, change, view_func) if change is not None else None


def _refusal(request, change: ReadOnlyChange, view):
    headers = {"Retry-After": str(read_only.retry_after(change, now=timezone.now()))}
    if request.path.startswith("/api/"):
        body = problems.problem("read_only", sentence(change))
        return JsonResponse(body, status=body["status"], headers=headers, content_type=problems.MEDIA_TYPE)
    context = {
        "fields": words_of(fields_of(request.POST)),
        "is_kept": is_resumable(view) and request.user.is_authenticated,
        "had_files": bool(request.FILES),
        "target": request.get_full_path() if is_resumable(view) else _came_from(request),
    }
    response = render(request, "frame/read_only_refused.html", context, status=503)
    for name, value in (headers | {"Cache-Control": "no-store"}).items():
        response[name] = value
    if request.headers.get("HX-Request"):
        response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML show:window:top"
        response.status_code = 409  # the page's script shows what is refused, and not what broke
    return response


def sentence(change: ReadOnlyChange) -> str:
    """Why nothing was changed and until when, in one paragraph."""
    end = date_format(timezone.localtime(change.expected_end), "SHORT_DATETIME_FORMAT")
    text = _("The program is in read-only mode: %(reason)s. Nothing was changed. It is expected to end %(end)s.")
    return text % {"reason": change.reason.rstrip("."), "end": end}


def _came_from(request) -> str:
    """The page of ours that the form stood on."""
    address = request.headers.get("Referer", "")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}) else "/"


# --- The switch ---


class ReadOnlyForm(forms.Form):
    reason = forms.CharField(
        max_length=200,
        label=gettext_lazy("Why can nothing be changed?"),
        help_text=gettext_lazy("Everybody who is logged in reads it. Example: The database is moved to a new server"),
    )
    expected_end = forms.SplitDateTimeField(
        label=gettext_lazy("When is it expected to end?"), widget=forms.SplitDateTimeWidget
    )

    use_required_attribute = False

    def clean_reason(self):
        return few_digits(self.cleaned_data["reason"])

    def clean_expected_end(self):
        end, now = self.cleaned_data["expected_end"], timezone.now()
        if end <= now:
            raise ValidationError(_("State a time that lies ahead."))
        if end > now + timedelta(days=MOST_DAYS):
            raise ValidationError(_("State a time within seven days."))
        return end


@never_cache
@require_http_methods(["GET", "POST"])
def page(request):
    """Turn read-only mode on, or say another reason or end; and who has done so before. For administrators."""
    _demand_administrator(request)
    form = ReadOnlyForm(request.POST or None)
    if request.method == "POST" and not request.resumed and form.is_valid():
        read_only.turn_on(**form.cleaned_data, by=request.user)
        messages.success(request, _("Read-only mode is on. Every server refuses changes within half a minute."))
        return redirect("frame:read_only")
    context = {
        "form": form,
        "change": condition.read_only(),
        "rows": ReadOnlyChange.objects.select_related("by")[:SHOWN],
    }
    return render(request, "frame/read_only.html", context, status=422 if form.errors and not request.resumed else 200)


page.resumable = gettext_lazy("Read-only mode")


@require_http_methods(["POST"])
def turn_off(request):
    """Take changes again."""
    _demand_administrator(request)
    if read_only.turn_off(by=request.user) is None:
        messages.warning(request, _("Read-only mode is off already."))
    else:
        messages.success(request, _("Read-only mode is off. What waited is being done now."))
    return redirect("frame:read_only")


def _demand_administrator(request) -> None:
    if not request.user.is_administrator:
        raise PermissionDenied
