"""The service catalogue over the API: what the caller's organisation may order, and the JSON Schema of each form."""

from __future__ import annotations

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from engine.errors import Reason, Refused
from tickets.api import describe, present
from tickets.api.asked import parameters_of
from tickets.api.door import ApiView
from tickets.api.shapes import BOOL, NO_SLUG, SLUG, STRING, WHOLE, body, listed, some
from tickets.processes.service_request.catalogue import reading
from tickets.processes.service_request.catalogue.models import CatalogueVersion, ExpertField, Fulfiller, PricePer

PARAMETERS = frozenset({"organisation"})
DAY = {"type": "string", "format": "date"}
WORDS = body(sv=STRING, en=STRING)
_ITEM = {
    "catalogue_item": STRING | {"description": "What a new order gives as `catalogue_item`: slug and number."},
    "slug": SLUG,
    "number": WHOLE,
    "valid_from": DAY,
    "title": WORDS,
    "lead": WORDS,
    "group": body(slug=SLUG, title=WORDS),
    "region": NO_SLUG,
    "service": NO_SLUG,
    "price": some("string", description="In kronor, with two decimals."),
    "price_per": {"type": "string", "enum": PricePer.values},
    "in_contract": BOOL,
    "lead_days": WHOLE | {"description": "In working days."},
    "fulfiller": {"type": "string", "enum": Fulfiller.values},
    "preapproved": {"anyOf": [body(by=STRING, at=DAY, until=DAY, reason=STRING), {"type": "null"}]},
    "expert_field": {"type": "string", "enum": ExpertField.values},
    "is_bulk": BOOL | {"description": "Ordered in rows: `form` is that of one row of `bulk_rows`."},
    "form": {
        "type": "object",
        "description": "JSON Schema 2020-12 of `answers`; x-order, x-label, x-help and x-choices are for people.",
    },
}
COMPONENTS = {
    "CatalogueItem": body(**_ITEM),
    "Catalogue": body(organisation=NO_SLUG, results=listed({"$ref": "#/components/schemas/CatalogueItem"})),
}


def row(version: CatalogueVersion) -> dict:
    item = version.item
    return {
        "catalogue_item": f"{item.slug}:{version.number}",
        "slug": item.slug,
        "number": version.number,
        "valid_from": version.valid_from,
        "title": {"sv": version.title_sv, "en": version.title_en},
        "lead": {"sv": version.lead_sv, "en": version.lead_en},
        "group": {"slug": item.group.slug, "title": {"sv": item.group.label_sv, "en": item.group.label_en}},
        "region": item.region.slug if item.region else None,
        "service": present.service(version.service_id),
        "price": None if version.price is None else f"{version.price:.2f}",
        "price_per": version.price_per,
        "in_contract": version.in_contract,
        "lead_days": version.lead_days,
        "fulfiller": version.fulfiller,
        "preapproved": _preapproved(version),
        "expert_field": version.expert_field,
        "is_bulk": version.is_bulk,
        "form": version.form,
    }


def _preapproved(version: CatalogueVersion) -> dict | None:
    if not version.is_preapproved(timezone.localdate()):
        return None
    return {
        "by": version.preapproved_by,
        "at": version.preapproved_at,
        "until": version.preapproved_until,
        "reason": version.preapproved_reason,
    }


def _place(request, actor):
    """The organisation that is asked for, one of the caller's own; the first of them where none is, None without any.

    Raises Refused.
    """
    asked, places = parameters_of(request, PARAMETERS).get("organisation"), reading.places_of(actor)
    if asked is None:
        return next(iter(places), None)
    found = next((one for one in places if one.slug == asked), None)
    if found is None:
        text = _("Name one of the organisations that you read the catalogue for: %(choices)s.")
        said = text % {"choices": ", ".join(one.slug for one in places) or "–"}
        raise Refused(Reason("not_a_choice", said, "organisation"))
    return found


class Catalogue(ApiView):
    @describe.catalogue
    def get(self, request):
        place = _place(request, self.actor)
        offered = reading.on_offer(reading.region_id_of(place), timezone.now()) if place else []
        return Response({"organisation": place.slug if place else None, "results": [row(one) for one in offered]})


class CatalogueItem(ApiView):
    @describe.catalogue_item
    def get(self, request, item: str):
        at, place = timezone.now(), _place(request, self.actor)
        version = reading.called(item, None, at) if place else None
        if version is None or not reading.is_offered(version, reading.region_id_of(place), at):
            raise Http404
        return Response(row(version))
