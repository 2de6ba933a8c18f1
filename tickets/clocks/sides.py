"""Which clocks of a ticket its readers see: those of the agreements that their own side is a party to.

The support organisation sees all. A region, its IT and its care providers see what they are promised (SLA) and what
their own organisations have promised (OLA), not what the support organisation has set itself within. The vendor sees
what it owes itself (UC). The ledger, which says who had the case, is for every reader of the ticket.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from regions import directory
from regions.kinds import Tier
from sla.models import Agreement


def seen_by(actor) -> Q:
    """Clocks of tickets that the actor reads, as far as its side sees them."""
    from tickets.models import Ticket

    readable = Exists(Ticket.objects.visible_to(actor).filter(pk=OuterRef("ticket_id")))
    return Q(readable) & of_its_side(actor)


def of_its_side(actor) -> Q:
    """The half that concerns the agreements, for clocks of a ticket that was itself read through the scope."""
    if actor.is_system:
        return Q()
    tiers = actor.tiers
    if Tier.SUPPORT in tiers:
        return Q()
    seen = Q(provider_id__in=sorted(_own(actor)))
    return seen | Q(version__agreement__kind=Agreement.Kind.SLA) if Tier.REGION in tiers else seen


def _own(actor) -> set[int]:
    """The actor's organisations, and for a region those that belong to it: its IT and medical engineering."""
    own = set(actor.organisation_ids)
    family = {one.pk for one in directory.organisations() if one.parent_id in own}
    family |= {one.parent_id for one in directory.organisations() if one.pk in own and one.tier == Tier.REGION}
    return own | (family - {None})
