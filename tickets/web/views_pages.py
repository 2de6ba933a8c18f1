"""Saved views in the browser: kept from the list, renamed, shared, opened first, removed and brought back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from engine.errors import Refused
from tickets import saved_views
from tickets.models import SavedView
from tickets.paging import ORDERS
from tickets.web import queue_filters
from tickets.web.views_form import ViewForm, words_of


@never_cache
@require_http_methods(["GET", "POST"])
def view_list(request):
    """The views that the person has. POST keeps the filters in the address (`?state=open…`) under a name."""
    filters = queue_filters.chosen(request.GET)
    form = ViewForm(request.actor, request.POST if request.method == "POST" else None)
    if request.method == "POST" and not request.resumed:
        try:
            view = saved_views.save(
                request.POST.get("name", ""),
                filters,
                request.POST.get("shared_with", ""),
                actor=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            form.refuse(refused.reasons)
            return _listed(request, filters, form, status=422)
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
        return HttpResponseRedirect(_list_of(view))
    return _listed(request, filters, form)


view_list.resumable = gettext_lazy("A new view of the list")


def _listed(request, filters: dict[str, str], form: ViewForm, *, status: int = 200):
    first = saved_views.first_of(request.actor)
    rows = [_row(one, request.actor, first, filters) for one in saved_views.readable_by(request.actor)]
    path = reverse("tickets:list")
    context = {"rows": rows, "form": form if filters else None, "list_url": queue_filters.address(path, filters)}
    context |= {"action": queue_filters.address(reverse("tickets:views"), filters)}
    context |= {"words": _words(filters, request.actor)}
    return render(request, "tickets/views.html", context, status=status)


def _row(view: SavedView, actor, first: SavedView | None, filters: dict[str, str]) -> dict:
    """`filters` are those of the list that the reader came from: a view that she may change can take them over."""
    is_own = view.owner_id == actor.person_id
    may_change = saved_views.may_change(view, actor)
    takes_over = may_change and filters and filters != queue_filters.chosen(view.filters)
    return {
        "view": view,
        "url": _list_of(view),
        "words": _words(queue_filters.chosen(view.filters), actor),
        "shared": words_of(saved_views.circle_of(view)) if is_own or view.is_shared else "",
        "owner": "" if is_own else view.owner.get_full_name(),
        "is_first": view == first,
        "may_change": may_change,
        "take_over_url": _take_over(view, filters) if takes_over else "",
    }


def _words(filters: dict[str, str], actor) -> str:
    said = [chip["label"] for chip in queue_filters.chips("", filters, actor)]
    order = ORDERS.get(filters.get("sort", ""))
    return ", ".join([*said, *([str(order.label)] if order else [])])


def _list_of(view: SavedView) -> str:
    return queue_filters.address(reverse("tickets:list"), queue_filters.chosen(view.filters))


def _take_over(view: SavedView, filters: dict[str, str]) -> str:
    return queue_filters.address(reverse("tickets:view_filters", args=[view.pk]), filters)


def _mine(request, pk: int, *, to_change: bool = True) -> SavedView:
    view = saved_views.readable_by(request.actor).filter(pk=pk).first()
    if view is None or (to_change and not saved_views.may_change(view, request.actor)):
        raise Http404
    return view


@never_cache
@require_http_methods(["GET", "POST"])
def view_edit(request, pk: int):
    """Its name, and who else gets it."""
    view = _mine(request, pk)
    form = ViewForm(request.actor, request.POST if request.method == "POST" else None, view=view)
    if request.method == "POST" and not request.resumed:
        given = {"name": request.POST.get("name", ""), "circle_key": request.POST.get("shared_with")}
        try:
            saved_views.change(view, actor=request.actor, at=timezone.now(), **given)
        except Refused as refused:
            form.refuse(refused.reasons)
            return render(request, "tickets/view_edit.html", {"form": form, "pk": pk}, status=422)
        messages.success(request, _("The view is changed."))
        return redirect("tickets:views")
    return render(request, "tickets/view_edit.html", {"form": form, "pk": pk})


view_edit.resumable = gettext_lazy("A view of the list")


@require_POST
def view_filters(request, pk: int):
    """Let the view hold the filters in the address, with a way back to those it had on the receipt."""
    view = _mine(request, pk)
    undo = _take_over(view, queue_filters.chosen(view.filters))
    try:
        saved_views.change(view, actor=request.actor, at=timezone.now(), parameters=queue_filters.chosen(request.GET))
    except Refused as refused:
        messages.warning(request, str(refused.reasons[0].text))
        return redirect("tickets:views")
    said = {"name": view.name, "filters": _words(queue_filters.chosen(view.filters), request.actor)}
    messages.success(request, _("The view “%(name)s” is now: %(filters)s") % said, extra_tags=f"undo:{undo}")
    return HttpResponseRedirect(_list_of(view))


@require_POST
def view_first(request, pk: int):
    """Let the view open first, or no longer."""
    view = _mine(request, pk, to_change=False)
    is_first = saved_views.first_of(request.actor) == view
    saved_views.open_first(None if is_first else view, request.actor)
    text = _("Your usual view opens first again.") if is_first else _("“%(name)s” opens first from now on.")
    messages.success(request, text % {"name": view.name})
    return redirect("tickets:views")


@require_POST
def view_remove(request, pk: int):
    """Take the view away, with a way back on the receipt."""
    view = _mine(request, pk)
    saved_views.remove(view, at=timezone.now())
    undo = reverse("tickets:view_bring_back", args=[pk])
    messages.success(request, _("The view “%(name)s” is removed.") % {"name": view.name}, extra_tags=f"undo:{undo}")
    return redirect("tickets:views")


@require_POST
def view_bring_back(request, pk: int):
    view = saved_views.removed_by(request.actor).filter(pk=pk).first()
    if view is None:
        raise Http404
    try:
        saved_views.remove(view, at=None)
        messages.success(request, _("The view “%(name)s” is back.") % {"name": view.name})
    except Refused as refused:
        messages.warning(request, str(refused.reasons[0].text))
    return redirect("tickets:views")
