"""How what was typed becomes an amount, and shares of regions."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from engine.validate import Unusable, resolver
from regions import directory
from regions.allocation import Part
from regions.money import read_kronor

_SHARE = re.compile(r"\d{1,3}([.,]\d{1,2})?")


@resolver("money")
def _money(value, one, context):
    """Kronor with at most two decimals, never below zero."""
    if isinstance(value, bool | list | dict):
        raise Unusable("not_an_amount", _("Write an amount in kronor with at most two decimals, for example 50 000."))
    found = read_kronor(value)
    if found is None:
        raise Unusable("not_an_amount", _("Write an amount in kronor with at most two decimals, for example 50 000."))
    return found


@resolver("shares")
def _shares(value, one, context) -> list[Part]:
    """The parts of the regions in strip order, by slug and per cent; whether they add up is a check of the step."""
    if not isinstance(value, dict):
        raise Unusable("not_shares", _("Write a share in per cent for each region."))
    known = {row.slug: row for row in directory.regions()}
    found = {}
    for slug, written in value.items():
        if slug not in known:
            raise Unusable("not_a_member", _("Choose among the member regions."))
        text = str(written).strip().removesuffix("%").strip()
        if isinstance(written, bool | list | dict) or not _SHARE.fullmatch(text):
            message = _("%(region)s: write per cent with at most two decimals, for example 12.50.")
            raise Unusable("not_a_share", message % {"region": known[slug].name})
        whole, _point, rest = text.replace(",", ".").partition(".")
        found[slug] = int(whole) * 100 + int((rest + "00")[:2])
    return [Part(row, found[slug]) for slug, row in known.items() if found.get(slug)]
