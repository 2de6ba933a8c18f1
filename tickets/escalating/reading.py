"""Whether somebody at a target's place reads a ticket: the scope of `Ticket.scope`, asked for whom it will be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from engine.context import Context
from regions import directory
from tickets import codes

CONFIDENTIAL = "confidential"


class LetIn:
    """The grants of tickets that are looked at together: two queries for all, when the first one is asked for."""

    def __init__(self, tickets: Iterable[int]):
        self._tickets = sorted(set(tickets))

    def among(self, people: list[int], ticket, organisation, role: str) -> list[int]:
        """Those of `people`, who wear `role` at `organisation`, whom a grant lets in."""
        only = CONFIDENTIAL if ticket.visibility == codes.Visibility.CONFIDENTIAL else None
        for name in (f"org:{organisation.pk}", f"hat:{organisation.pk}:{role}"):
            if _fits(self._groups[ticket.pk, name], only):
                return people
        return [pk for pk in people if _fits(self._people[ticket.pk, pk], only)]

    @cached_property
    def _groups(self) -> dict[tuple[int, str], set[str]]:
        from tickets.models import TicketGroupGrant

        return self._found(TicketGroupGrant, "group__name")

    @cached_property
    def _people(self) -> dict[tuple[int, int], set[str]]:
        from tickets.models import TicketUserGrant

        return self._found(TicketUserGrant, "user_id")

    def _found(self, model, who: str) -> dict[tuple, set[str]]:
        """The reasons of the grants that are in force, by ticket and whom they let in."""
        alive = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
        rows = model.objects.filter(alive, content_object_id__in=self._tickets)
        found = defaultdict(set)
        for ticket, whom, reason in rows.values_list("content_object_id", who, "reason_code"):
            found[ticket, whom].add(reason)
        return found


def _fits(reasons: set[str], only: str | None) -> bool:
    return bool(reasons) if only is None else only in reasons


def let_in(context: Context) -> LetIn:
    """Of all tickets whose steps are taken together."""
    if "let in" not in context.shared:
        together = context.shared.get("contexts") or [context]
        context.shared["let in"] = LetIn(one.root.pk for one in together)
    return context.shared["let in"]


def readers_among(people: list[int], ticket, organisation, role: str, grants: LetIn) -> list[int]:
    """Those of `people`, who wear `role` at `organisation`, that read the ticket.

    No query for a ticket that they read by its columns; a confidential one asks for its named readers.
    """
    if not people or _by_columns(ticket, organisation):
        return people
    return grants.among(people, ticket, organisation, role)


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
