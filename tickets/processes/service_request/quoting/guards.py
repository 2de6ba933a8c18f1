"""Why a quote may not be given, divided or accepted."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from regions import directory
from regions.allocation import Key, NoFigures, off_by
from regions.money import in_kronor
from roles import groups
from tickets.processes.service_request import signing
from tickets.processes.service_request.catalogue.models import Fulfiller
from tickets.processes.service_request.codes import Purpose
from tickets.processes.service_request.quoting import dividing
from tickets.processes.service_request.quoting.parties import APPROVER, parties, parties_where


def quote_is_asked_of(context: Context) -> Reason | None:
    """A vendor that was asked before, and is no longer, gives none. Without a hat nobody is asked for."""
    is_asked = context.root.detail().fulfiller == Fulfiller.VENDOR
    if is_asked or context.hat is None or context.hat.tier != "vendor":
        return None
    text = _("Somebody else carries it out: no quote is asked of you any more.")
    return Reason("quote_not_asked", text)


def quote_is_valid_ahead(context: Context) -> Reason | None:
    if context.data["quote_valid_until"] < timezone.localdate(context.at):
        text = _("The last day has passed. Choose today or a later day.")
        return Reason("quote_ends_before", text, "quote_valid_until")
    return None


def quote_still_valid(context: Context) -> Reason | None:
    quote = context.root.latest_quote()
    if quote is None or quote.valid_until >= timezone.localdate(context.at):
        return None
    text = _("The quote held until %(day)s. Ask for a new one.")
    return Reason("quote_has_ended", text % {"day": date_format(quote.valid_until)})


def decides_on_quote(context: Context) -> Reason | None:
    """The hat's party has a say in the quote as it is divided now; a step looked at without a hat under each."""
    return _one_of(context, parties(context.root), _("This quote is accepted by %(who)s."))


def parties_as_divided(context: Context) -> Reason | None:
    """As it would be divided by this very step."""
    if not context.has("allocation_key"):
        return None
    bearing = {part.region.pk for part in dividing.proposed(context)}
    text = _("Divided so, the quote is accepted by %(who)s. Divide the cost first; they then accept it.")
    return _one_of(context, parties_where(context.root, bearing), text, "allocation_key")


def _one_of(context: Context, found, text, field: str = "") -> Reason | None:
    hats = [context.hat] if context.hat is not None else context.actor.hats
    if any(party.fits(hat, context.root, context.actor) for party in found for hat in hats):
        return None
    named = [str(party.label) for party in found]
    who = _("%(some)s and %(last)s") % {"some": named[0], "last": named[-1]} if len(named) > 1 else named[0]
    return Reason("other_party_decides", text % {"who": who}, field)


def within_limit_of_quote(context: Context) -> Reason | None:
    """An approver accepts up to the own limit; above it those are named who can."""
    ticket = context.root
    if APPROVER not in parties(ticket) or context.hat is None or APPROVER.capability not in context.hat.capabilities:
        return None
    able, person = ticket.able_to_accept(), context.actor.person_id
    if any(row.user_id == person for row in able) or ticket.is_of(context.actor.person):  # that is said by itself
        return None
    limit = groups.limit_of(person, ticket.origin_id, context.at)
    said = {"amount": in_kronor(ticket.latest_quote().price), "limit": in_kronor(limit or Decimal(0))}
    text = _("%(amount)s is above your limit of %(limit)s. It can be accepted by %(who)s.")
    said["who"] = ", ".join(str(row.user) for row in able)
    return Reason("above_limit", text % said, names_who=True)


def may_sign_quote(context: Context) -> Reason | None:
    """As every signature; of a step whose division is given with it, once that division is known."""
    return signing.may_sign(Purpose.QUOTE)(context)


def allocation_is_100_percent(context: Context) -> Reason | None:
    """What was chosen gives shares that add up to exactly the whole, on figures that there are."""
    if not context.has("allocation_key"):
        return None
    key, shares = context.data["allocation_key"], context.data.get("allocation_shares")
    if key == Key.CUSTOM:
        off = off_by([part.share for part in shares or ()])
        return Reason("not_the_whole", off, "allocation_shares") if off else None
    if key == Key.ORDERER and directory.organisation(context.root.origin_id).tier != "region":
        text = _("No region alone has ordered this. Choose another key.")
        return Reason("no_ordering_region", text, "allocation_key")
    try:
        dividing.proposed(context)
    except NoFigures as missing:
        names = ", ".join(one.name for one in missing.regions)
        text = _("There are no figures for %(regions)s. Choose another key, or have the figures loaded.")
        return Reason("no_figures", text % {"regions": names}, "allocation_key")
    return None
