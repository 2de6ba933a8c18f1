"""The ticket that an address names, for whoever may read it."""

from __future__ import annotations

from django.http import Http404

from tickets import selectors
from tickets.models import Ticket


def found(number: str, actor, *also) -> Ticket:
    """The ticket with this number as its workflow, with what `also` adds to its row. Raises Http404."""
    try:
        return selectors.ticket_called(number, actor, *also)
    except Ticket.DoesNotExist:
        raise Http404 from None
