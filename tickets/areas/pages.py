"""`/programomraden/`: what goes on in each programme area, for everybody; the register is edited by who may."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from regions import directory
from roles.changing import NotAllowed, Refused
from roles.web.answers import add_reasons, form_page, lacks
from tickets.areas import editing, reading, showing
from tickets.areas.forms import AreaForm
from tickets.areas.rows import ProgrammeArea
from tickets.web import menu


@require_GET
def areas(request):
    """Open needs and changes of each area, with the lists of them."""
    _demand_reader(request)
    today = timezone.localdate()
    context = {
        "rows": [
            {
                "one": one,
                "is_retired": not one.area.is_offered(today),
                "list_url": showing.list_url(one.area.slug),
                "needs_url": showing.list_url(one.area.slug, process="need"),
                "changes_url": showing.list_url(one.area.slug, process="change"),
            }
            for one in reading.rows(request.actor)
        ],
        "may_edit": editing.may_edit(request.actor),
    }
    return render(request, "tickets/areas/list.html", context)


@require_http_methods(["GET", "POST"])
def add(request):
    _demand_editor(request)
    form = AreaForm(request.POST or None)
    return _edited(request, form, lambda **how: editing.add(request.actor, form.wanted(), **how))


add.resumable = gettext_lazy("New programme area")


@require_http_methods(["GET", "POST"])
def edit(request, area: str):
    """One area: its form, and everything that people have changed of it."""
    _demand_editor(request)
    found = _found(area)
    initial = {name: getattr(found, name) for name in AreaForm.base_fields if name != "reason"}
    form = AreaForm(request.POST or None, initial=initial)

    def save(**how):
        return editing.change(request.actor, found, form.wanted(), read=request.POST.get("read_at", ""), **how)

    return _edited(request, form, save, found)


def _called(area: str) -> str:
    return _found(area).label


edit.resumable = _called


def _edited(request, form: AreaForm, save, found=None):
    read_at = request.POST.get("read_at", editing.read_at(found) if found else "")
    if request.method == "POST" and not request.resumed and form.is_valid():
        try:
            row = save(reason=form.cleaned_data["reason"], at=timezone.now())
        except NotAllowed:
            raise lacks(editing.CAPABILITY) from None
        except Refused as refused:
            add_reasons(form, refused)
            if isinstance(refused, editing.ChangedMeanwhile):
                read_at = editing.read_at(found)
        else:
            messages.success(request, _("The programme area “%(area)s” is saved.") % {"area": row.label})
            return redirect("tickets:areas")
    context = {
        "form": form,
        "area": found,
        "title": found.label if found else _("New programme area"),
        "read_at": read_at,
        "changes": [_change(one) for one in found.changes.select_related("by")] if found else [],
    }
    return form_page(request, "tickets/areas/edit.html", context)


def _change(row) -> dict:
    """What a change altered, field by field."""
    fields = [
        {"label": editing.FIELD_NAMES[name], "old": _value(row.before.get(name)), "new": _value(new)}
        for name, new in row.after.items()
        if new != row.before.get(name) and (new or row.before)
    ]
    return {"row": row, "fields": fields}


def _value(value) -> str:
    """A day as people write it, other words as they are."""
    day = parse_date(value) if value and len(value) == 10 and value[:4].isdecimal() else None
    return date_format(day, "Y-m-d") if day else value or "–"


def _found(slug: str):
    """As it stands in the database now, not as it is kept for a while."""
    return get_object_or_404(ProgrammeArea, collaboration=directory.collaboration(), slug=slug)


def _demand_reader(request) -> None:
    if not request.actor.is_customer_side:
        raise PermissionDenied


def _demand_editor(request) -> None:
    if not editing.may_edit(request.actor):
        raise lacks(editing.CAPABILITY)


showing.add()
menu.add(
    menu.COLLABORATION,
    menu.Entry(("tickets:areas",), pgettext_lazy("menu", "Programme areas"), "people", customer_side=True),
    after="tickets:overview",
)
urlpatterns = [
    path("programomraden/", areas, name="areas"),
    path("programomraden/nytt/", add, name="area_new"),
    path("programomraden/<slug:area>/", edit, name="area"),
]
