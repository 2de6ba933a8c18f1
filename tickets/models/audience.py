"""Which notes, files, texts and events of a readable ticket an actor reads: cut by audience, never by the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q

from regions import directory
from regions.kinds import Tier
from roles.kept import HOLE, StandIn
from tickets import codes


def audience_scope(actor, *, ticket: str = "ticket_id") -> Q:
    """Rows with an `audience` and an `organisation`, of tickets that `actor` reads.

    `all` is for every reader of the ticket, `customer` for the region and the support organisation,
    `own` for the writer's organisation alone; `support` and `supply` (with the vendor) leave the regions out, and
    `@17` (with the vendor `+17`) all of them but the family of organisation 17 (`codes.circle_of`).
    """
    return of_readable_tickets(actor, ticket=ticket) & audience_only(actor)


def of_readable_tickets(actor, *, ticket: str = "ticket_id") -> Q:
    """Rows of tickets that `actor` reads, whatever the row is."""
    from tickets.models.ticket import Ticket

    return Q(Exists(Ticket.objects.visible_to(actor).filter(pk=OuterRef(ticket))))


def audience_only(actor) -> Q:
    """The audience half of the scope, for rows of a ticket that was itself read through the scope."""
    return Q() if actor.is_system else Q(InCircle(actor))


class InCircle(Func):
    """True for the rows with `audience` and `organisation` that the actor reads; of a kept query written at each call,
    since it depends on the actor's family.
    """

    output_field = BooleanField()
    conditional = True

    def __init__(self, actor):
        super().__init__(F("audience"), F("organisation_id"))
        self.actor = actor

    @property
    def identity(self):
        return type(self), id(self.actor)

    def as_sql(self, compiler, connection, **options):
        later = _Condition(*(compiler.compile(one)[0] for one in self.get_source_expressions()))
        return (HOLE, [later]) if isinstance(self.actor, StandIn) else later.for_reader(self.actor)


@dataclass(frozen=True)
class _Condition:
    audience: str
    organisation: str

    def for_reader(self, actor) -> tuple[str, list]:
        sql = f"({self.audience} = any(%s) or {self.organisation} = any(%s))"
        return sql, [audiences_of(actor), sorted(actor.organisation_ids)]


def audiences_of(actor) -> list[str]:
    """The audiences that the actor belongs to whoever wrote it."""
    key = (__name__, actor.tiers, actor.organisation_ids, actor.is_system)
    return directory.remembered(key, lambda: _audiences(actor))


def _audiences(actor) -> list[str]:
    found = [codes.Audience.ALL.value]
    if actor.is_customer_side:
        found.append(codes.Audience.CUSTOMER.value)
    if Tier.SUPPORT in actor.tiers:
        found.append(codes.Circle.SUPPORT.value)
    if actor.tiers & {Tier.SUPPORT, Tier.VENDOR}:
        found.append(codes.Circle.SUPPLY.value)
    return found + _of_promises(actor)


def _of_promises(actor) -> list[str]:
    """Those of promises inside one region, to which the support organisation is always a party."""
    known = {one.pk for one in directory.organisations() if one.tier == Tier.REGION}
    mine = known if Tier.SUPPORT in actor.tiers else known & actor.family_ids
    named = known if Tier.VENDOR in actor.tiers else mine
    alone = [codes.circle_of(pk) for pk in sorted(mine)]
    return alone + [codes.circle_of(pk, with_vendor=True) for pk in sorted(named)]


def reads_audience(actor, audience: str, organisation_id: int | None = None) -> bool:
    """The same rule for a value in hand (a field's audience, a message)."""
    if actor.is_system or audience in audiences_of(actor):
        return True
    return organisation_id is not None and organisation_id in actor.organisation_ids
