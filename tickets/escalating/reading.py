"""Whether somebody at a target's place reads a ticket: the scope of `Ticket.scope`, asked for whom it will be told."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from regions import directory
from tickets import codes


def readers_among(people: list[int], ticket, organisation, role: str) -> list[int]:
    """Those of `people`, who wear `role` at `organisation`, that read the ticket.

    No query for a ticket that they read by its columns; a confidential one asks for its named readers.
    """
    if not people or _by_columns(ticket, organisation):
        return people
    return _by_grants(people, ticket, organisation, role)


def _by_columns(ticket, organisation) -> bool:
    if ticket.visibility == codes.Visibility.CONFIDENTIAL:
        return False
    if organisation.tier == "support":
        return True
    if organisation.tier == "vendor":
        return ticket.vendor_id == organisation.pk
    own = (ticket.origin_id, ticket.holder_id, ticket.offered_to_id)
    return organisation.pk in own or (
        ticket.visibility == codes.Visibility.JOINT and organisation in directory.regions()
    )


def _by_grants(people: list[int], ticket, organisation, role: str) -> list[int]:
    from tickets.models import TicketGroupGrant, TicketUserGrant

    alive = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    if ticket.visibility == codes.Visibility.CONFIDENTIAL:
        alive &= Q(reason_code="confidential")
    groups = (f"org:{organisation.pk}", f"hat:{organisation.pk}:{role}")
    if TicketGroupGrant.objects.filter(alive, content_object_id=ticket.pk, group__name__in=groups).exists():
        return people
    named = TicketUserGrant.objects.filter(alive, content_object_id=ticket.pk, user_id__in=people)
    found = set(named.values_list("user_id", flat=True))
    return [pk for pk in people if pk in found]
