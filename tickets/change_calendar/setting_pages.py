"""The pages on which windows and freezes are read, and set by those who may, with what a change of one would hit."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from roles.web.answers import lacks
from tickets.change_calendar import freezes, setting, windows, words
from tickets.change_calendar.forms import FreezeForm, WindowForm
from tickets.change_calendar.month import DAY
from tickets.change_calendar.rows import FreezePeriod, ServiceWindow


@dataclass(frozen=True)
class Kind:
    """One of the two that are set in the same way."""

    model: type
    form: type
    title: object
    new_title: object
    saved: object
    ended: object
    hit: object

    def in_force(self):
        return self.model.objects.filter(ended_at=None)


WINDOW = Kind(
    ServiceWindow,
    WindowForm,
    gettext_lazy("Service window"),
    gettext_lazy("New service window"),
    gettext_lazy("The service window “%(name)s” is saved."),
    gettext_lazy("The service window “%(name)s” no longer holds."),
    setting.hit_by_window,
)
FREEZE = Kind(
    FreezePeriod,
    FreezeForm,
    gettext_lazy("Change freeze"),
    gettext_lazy("New change freeze"),
    gettext_lazy("The change freeze “%(name)s” is saved."),
    gettext_lazy("The change freeze “%(name)s” no longer holds."),
    setting.hit_by_freeze,
)
KINDS = {"fonster": WINDOW, "stopp": FREEZE}


@require_GET
def rules(request):
    """The windows and freezes that hold now or later, for everybody to read."""
    today = timezone.localdate()
    frozen = freezes.in_force().filter(last_day__gte=today)
    opening = [row for row in windows.in_force() if row.valid_until is None or row.valid_until >= today - DAY]
    context = {
        "windows": [_row(row, request.actor) | {"when": words.when_open(row)} for row in opening],
        "freezes": [_row(row, request.actor) | {"kind": row.get_kind_display()} for row in frozen],
        "may_set": bool(setting.places(request.actor)),
    }
    return render(request, "tickets/change_calendar/rules.html", context)


def _row(row, actor) -> dict:
    return {"row": row, "place": words.place_of(row), "may_set": setting.may_set(actor, row.organisation)}


@require_http_methods(["GET", "POST"])
def edit(request, kind: str, pk: int | None = None):
    """Set one. POST `go`: preview shows what it hits, save keeps it, end lets it hold no longer."""
    how = KINDS[kind]
    places = _demand_places(request)
    before = _before(how, pk, request.actor) if pk else None
    initial = how.form.values_of(before) if before else {"valid_from": timezone.localdate()}
    form = how.form(request.POST or None, places=places, initial=initial)
    go, hit, status = request.POST.get("go", ""), None, 200
    if request.method == "POST" and not getattr(request, "resumed", False):
        if go == "end" and before is not None:
            return _ended(request, how, before)
        if not form.is_valid():
            status = 422
        elif go == "save":
            return _saved(request, how, form, before)
        else:
            hit = how.hit(form.row(), request.actor, before=before)
    context = {
        "form": form,
        "kind": kind,
        "how": how,
        "before": before,
        "hit": hit,
        "is_window": how is WINDOW,
    }
    return render(request, "tickets/change_calendar/edit.html", context, status=status)


def _called(kind: str, pk: int | None = None) -> str:
    return str(KINDS[kind].title)


edit.resumable = _called


def _demand_places(request) -> list:
    places = setting.places(request.actor)
    if not places:
        raise lacks(setting.RIGHTS[0])
    return places


def _before(how: Kind, pk: int, actor):
    """The one that is changed, in force and of a place that the actor sets."""
    found = how.in_force().select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise Http404
    if not setting.may_set(actor, found.organisation):
        raise PermissionDenied
    return found


def _saved(request, how: Kind, form, before):
    try:
        row = setting.keep(form.row(), before=before, by=request.actor.person, at=timezone.now())
    except setting.Gone:
        return _gone(request)
    messages.success(request, how.saved % {"name": row.name})
    return redirect("tickets:change_rules")


def _ended(request, how: Kind, before):
    try:
        setting.end(before, by=request.actor.person, at=timezone.now())
    except setting.Gone:
        return _gone(request)
    messages.success(request, how.ended % {"name": before.name})
    return redirect("tickets:change_rules")


def _gone(request):
    messages.warning(request, _("Somebody else has changed it meanwhile. Look at what holds now."))
    return redirect("tickets:change_rules")
