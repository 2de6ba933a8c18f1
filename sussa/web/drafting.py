"""Every form keeps what is written in it until it is sent, without a line in the form's own view.

A form is any page whose view is `resumable`: it can show its form from fields that are posted and saved nowhere.
Its draft is found by the address that the form is sent to.

1. While somebody writes, the page posts the fields here (static/js/drafts.js). Passwords and files never come
   along, and a field with a certain personal number in its text or its name stays in the page.
2. A form that was posted and not carried out is kept too, whatever stood in the way.
3. Whoever opens the form again gets it with the text, as after a log-in in the middle (sussa/web/resume.py).
4. When the form has been carried out its draft is deleted. A view that answers with a page instead of a redirect
   says so with `request.form_sent = True`.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.datastructures import MultiValueDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from engine.personal_data import has_certain
from engine.validate import storable
from roles import drafts
from roles.models import Draft
from sussa.web.resume import LIMIT_BYTES, fields_of, is_resumable

FORM, EMPTY = "_form", "_empty"
_NOT_WRITTEN = frozenset({"read_version", "version", "seen", "page", "hat", "draft", "next"})
_NOT_KEPT = frozenset({"once", "go", FORM, EMPTY})
_CODE = re.compile(r"[a-z0-9_-]*")
_SENT_SECONDS = 300


class DraftMiddleware:
    """Shows a form with its draft, and keeps or deletes the draft by how a post ended. Stands right above the views."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.draft, request.form_sent, request.is_judged = None, False, False
        response = self.get_response(request)
        if request.is_judged:
            if request.form_sent or response.status_code in (301, 302, 303):
                _forget_sent(request)
            else:
                keep(request, request.get_full_path(), request.POST, whatever=response.status_code not in (200, 422))
        if request.draft is not None:
            add_never_cache_headers(response)
        return response

    def process_view(self, request, view, args, kwargs):
        if not is_resumable(view) or not request.user.is_authenticated:
            return
        if request.method == "GET":
            draft = drafts.of(request.user).filter(form=request.get_full_path()).first()
            if draft is not None:
                _show(request, draft)
        elif request.resumed:
            request.draft = keep(request, request.get_full_path(), request.POST, whatever=True)
        elif request.method == "POST":
            request.is_judged = True


def _show(request, draft: Draft) -> None:
    """From here on the visit is what a form that came back from a log-in is: its text, and nothing that is saved."""
    request.method, request.POST, request._files = "POST", posted(draft), MultiValueDict()
    request.resumed, request.draft = True, draft


def posted(draft: Draft) -> QueryDict:
    """The draft's fields as if they had been posted, with no fault said of them yet; a form of pages at its first."""
    data = QueryDict(mutable=True)
    for name, value in draft.fields:
        if name != "page":
            data.appendlist(name, value)
    data.is_unsent = True
    return data


def keep(request, form: str, post: QueryDict, *, whatever: bool = False) -> Draft | None:
    """Keep what was posted to `form`, without each field that has a certain personal number in it.

    None where there is far too much, or nothing to keep: marks of the form alone or, unless `whatever`, choices alone.
    """
    fields = [(storable(name), storable(value)) for name, value in fields_of(post) if name not in _NOT_KEPT]
    written = [value for name, value in fields if name not in _NOT_WRITTEN and value.strip()]
    if not any(whatever or not _CODE.fullmatch(value) for value in written) or _size(fields) > LIMIT_BYTES:
        return None
    if len(form) > drafts.LONGEST_FORM or has_certain(unquote(form)):
        return None
    clean = [(name, value) for name, value in fields if not has_certain(name) and not has_certain(value)]
    return drafts.keep(request.user, form, clean, is_cut=len(clean) < len(fields), at=timezone.now())


def _size(fields) -> int:
    """Bytes."""
    return sum(len(name.encode()) + len(value.encode()) for name, value in fields)


def _forget_sent(request) -> None:
    """Delete the draft; a last save that is still on its way finds the form's mark and comes to nothing."""
    mark = _mark(request)
    if mark:
        cache.set(mark, True, _SENT_SECONDS)
    drafts.sent(request.user, request.get_full_path())


def _mark(request) -> str:
    once = request.POST.get("once", "")
    return f"sent:{request.user.pk}:{once}" if re.fullmatch(r"[0-9a-f-]{8,64}", once) else ""


def _was_sent(request) -> bool:
    mark = _mark(request)
    return bool(mark) and cache.get(mark) is not None


# --- The pages ---


@never_cache
@require_GET
def draft_list(request):
    """My drafts, each with its way back to the form and its words to copy; and those thrown away today."""
    context = {"rows": _rows(drafts.of(request.user)), "thrown_away": _rows(drafts.thrown_away(request.user))}
    return render(request, "frame/drafts.html", context)


def _rows(found) -> list[dict]:
    return [{"draft": one, "label": label_of(one.address), "words": words_of(one.fields)} for one in found]


@require_POST
def save(request):
    """Keep the form as it stands in the page; answered with the line that says so, or with 204 where none is kept."""
    form = request.POST.get(FORM, "")
    if label_of(form) is None:
        return HttpResponseBadRequest()
    if _was_sent(request):
        return HttpResponse(status=204)
    if request.POST.get(EMPTY):
        drafts.sent(request.user, form)
        return HttpResponse(status=204)
    draft = keep(request, form, request.POST, whatever=True)
    if draft is None:
        return HttpResponse(status=413 if _size(fields_of(request.POST)) > LIMIT_BYTES else 204)
    return render(request, "components/draft_line.html", {"draft": draft})


@require_POST
def discard(request):
    """Throw a draft away and show the page again without it, with a way to take it back."""
    draft = drafts.discard(request.user, storable(request.POST.get(FORM, "")), at=timezone.now())
    if draft is not None:
        undo = reverse("frame:take_back_draft", args=[draft.pk])
        messages.success(request, _("The draft is thrown away."), extra_tags=f"undo:{undo}")
    return redirect(_came_from(request, reverse("frame:drafts")))


@require_POST
def take_back(request, pk: int):
    """The draft as it was before it was thrown away; beside the new one where there is one."""
    draft = drafts.take_back(request.user, pk)
    if draft is None:
        messages.warning(request, _("The draft is gone and cannot be taken back."))
        return redirect("frame:drafts")
    if draft.discarded_at is not None:
        text = _("You have written something new in the form since. Nothing of it is lost: both texts stand here.")
        messages.warning(request, text)
        return redirect("frame:drafts")
    messages.success(request, _("The draft is back."))
    return redirect(_came_from(request, draft.form))


def label_of(form: str) -> str | None:
    """What the form at this address is called; None for an address that is no form of ours.

    A view says it by its `resumable`: words, or a function of the address's parts that gives them.
    """
    if not form.startswith("/") or storable(form) != form:
        return None
    try:
        found = resolve(form.partition("?")[0])
    except Resolver404:
        return None
    view = getattr(found.func, "view_class", found.func)
    if not is_resumable(view):
        return None
    words = view.resumable
    return str(words(**found.kwargs) if callable(words) else words)


def words_of(fields) -> list[tuple[str, str]]:
    """What was written, without the form's own marks and choices."""
    left_out = _NOT_WRITTEN | _NOT_KEPT
    return [(name, value) for name, value in fields if name not in left_out and not _CODE.fullmatch(value)]


def _came_from(request, otherwise: str) -> str:
    """The page of ours that the person stood on."""
    address = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if address and is_ours else otherwise
