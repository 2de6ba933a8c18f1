"""Personal tokens: a person makes a key for a program that acts as this person, sees it once, and can end it."""

from __future__ import annotations

import re
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from roles import credentials
from roles.models import PersonalToken
from roles.models.user import UserKind
from roles.web.answers import lacks

CAPABILITY = "api.use"
MOST_DIGITS = 4  # in a name: too few for any personal number
_MADE = "tokens_made"
DAYS = (
    (30, gettext_lazy("30 days")),
    (90, gettext_lazy("90 days")),
    (180, gettext_lazy("Half a year")),
    (365, gettext_lazy("A year")),
)


class TokenForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("What the key is for"),
        help_text=gettext_lazy("For example the name of the program that uses it."),
        max_length=80,
    )
    days = forms.TypedChoiceField(label=gettext_lazy("Valid for"), choices=DAYS, coerce=int, initial=90)

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if len(re.findall(r"\d", name)) > MOST_DIGITS:
            raise ValidationError(_("Write a name with at most four digits."))
        return name


def may_have_tokens(actor) -> bool:
    """A person of the vendor, or one whose role uses the system interface."""
    is_person = actor.user is not None and actor.user.kind == UserKind.PERSON
    return is_person and ("vendor" in actor.tiers or actor.can(CAPABILITY))


@never_cache
@require_http_methods(["GET", "POST"])
def token_list(request):
    """My keys; POST makes one and shows it, this once, in the answer itself."""
    _demand_right(request)
    resumed = getattr(request, "resumed", False)
    form = TokenForm(request.POST or None)
    token, status = "", 200
    if request.method == "POST" and not resumed:
        if not form.is_valid():
            status = 422
        elif _is_repeated(request):
            messages.warning(request, _("The key has been made already and cannot be shown again."))
            return redirect("tokens:list")
        else:
            token = _make(request, form.cleaned_data)
            form, request.form_sent = TokenForm(), True
    rows = _shown(request.user, timezone.now())
    return render(request, "roles/tokens.html", {"form": form, "token": token, "rows": rows}, status=status)


token_list.resumable = gettext_lazy("Make a new key")


@require_POST
def revoke(request, pk):
    _demand_right(request)
    token = get_object_or_404(PersonalToken, pk=pk, user=request.user)
    credentials.revoke(token)
    messages.success(request, _("The key “%(name)s” no longer works.") % {"name": token.name})
    return redirect("tokens:list")


def _demand_right(request) -> None:
    if not may_have_tokens(request.actor):
        raise lacks(CAPABILITY)


def _make(request, said: dict) -> str:
    expires_at = timezone.now() + timedelta(days=said["days"])
    token, _row = credentials.make_token(user=request.user, name=said["name"], expires_at=expires_at)
    request.session[_MADE] = [*request.session.get(_MADE, []), request.POST.get("once", "")][-5:]
    return token


def _is_repeated(request) -> bool:
    """The same form sent twice (a double press, the back button) makes one key."""
    mark = request.POST.get("once", "")
    return bool(mark) and mark in request.session.get(_MADE, [])


def _shown(user, now) -> list[dict]:
    """My keys, those that work first."""
    rows = [
        {"token": one, "works": one.revoked_at is None and one.expires_at > now} for one in user.personal_tokens.all()
    ]
    return sorted(rows, key=lambda row: not row["works"])
