"""Amounts in kronor, as people write and read them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from django.utils.formats import number_format
from django.utils.translation import gettext as _

LARGEST = Decimal("9999999999.99")  # what the columns hold
_SPACES = re.compile(r"[\s\u00a0\u202f]")


def in_kronor(amount: Decimal) -> str:
    """ "12 500 kr"; öre only where there are any."""
    decimals = 0 if amount == amount.to_integral_value() else 2
    return _("%(amount)s kr") % {"amount": signed(number_format(amount, decimals, force_grouping=True))}


def signed(number: str) -> str:
    """A written number with a minus sign where it stood with a hyphen, which is read as none and breaks lines."""
    return number.replace("-", "\u2212")


def read_kronor(text) -> Decimal | None:
    """The amount that `text` says ("12 500", "12500,50", "12.500 kr"); None where it says none or too much.

    At most two decimals, never below zero. A point before three digits alone groups thousands.
    """
    written = _SPACES.sub("", str(text)).lower().removesuffix("kronor").removesuffix("kr").removesuffix("sek")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", written):
        written = written.replace(".", "")
    written = written.replace(",", ".")
    if not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", written):
        return None
    try:
        amount = Decimal(written)
    except InvalidOperation:
        return None
    return amount if amount <= LARGEST else None
