"""Which notes, files, texts and events of a readable ticket an actor reads: cut by audience, never by the page."""

from django.db.models import Exists, OuterRef, Q

from regions.kinds import Tier
from tickets import codes


def audience_scope(actor, *, ticket: str = "ticket_id") -> Q:
    """Rows with an `audience` and an `organisation`, of tickets that `actor` reads.

    `all` is for every reader of the ticket, `customer` for the region and the support organisation,
    `own` for the writer's organisation alone; `support` and `supply` (with the vendor) leave the regions out.
    """
    from tickets.models.ticket import Ticket

    readable = Exists(Ticket.objects.visible_to(actor).filter(pk=OuterRef(ticket)))
    return Q(readable) & audience_only(actor)


def audience_only(actor) -> Q:
    """The audience half of the scope, for rows of a ticket that was itself read through the scope."""
    if actor.is_system:
        return Q()
    return Q(audience__in=audiences_of(actor)) | Q(organisation_id__in=actor.organisation_ids)


def audiences_of(actor) -> list[str]:
    """The audiences that the actor belongs to whoever wrote it."""
    found = [codes.Audience.ALL.value]
    if actor.is_customer_side:
        found.append(codes.Audience.CUSTOMER.value)
    if Tier.SUPPORT in actor.tiers:
        found.append(codes.Circle.SUPPORT.value)
    if actor.tiers & {Tier.SUPPORT, Tier.VENDOR}:
        found.append(codes.Circle.SUPPLY.value)
    return found


def reads_audience(actor, audience: str, organisation_id: int | None = None) -> bool:
    """The same rule for a value in hand (a field's audience, a message)."""
    if actor.is_system or audience in audiences_of(actor):
        return True
    return organisation_id is not None and organisation_id in actor.organisation_ids
