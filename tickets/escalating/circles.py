"""Who reads what is said of a promise: the support organisation, and the sides that are parties to its agreement.

As `tickets.clocks.sides` has it for the clocks themselves. Whoever is named in something said of it reads that, too.
"""

from __future__ import annotations

from regions import directory
from regions.kinds import TIERS, Tier
from sla.models import Agreement
from tickets import codes

_CIRCLES = {
    frozenset({Tier.SUPPORT}): codes.Circle.SUPPORT,
    frozenset({Tier.SUPPORT, Tier.VENDOR}): codes.Circle.SUPPLY,
    frozenset({Tier.SUPPORT, Tier.REGION}): codes.Audience.CUSTOMER,
    frozenset({Tier.SUPPORT, Tier.REGION, Tier.VENDOR}): codes.Audience.ALL,
}


def audience_of(clock, *, named=None) -> str:
    """The audience of an event about a clock, or a time owed; `named` is an organisation that it speaks of."""
    tiers = parties_of(clock) | ({named.tier} if named is not None else set())
    return _CIRCLES[frozenset(tiers & set(Tier.values) - {Tier.OUTSIDE})]


def parties_of(clock) -> set[str]:
    """The tiers that read the clock."""
    agreement = agreement_of(clock)
    tiers = {Tier.SUPPORT, directory.organisation(clock.provider_id).tier}
    if is_promised_to_regions(agreement) or TIERS.get(agreement.provider_kind) == Tier.REGION:
        tiers.add(Tier.REGION)
    return tiers


def is_promised_to_regions(agreement: Agreement) -> bool:
    return agreement.kind == Agreement.Kind.SLA


def agreement_of(clock) -> Agreement:
    """That of a clock with its version, or of a time owed, which says its id: kept for half a minute."""
    pk = getattr(clock, "agreement_id", None)
    if pk is None:
        return clock.version.agreement
    known = directory.remembered(__name__, lambda: Agreement.objects.in_bulk())
    return known.get(pk) or Agreement.objects.get(pk=pk)
