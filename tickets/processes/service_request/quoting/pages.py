"""The pages of quotes: how amounts and shares are written, the panel, the timeline's words and the start page."""

from __future__ import annotations

from collections.abc import Callable

from django import forms

from engine.inputs import Input
from regions import directory
from regions.allocation import Key, in_per_cent
from tickets.processes.service_request.catalogue import showing as order
from tickets.processes.service_request.quoting import phrases, showing, waiting
from tickets.processes.service_request.workflow import ServiceRequest
from tickets.web import panels, possible
from tickets.web.fields import MAKERS, POSSIBLE, Setting
from tickets.web.forms import USUAL
from tickets.web.shares_input import SharesInput


def _money(one: Input, setting: Setting) -> forms.Field:
    return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))


def _shares(one: Input, setting: Setting) -> forms.Field:
    return forms.Field(widget=SharesInput([(row.slug, row.short_name or row.name) for row in directory.regions()]))


def _key(setting: Setting) -> str:
    found = setting.ticket.allocation()
    return found.key if found else Key.ORDERER if setting.ticket.origin.tier == "region" else Key.EQUAL


def _regions(setting: Setting) -> list[str] | None:
    """Those of the present division, where it is not of all of them."""
    found = setting.ticket.allocation()
    if found is None or found.key in (Key.CUSTOM, Key.ORDERER) or len(found.parts) == len(directory.regions()):
        return None
    return [one.region.slug for one in found.parts]


def _present(setting: Setting) -> dict | None:
    found = setting.ticket.allocation()
    if found is None or found.key != Key.CUSTOM:
        return None
    return {one.region.slug: in_per_cent(one.share) for one in found.parts}


def _both(first: Callable | None, then: Callable) -> Callable:
    """What the order's other pages read, and then this."""

    def read_before(read) -> None:
        if first is not None:
            first(read)
        then(read)

    return read_before


MAKERS.update({"money": _money, "shares": _shares})
USUAL.update(
    {
        "allocation_key": _key,
        "allocation_regions": _regions,
        "allocation_shares": _present,
        "purchase_reference": lambda setting: setting.ticket.said().get("purchase_reference", ""),
    }
)
POSSIBLE["allocation_key"] = lambda value, setting: value != Key.ORDERER or setting.ticket.origin.tier == "region"
possible.place(ServiceRequest.slug, seldom={"decline_quote", "quote_returned"})
panels.BEFORE[ServiceRequest.slug] = _both(panels.BEFORE.get(ServiceRequest.slug), showing.read_before)
panels.add(ServiceRequest.slug, showing.panel)
panels.WITH_STEP |= {
    (ServiceRequest.slug, name): (showing.panel, order.panel) for name in ("allocate", "sign_quote", "decline_quote")
}
phrases.add()
waiting.add()

urlpatterns: list = []
