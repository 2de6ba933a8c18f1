"""The list of tickets: filters and order live in the address, one page at a time."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from engine.errors import Refused
from tickets import selectors
from tickets.bulk.offered import offered
from tickets.bulk.picking import MOST
from tickets.paging import DEFAULT_ORDER, ORDERS
from tickets.web import filter_form, queue_filters, queue_rows

PER_PAGE = 25


@require_GET
def tickets(request):
    """The list, or its inside for htmx. An address with empty filters is made clean; a bad one is answered with 422."""
    path, filters = reverse("tickets:list"), queue_filters.chosen(request.GET)
    if not request.GET:
        return HttpResponseRedirect(queue_filters.address(path, queue_filters.first_filters(request.actor)))
    clean = queue_filters.address(path, filters, cursor=request.GET.get("cursor", ""))
    if not request.htmx and len(request.GET) != len(filters) + bool(request.GET.get("cursor")):
        return HttpResponseRedirect(clean)
    context = _context(request, path, filters)
    is_fragment = request.htmx and request.htmx.target == "content"
    template = "tickets/list_body.html" if is_fragment else "tickets/list.html"
    response = render(request, template, context, status=422 if context["faults"] else 200)
    if is_fragment:
        response["HX-Push-Url"] = clean
    return response


def _context(request, path: str, filters: dict[str, str]) -> dict:
    actor, cursor = request.actor, request.GET.get("cursor", "")
    try:
        found, faults = selectors.queue({**filters, "cursor": cursor}, actor, size=PER_PAGE, count=True), ()
    except Refused as refused:
        found, faults = None, refused.reasons
    views = queue_filters.view_links(path, filters, actor)
    offers = offered(actor, found.page.rows) if found else {}
    return {
        "faults": faults,
        "rows": queue_rows.rows_of(found.page.rows, filters, actor, can_tick=bool(offers)) if found else [],
        "bulk": _bulk(path, filters, found, offers),
        "hits": _hits(found) if found else "",
        "view": next((view["label"] for view in views if view["current"]), _("Chosen by filter")),
        "views": [view for view in views if not view["is_saved"]],
        "saved_views": [view for view in views if view["is_saved"]],
        "keep_url": queue_filters.address(reverse("tickets:views"), filters),
        "path": path,
        "form": filter_form.FilterForm(filters, actor),
        "sort": filters.get("sort", ""),
        "chips": queue_filters.chips(path, filters, actor),
        "clear_url": queue_filters.address(path, {"state": "all"}),
        "columns": _columns(path, filters),
        "order_words": ORDERS[found.order].label if found else "",
        "pager": _pager(path, filters, found, cursor),
        "is_customer": actor.is_customer_side,
        "order_choices": [(name, order.label) for name, order in ORDERS.items()],
    }


def _bulk(path: str, filters: dict[str, str], found, offers: dict) -> dict:
    """What can be done with several rows at once, and with which: empty where nothing can."""
    if not offers:
        return {}
    total = number_format(found.total, 0, force_grouping=True)
    every = _("All %(count)s hits") % {"count": total}
    if found.is_more or found.total > MOST:
        every = _("The first %(most)s hits") % {"most": MOST}
    return {
        "steps": [(one.name, one.label) for one in offers.values()],
        "here": queue_filters.address(path, filters),
        "every": every,
        "page": ngettext("The case on this page", "All %(count)s on this page", len(found.page.rows))
        % {"count": len(found.page.rows)},
    }


def _hits(found) -> str:
    if found.is_more:
        return _("%(count)s+ hits") % {"count": number_format(found.total, 0, force_grouping=True)}
    return ngettext("%(count)s hit", "%(count)s hits", found.total) % {
        "count": number_format(found.total, 0, force_grouping=True)
    }


def _columns(path: str, filters: dict[str, str]) -> dict[str, dict[str, str]]:
    """The address and mark of each sortable column; pressing the column in force turns it round."""
    now = filters.get("sort", DEFAULT_ORDER)
    pairs = {
        "priority": ("priority", "priority"),
        "age": ("registered", "-registered"),
        "changed": ("-updated", "updated"),
    }
    marks = {
        "priority": "ascending",
        "registered": "descending",
        "-registered": "ascending",
        "-updated": "descending",
        "updated": "ascending",
    }
    return {
        column: {
            "url": queue_filters.address(path, filters, sort=other if now == first else first),
            "sorted": marks[now] if now in (first, other) else "",
        }
        for column, (first, other) in pairs.items()
    }


def _pager(path: str, filters: dict[str, str], found, cursor: str) -> dict[str, str]:
    if found is None:
        return {}
    page = found.page
    return {
        "first_url": queue_filters.address(path, filters) if cursor else "",
        "previous_url": queue_filters.address(path, filters, cursor=page.previous) if page.previous else "",
        "next_url": queue_filters.address(path, filters, cursor=page.next) if page.next else "",
    }
