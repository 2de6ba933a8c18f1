"""Saved views over the API: named filters of the ticket list, a person's own and those shared with her."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from engine.errors import NotPermitted, Reason, Refused
from tickets import counting, saved_views
from tickets.api import describe
from tickets.api.asked import parameters_of
from tickets.api.door import ApiView
from tickets.models import SavedView

MEMBERS = frozenset({"name", "filters", "shared_with", "first"})


def shown(view: SavedView, actor, first: SavedView | None, count: int | None = None) -> dict:
    """`count` is given where it was asked for."""
    own = view.owner_id == actor.person_id
    said = {
        "id": view.pk,
        "name": view.name,
        "filters": view.filters,
        "tickets": f"{reverse('api:tickets')}?{urlencode(view.filters, safe=',')}",
        "shared_with": saved_views.circle_of(view).key or None,
        "own": own,
        "may_change": saved_views.may_change(view, actor),
        "first": view == first,
    }
    return said if count is None else said | {"count": count, "count_is_more": count > counting.MOST}


class Views(ApiView):
    @describe.views
    def get(self, request):
        parameters = parameters_of(request, frozenset({"count"}))
        found, first = list(saved_views.readable_by(self.actor)), saved_views.first_of(self.actor)
        counts = [None] * len(found)
        if parameters.get("count") == "true":
            counts = saved_views.counts([one.filters for one in found], self.actor)
        return Response({"results": [shown(one, self.actor, first, n) for one, n in zip(found, counts, strict=True)]})

    @describe.keep_view
    def post(self, request):
        given = _members(request)
        view = saved_views.save(
            given.get("name") or "",
            given.get("filters") or {},
            given.get("shared_with") or "",
            actor=self.actor,
            at=timezone.now(),
        )
        _set_first(given, view, self.actor)
        return Response(shown(view, self.actor, saved_views.first_of(self.actor)), status=201)


class View(ApiView):
    @describe.view
    def get(self, request, id):
        parameters_of(request, frozenset())
        view = saved_views.readable_by(self.actor).get(pk=id)
        return Response(shown(view, self.actor, saved_views.first_of(self.actor)))

    @describe.change_view
    def post(self, request, id):
        """What is left out stays as it is. To open it first is everybody's own choice."""
        given, view = _members(request), saved_views.readable_by(self.actor).get(pk=id)
        if given.keys() - {"first"}:
            _demand_right(view, self.actor)
            circle = (given["shared_with"] or "") if "shared_with" in given else None
            how = {"name": given.get("name"), "parameters": given.get("filters"), "circle_key": circle}
            saved_views.change(view, actor=self.actor, at=timezone.now(), **how)
        _set_first(given, view, self.actor)
        return Response(shown(view, self.actor, saved_views.first_of(self.actor)))


class Removed(ApiView):
    """Removing a view, and bringing it back."""

    brings_back = False

    @describe.remove_view
    def post(self, request, id):
        _members(request)
        rows = saved_views.removed_by(self.actor) if self.brings_back else saved_views.readable_by(self.actor)
        view = rows.get(pk=id)
        _demand_right(view, self.actor)
        saved_views.remove(view, at=None if self.brings_back else timezone.now())
        return Response(shown(view, self.actor, saved_views.first_of(self.actor)))


class BroughtBack(Removed):
    brings_back = True

    @describe.bring_back_view
    def post(self, request, id):
        return super().post(request, id)


def _demand_right(view: SavedView, actor) -> None:
    if not saved_views.may_change(view, actor):
        text = _("Only its owner, and who leads the work of the organisation it is shared with, may change it.")
        raise NotPermitted(Reason("not_permitted", text), capability=saved_views.SHARES)


def _set_first(given: dict, view: SavedView, actor) -> None:
    if given.get("first") is True:
        saved_views.open_first(view, actor)
    elif given.get("first") is False and saved_views.first_of(actor) == view:
        saved_views.open_first(None, actor)


def _members(request) -> dict:
    """The body, each member of its kind. Raises Refused."""
    text = _("There is no such member here.")
    faults = [Reason("unknown_field", text, name) for name in request.data.keys() - MEMBERS]
    kinds = {"name": (str,), "shared_with": (str, type(None)), "first": (bool,), "filters": (dict,)}
    for name, kind in kinds.items():
        if name in request.data and not isinstance(request.data[name], kind):
            faults.append(Reason("bad_member", _("This is not of the kind that is described."), name))
    filters = request.data.get("filters")
    if isinstance(filters, dict) and not all(isinstance(one, str) for one in filters.values()):
        faults.append(Reason("bad_member", _("Each filter is a text, as in the address of the list."), "filters"))
    if faults:
        raise Refused(*faults)
    return dict(request.data)
