"""What I have been told, marked read or unread, and how I want to be told."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from engine.errors import Refused
from tickets import notices, telling_ways
from tickets.models.notice import Mailing
from tickets.telling_ways import CATEGORIES, Way


@never_cache
@require_GET
def notice_list(request):
    """Newest first; `?olasta=1` shows the unread alone."""
    unread_only = request.GET.get("olasta") == "1"
    try:
        page = notices.page(request.actor, cursor=request.GET.get("cursor", ""), unread_only=unread_only)
    except Refused as refused:
        messages.warning(request, str(refused.reasons[0].text))
        return redirect("tickets:notices")
    context = {
        "rows": [_row(one) for one in page.rows],
        "unread_only": unread_only,
        "next_url": _address(unread_only, page.next) if page.next else "",
        "previous_url": _address(unread_only, page.previous) if page.previous else "",
    }
    return render(request, "tickets/notices.html", context)


def _row(one: notices.Told) -> dict:
    return {"told": one, "category": CATEGORIES[one.notice.category].label}


def _address(unread_only: bool, cursor: str) -> str:
    given = ({"olasta": "1"} if unread_only else {}) | {"cursor": cursor}
    return f"{reverse('tickets:notices')}?{urlencode(given)}"


def _mine(request, pk: int):
    rows = notices.readable_by(request.actor).filter(pk=pk)
    if not rows.exists():
        raise Http404
    return rows


@never_cache
@require_GET
def notice(request, pk: int):
    """To what it tells of. Who opens a notice has read it; somebody who looks through her eyes has not.

    In read-only mode it opens, too, and stays unread.
    """
    rows = _mine(request, pk)
    one = notices.told(notices.with_what_they_tell(rows).get(), request.actor)
    if request.actor.viewer is None and request.may_note():
        notices.mark(rows, read_at=timezone.now())
    return redirect(one.path)


@require_POST
def mark(request, pk: int):
    """Turn read into unread and back."""
    rows = _mine(request, pk)
    is_read = notices.mark(rows, read_at=timezone.now()) == 1
    if not is_read:
        notices.mark(rows, read_at=None)
    text = _("The notice is marked as read.") if is_read else _("The notice is marked as unread.")
    messages.success(request, text, extra_tags=f"undo:{reverse('tickets:notice_mark', args=[pk])}")
    return redirect("tickets:notices")


@require_POST
def all_read(request):
    """Everything is read, with a way back on the receipt."""
    at = timezone.now()
    count = notices.mark(_own(request), read_at=at)
    text = ngettext("%(count)s notice is marked as read.", "%(count)s notices are marked as read.", count)
    undo = f"{reverse('tickets:notices_unread')}?{urlencode({'at': at.isoformat()})}"
    messages.success(request, text % {"count": count}, extra_tags=f"undo:{undo}" if count else "")
    return redirect("tickets:notices")


@require_POST
def all_unread(request):
    """Take back the marking of everything as read at that time."""
    try:
        at = datetime.fromisoformat(request.GET.get("at", ""))
    except ValueError:
        raise Http404 from None
    if at.tzinfo is None:
        raise Http404
    notices.mark(_own(request).filter(read_at=at), read_at=None)
    messages.success(request, _("The notices are unread again."))
    return redirect("tickets:notices")


def _own(request):
    return notices.readable_by(request.actor)


LISTED, MAILING = "listed_", "mail_"


class PreferenceForm(forms.Form):
    """Two questions for each kind of event that may be turned off."""

    use_required_attribute = False

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = telling_ways.ways([user.pk])
        for name, kind in CATEGORIES.items():
            if kind.why_always:
                continue
            way = telling_ways.way_of(chosen, user.pk, name)
            said = {"kind": kind.label}
            self.fields[MAILING + name] = forms.ChoiceField(
                label=_("%(kind)s: by mail") % said,
                choices=Mailing.choices,
                initial=way.mailing,
                widget=forms.Select(attrs={"class": "select-field__select"}),
            )
            self.fields[LISTED + name] = forms.BooleanField(
                label=_("%(kind)s: in the list") % said,
                required=False,
                initial=way.is_listed,
                widget=forms.CheckboxInput(attrs={"class": "checkbox__input"}),
            )

    def table(self) -> list[dict]:
        """A row for each kind of event: first what must be heard, then the rest with their two questions."""
        return [
            {"kind": kind}
            if kind.why_always
            else {"kind": kind, "listed": self[LISTED + name], "mailing": self[MAILING + name]}
            for name, kind in sorted(CATEGORIES.items(), key=lambda one: not one[1].why_always)
        ]

    def wanted(self) -> dict[str, Way]:
        said = self.cleaned_data
        free = [name for name, kind in CATEGORIES.items() if not kind.why_always]
        return {name: Way(said[LISTED + name], said[MAILING + name]) for name in free}


@never_cache
@require_http_methods(["GET", "POST"])
def preferences(request):
    """How I want to be told of each kind of event, and what I am always told of, with the reason."""
    if request.actor.viewer is not None:
        raise PermissionDenied  # what somebody else has chosen is hers
    form = PreferenceForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and not request.resumed and form.is_valid():
        telling_ways.choose(request.user, form.wanted())
        messages.success(request, _("Your choice is kept and holds from the next event."))
        return redirect("tickets:notice_preferences")
    status = 422 if form.errors and not request.resumed else 200
    return render(request, "tickets/notice_preferences.html", {"form": form, "table": form.table()}, status=status)


preferences.resumable = gettext_lazy("How I am told")
