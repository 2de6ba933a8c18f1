"""An administrator looks at the program as another person sees it: the pages, and what every request goes through.

While somebody looks, `request.actor` is the person looked at with `viewer` set, and `request.user` stays who it is:
drafts, keys, password and language are never the other person's. A page under /konto/ is one's own, and is in no log.

When the time is up nothing is changed until a page has said so: what was meant for the other is not done by oneself.
"""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regions import directory
from roles import rights, viewing
from roles.capabilities import CAPABILITIES
from roles.changing import Refused
from roles.models import User
from roles.web.answers import Lacking, add_reasons, form_page
from roles.web.forms import few_digits

KEY = "viewing"
OWN_PAGES = ("/konto/", "/utkast/")
MAY_POST = frozenset({"roles:viewing_end", "account_logout", "frame:session"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SHOWN = 100


class ViewingMiddleware:
    """Puts the other person's eyes on, refuses every change, and writes each page down. Stands after the actor's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.viewing, request.viewing_is_over = None, False
        pk = request.session.get(KEY) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        if pk is None or not request.user.is_authenticated:
            return self.get_response(request)
        found = viewing.eyes_of(pk, request.user)
        if found is None:
            return self._after_it(request)
        request.viewing, eyes = found
        if request.path.startswith(OWN_PAGES):
            return self.get_response(request)
        request.actor = eyes
        method, address = request.method, request.path
        response = self.get_response(request)
        if method == "GET" and not getattr(request, "only_looks", False):
            _write_down(request.viewing, address, response)
        return response

    def _after_it(self, request):
        """As oneself again, once a page has been shown that says so (base.html)."""
        request.viewing_is_over, request.tells_viewing_is_over = True, _asks_for_a_page(request)
        response = self.get_response(request)
        is_page = response.status_code == 200 and response.get("Content-Type", "").startswith("text/html")
        if request.tells_viewing_is_over and is_page:
            request.session.pop(KEY, None)
        return response

    def process_view(self, request, view_func, view_args, view_kwargs):
        if getattr(request, "viewing", None) is None and not getattr(request, "viewing_is_over", False):
            return None
        request.only_looks = getattr(view_func, "only_looks", False)
        if request.method in SAFE or request.resolver_match.view_name in MAY_POST:
            return None
        if request.only_looks:  # what a page asks by itself: the viewer is nobody's company
            return HttpResponse(status=204)
        if request.viewing is not None and not request.path.startswith(OWN_PAGES):
            viewing.note(request.viewing, viewing.What.REFUSED, address=request.path, status=403)
        return _refusal(request)


def _asks_for_a_page(request) -> bool:
    """Whether somebody opens a page, and not a page a part of itself or a program what it needs."""
    is_fetched = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate" or request.headers.get("HX-Request")
    return request.method == "GET" and not is_fetched and not request.path.startswith("/api/")


def _refusal(request):
    text = _("You are looking at the program as somebody else. Nothing was changed, and nothing can be.")
    if request.viewing_is_over:
        text = _("The time is up: you no longer see the program as somebody else. Nothing was changed.")
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": text, "status": 403}
        return JsonResponse(problem, status=403, content_type="application/problem+json")
    return render(request, "roles/viewing_refused.html", {"text": text}, status=403)


def _write_down(row, address: str, response) -> None:
    is_shown = not response.streaming and response.status_code == 200
    found = viewing.numbers_in(response.content.decode(errors="replace")) if is_shown else ()
    viewing.note(row, viewing.What.SHOWN, address=address, status=response.status_code, cases=found)


class ViewingForm(forms.Form):
    reason = forms.CharField(max_length=200)

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Why do you look?")
        self.fields["reason"].help_text = _("The person and her organisation read it. No details about patients.")

    def clean_reason(self):
        return few_digits(self.cleaned_data["reason"])


@never_cache
@require_http_methods(["GET", "POST"])
def begin(request, pk: int):
    """What looking as this person means, and the button that begins it."""
    if not viewing.may_view(request.actor):
        raise Lacking(f"{_('Administrator')}, {CAPABILITIES[viewing.CAPABILITY]}")
    person = get_object_or_404(User.objects.filter(kind="person", is_active=True), pk=pk)
    form = ViewingForm(request.POST or None)
    if request.method == "POST" and not request.resumed and form.is_valid():
        try:
            row = viewing.start(request.actor, person, reason=form.cleaned_data["reason"])
        except Refused as refused:
            add_reasons(form, refused)
        else:
            request.session[KEY] = row.pk
            return redirect("/")
    context = {"form": form, "person": person, "minutes": viewing.MINUTES}
    return form_page(request, "roles/viewing_begin.html", context)


begin.resumable = gettext_lazy("See the program as somebody else")


@require_POST
def end(request):
    """See the program as oneself again."""
    if request.viewing is not None:
        viewing.note(request.viewing, viewing.What.ENDED, address="", status=200)
    messages.success(request, _("You see the program as yourself again."))
    request.session.pop(KEY, None)
    return redirect("roles:viewings")


@require_GET
def log(request):
    """Who has looked as whom, why and when, for those concerned."""
    rows = [_named(one, request.actor) for one in viewing.log_for(request.actor)[: SHOWN + 1]]
    context = {"rows": rows[:SHOWN], "is_more": len(rows) > SHOWN, "now": timezone.now()}
    return render(request, "roles/viewings.html", context)


@require_GET
def pages(request, pk: int):
    """One viewing: each page, with the cases that it showed."""
    row = _named(get_object_or_404(viewing.log_for(request.actor), pk=pk), request.actor)
    return render(request, "roles/viewing.html", {"row": row, "pages": viewing.pages_of(row, request.actor)})


def _named(row, actor):
    """With the names that the actor may read; else the viewer has her role alone, and the person where she works."""
    row.viewer_name = str(row.viewer) if _may_name(actor, row.viewer) else ""
    home = directory.organisation(row.person.home_organisation_id)
    row.person_name = str(row.person) if _may_name(actor, row.person) else home.name if home else _("a person")
    return row


def _may_name(actor, person) -> bool:
    home = directory.organisation(person.home_organisation_id)
    return person.pk == actor.user.pk or rights.names_shown(actor, home)
