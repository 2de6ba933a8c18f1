"""Which clocks of a ticket its readers see: those of the agreements that their own side is a party to.

The support organisation sees all. A region, its IT and its care providers see what they are promised (SLA) and what
their own organisations have promised (OLA), not what the support organisation has set itself within. The vendor sees
what it owes itself (UC). The ledger, which says who had the case, is for every reader of the ticket.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q

from regions.kinds import Tier
from roles.kept import HOLE, StandIn
from sla.models import Agreement
from tickets.models import Ticket


def seen_by(actor) -> Q:
    """Clocks of tickets that the actor reads, as far as its side sees them."""
    readable = Exists(Ticket.objects.visible_to(actor).filter(pk=OuterRef("ticket_id")))
    return Q(readable) & of_its_side(actor)


def of_its_side(actor) -> Q:
    """The half that concerns the agreements, for clocks of a ticket that was itself read through the scope."""
    if actor.is_system:
        return Q()
    return Q() if Tier.SUPPORT in actor.tiers else of_its_own(actor)


def of_its_own(actor) -> Q:
    """What its own side owes, and for a region what it is promised; not what the support organisation reads besides."""
    owed = Q(OwedBySide(actor))
    return owed | Q(version__agreement__kind=Agreement.Kind.SLA) if Tier.REGION in actor.tiers else owed


class OwedBySide(Func):
    """True for the clocks that the actor's family owes: a region, its IT. Of a kept query written at each call."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, actor):
        super().__init__(F("provider_id"))
        self.actor = actor

    @property
    def identity(self):
        return type(self), id(self.actor)

    def as_sql(self, compiler, connection, **options):
        later = _Owes(compiler.compile(self.get_source_expressions()[0])[0])
        return (HOLE, [later]) if isinstance(self.actor, StandIn) else later.for_reader(self.actor)


@dataclass(frozen=True)
class _Owes:
    provider: str

    def for_reader(self, actor) -> tuple[str, list]:
        return f"{self.provider} = any(%s)", [sorted(actor.family_ids)]
