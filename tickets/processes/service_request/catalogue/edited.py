"""The item that an address of the editor names, for those who edit it."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse

from regions import directory
from roles.web.answers import lacks
from tickets.processes.service_request.catalogue import publishing
from tickets.processes.service_request.catalogue.models import CatalogueItem


def demand(may: bool) -> None:
    """403 with the right that is missing."""
    if not may:
        raise lacks(publishing.JOINT)


def item_to_edit(request, slug: str) -> CatalogueItem:
    """The item; 404 for one that the reader does not edit, whether it exists or not."""
    demand(bool(publishing.edited_places(request.actor)))
    rows = CatalogueItem.objects.filter(collaboration=directory.collaboration(), slug=slug)
    found = rows.select_related("group", "region").first()
    if found is None or not publishing.may_edit(request.actor, found):
        raise Http404
    return found


def home(item: CatalogueItem) -> str:
    """The item's page in the editor."""
    return reverse("tickets:catalogue_item", args=[item.slug])
