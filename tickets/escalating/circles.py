"""Who reads what is said of a promise: the support organisation, and the sides that are parties to its agreement.

As `tickets.clocks.sides` has it for the clocks themselves: what one region's organisation has promised is read in its
own region, not by a neighbour. Whoever is named in something said of it reads that, too.
"""

from __future__ import annotations

from regions import directory
from regions.kinds import Tier
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
    provider, also = directory.organisation(clock.provider_id), {named.tier} if named is not None else set()
    if is_inside_a_region(clock):
        return codes.circle_of(provider.pk, with_vendor=Tier.VENDOR in also)
    tiers = {Tier.SUPPORT, provider.tier} | also
    if is_promised_to_regions(agreement_of(clock)):
        tiers.add(Tier.REGION)
    return _CIRCLES[frozenset(tiers & set(Tier.values) - {Tier.OUTSIDE})]


def is_party(organisation, clock) -> bool:
    """Whether what is said of the clock is for this organisation, too."""
    provider = directory.organisation(clock.provider_id)
    if organisation.tier == Tier.REGION:
        if is_inside_a_region(clock):
            return _is_family(organisation, provider)
        return is_promised_to_regions(agreement_of(clock))
    return organisation.tier in (Tier.SUPPORT, provider.tier)


def _is_family(one, other) -> bool:
    return one.pk in (other.pk, other.parent_id) or one.parent_id == other.pk


def is_inside_a_region(clock) -> bool:
    """Whether an organisation of one region owes the time: a promise of that region alone."""
    return directory.organisation(clock.provider_id).tier == Tier.REGION


def is_promised_to_regions(agreement: Agreement) -> bool:
    return agreement.kind == Agreement.Kind.SLA


def agreement_of(clock) -> Agreement:
    """That of a clock with its version, or of a time owed, which says its id: kept for half a minute."""
    pk = getattr(clock, "agreement_id", None)
    if pk is None:
        return clock.version.agreement
    known = directory.remembered(__name__, lambda: Agreement.objects.in_bulk())
    return known.get(pk) or Agreement.objects.get(pk=pk)
