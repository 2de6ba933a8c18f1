"""The panel of quotes on an order's page: every version, what each region bears, and whose yes is given or missing."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from regions import directory
from regions.allocation import MEASURED, Key, NoFigures, by_key, in_per_cent
from regions.allocation import rests_on as rests_on_of
from regions.sharing import WHOLE, amounts
from roles.models import User
from tickets.models import OrderSign, Quote, QuoteShare
from tickets.processes.service_request import signing
from tickets.processes.service_request.codes import Purpose
from tickets.processes.service_request.quoting.parties import APPROVER
from tickets.processes.service_request.quoting.subject import latest_allocation, with_division
from tickets.web import showing
from tickets.web.sentence import joined

PREVIEWED = (Key.EQUAL, Key.POPULATION, Key.USERS)
UNQUOTED = ("draft", "submitted", "regional_approval")  # nothing was quoted yet, or it is no longer of interest


def read_before(read) -> None:
    """Let the order know its quotes, their division and who has said yes, as the reader sees them; one query.

    Its rules then look at the same rows. Those of a vendor ask for none of them.
    """
    ticket, actor = read.ticket, read.actor
    known = ticket.__dict__
    if ticket.state in UNQUOTED:
        known["_quotes"] = []
        return
    rows = Quote.objects.visible_to(actor).filter(ticket_id=ticket.pk).select_related("given_by")
    if actor.is_customer_side:
        rows = with_division(rows, QuoteShare.objects.visible_to(actor)).annotate(given=ArraySubquery(_signs(actor)))
    known["_quotes"] = quotes = list(rows)
    known["_allocation"] = latest_allocation(quotes[0]) if quotes else None
    if quotes and actor.is_customer_side and ticket.state == "order_approval":
        known["_signs"] = [_sign(ticket, one) for one in quotes[0].given]


def _signs(actor):
    """Who has said yes to the order's quote, as documents."""
    rows = OrderSign.objects.visible_to(actor).filter(ticket_id=OuterRef("ticket_id"), purpose=Purpose.QUOTE)
    said = {"party": "party", "organisation": "organisation_id", "digest": "digest", "at": "at", "person": "person_id"}
    said |= {"given": "person__given_name", "family": "person__family_name"}
    return rows.filter(void_at=None).order_by("pk").values(document=JSONObject(**said))


def _sign(ticket, one: dict) -> OrderSign:
    person = User(pk=one["person"], given_name=one["given"], family_name=one["family"])
    said = {"party": one["party"], "digest": one["digest"], "at": parse_datetime(one["at"])}
    return OrderSign(
        ticket_id=ticket.pk, purpose=Purpose.QUOTE, person=person, organisation_id=one["organisation"], **said
    )


def panel(read, actions) -> dict | None:
    """None where no quote was given. `read_before` has read the rows."""
    ticket, actor = read.ticket, read.actor
    quotes = ticket.quotes()
    if not quotes:
        return None
    waits = ticket.state == "order_approval"
    allocation = _allocation(ticket)
    return {
        "template": "tickets/service_request/quote.html",
        "quotes": [_quote(one, quotes, read, allocation) for one in quotes],
        "text": _words(read, "quote_text"),
        "reference": _words(read, "purchase_reference"),
        "allocation": allocation,
        "signing": _signing(read) if waits and actor.is_customer_side else [],
        "preview": _preview(quotes[0]) if waits and actions.can("allocate") else None,
        "is_customer": actor.is_customer_side,
    }


def _quote(one: Quote, quotes, read, allocation) -> dict:
    is_latest = one == quotes[0]
    if allocation and allocation["accepted_at"] and allocation["quote_id"] == one.pk:
        stands = _("accepted")
    elif not is_latest:
        stands = _("replaced by a later one")
    elif read.ticket.state == "order_approval" and one.valid_until < timezone.localdate():
        stands = _("no longer holds")
    else:
        stands = ""
    return {
        "number": one.number,
        "price": one.price,
        "lead_days": one.lead_days,
        "valid_until": one.valid_until,
        "given_by": one.given_by.name,
        "received_outside": one.received_outside,
        "at": one.at,
        "stands": stands,
        "is_latest": is_latest,
    }


def _words(read, name: str) -> str:
    text = read.words.get(name)
    return text.body if text is not None and not text.redacted else ""


def _allocation(ticket) -> dict | None:
    """The latest division, as far as the reader sees it."""
    found = ticket.allocation()
    if found is None:
        return None
    shares = found.parts
    figures = {one["region"]: one for one in found.figures}
    return {
        "quote_id": found.quote_id,
        "key": found.get_key_display(),
        "accepted_at": found.accepted_at,
        "rows": [
            {
                "name": one.region.name,
                "share": in_per_cent(one.share),
                "amount": one.amount,
                "figure": figures.get(one.region.slug),
            }
            for one in shares
        ],
        "whole": f"{in_per_cent(WHOLE)} %",
        "total": sum(one.amount for one in shares),
    }


def _signing(read) -> list[dict]:
    ticket = read.ticket
    given = {one.party: one for one in signing.signs(ticket, Purpose.QUOTE)}
    return [
        {
            "label": _party(ticket, party, read.actor),
            "by": showing.person_shown(ticket, given[party.key].person, given[party.key].organisation_id, read.actor)
            if party.key in given
            else "",
            "at": given[party.key].at if party.key in given else None,
        }
        for party in signing.PARTIES[Purpose.QUOTE](ticket)
    ]


def _party(ticket, party, actor) -> str:
    """Whose yes it takes; of the approvers by name, for who may know the names of the region."""
    place = directory.organisation(ticket.origin_id)
    if party != APPROVER or not ticket.names_shown_to(actor, place):
        return str(party.label)
    return f"{party.label} ({joined([str(row.user) for row in ticket.able_to_accept()])})"


def _preview(quote: Quote) -> dict:
    """What each key would give among all regions, to choose by; a key without figures is left out."""
    regions, day = list(directory.regions()), timezone.localdate()
    columns, rests_on, cells = [], [], [[] for _one in regions]
    for key in PREVIEWED:
        try:
            parts = by_key(key, regions, day)
        except NoFigures:
            continue
        columns.append(key.label)
        if key in MEASURED:
            rests_on.append({"label": key.label, "rests_on": rests_on_of(parts)})
        prices = amounts(quote.price, [part.share for part in parts])
        for row, part, price in zip(cells, parts, prices, strict=True):
            row.append({"label": key.label, "share": in_per_cent(part.share), "amount": price})
    rows = [{"name": one.short_name or one.name, "cells": row} for one, row in zip(regions, cells, strict=True)]
    return {"columns": columns, "rows": rows, "rests_on": rests_on}
