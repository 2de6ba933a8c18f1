"""What the steps of quotes read as in the timeline, and their facts in words."""

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions import directory
from regions.allocation import Key, in_per_cent
from regions.money import in_kronor, read_kronor
from tickets.web.changes import FACTS, LABELS
from tickets.web.phrases import PHRASES

PROCESS = "service-request"
STEPS = {
    "quote": (gettext_lazy("submitted a quote."), "note"),
    "quote_returned": (gettext_lazy("let the order be assessed without a quote."), "undo"),
    "allocate": (gettext_lazy("divided the cost."), "note"),
    "sign_quote": (gettext_lazy("accepted the quote."), "check"),
    "accept_quote": (gettext_lazy("noted that everybody has accepted the quote: it is carried out."), "check"),
    "decline_quote": (gettext_lazy("declined the quote."), "st-cancelled"),
}


def _quote(said: dict) -> str:
    facts = {
        "number": said["number"],
        "price": in_kronor(read_kronor(said["price"])),
        "day": date_format(parse_date(said["until"])),
    }
    return _("Number %(number)s: %(price)s without VAT, holds until %(day)s") % facts


def _allocation(said: dict) -> str:
    known = [(directory.organisation(one["region"]), one["share"]) for one in said["shares"]]
    parts = [f"{region.short_name or region.name} {in_per_cent(share)} %" for region, share in known if region]
    return f"{Key(said['key']).label}: {', '.join(parts)}"


def add() -> None:
    PHRASES.update({(PROCESS, name): words for name, words in STEPS.items()})
    LABELS.update({"quote": gettext_lazy("Quote"), "allocation": gettext_lazy("Division of the cost")})
    FACTS.update({"quote": _quote, "allocation": _allocation})
