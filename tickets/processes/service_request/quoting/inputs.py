"""The fields of quotes, and of how what one costs is divided."""

from django.utils.translation import gettext_lazy as _

from engine.inputs import Input
from regions.allocation import Key

MOST_LEAD_DAYS = 1_000

FIELDS = (
    Input("price", "money", _("Price in kronor"), _("All that it costs, without VAT.")),
    Input("lead_time_days", "integer", _("Delivery time in working days"), low=0, high=MOST_LEAD_DAYS),
    Input("quote_valid_until", "date", _("The quote's last day"), _("Accepted later, it no longer holds.")),
    Input(
        "quote_text",
        "long_text",
        _("What the quote covers"),
        _("What is delivered and what is not. No details about patients."),
        audience="event",
    ),
    Input(
        "purchase_reference",
        "text",
        _("Reference of the purchase"),
        _("The order number or reference that the invoice is to carry."),
        max_length=80,
    ),
    Input(
        "allocation_key",
        "choice",
        _("How the cost is divided"),
        _("Several regions: then the support organisation's object manager and the finance controller accept it."),
        audience="customer",
        choices=lambda: Key.choices,
    ),
    Input(
        "allocation_regions",
        "organisations",
        _("Among which regions"),
        _(
            "Leave it empty for all of them. Left aside where the ordering region pays alone, or where you give shares "
            "of your own."
        ),
        audience="customer",
    ),
    Input(
        "allocation_shares",
        "shares",
        _("Shares of your own, in per cent"),
        _("Left aside with another key. Two decimals at most, together exactly 100.00."),
        audience="customer",
    ),
)
