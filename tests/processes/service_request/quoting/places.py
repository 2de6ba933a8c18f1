"""Orders with a quote: given by the vendor, divided, accepted by some of those whose yes it takes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from roles.actor import Actor
from tests import parties
from tests.cases import step
from tests.people import actor
from tests.processes.service_request import places as at
from tickets.models import QuoteAllocation, QuoteShare, Ticket

WITHIN, ABOVE = "40 000", "125000,50"  # of the approver's limit
REFERENCE = {"purchase_reference": "INK-2026-0412"}
ALONE = REFERENCE | {"allocation_key": "orderer"}
EQUAL = REFERENCE | {"allocation_key": "equal"}
DECLINING = {"reason": "Priset är för högt."}


def quote(price: str = WITHIN, *, days: int = 30, **more) -> dict:
    last = timezone.localdate() + timedelta(days=days)
    given = {"price": price, "lead_time_days": 15, "quote_valid_until": last.isoformat()}
    return given | {"quote_text": "En skrivare, ansluten och provad på plats."} | more


def quoted(price: str = WITHIN, **more) -> Ticket:
    """It waits to be accepted."""
    return step(at.quoted_at_vendor(), "quote", at.quoter(), **quote(price, **more))


def above() -> Ticket:
    return quoted(ABOVE)


def joint() -> Ticket:
    """Divided among all regions."""
    return step(above(), "allocate", at.reviewer(), allocation_key="equal")


def accepted() -> Ticket:
    return step(quoted(), "sign_quote", at.approver(), **ALONE)


def region_manager(region: str = parties.REGION) -> Actor:
    return actor("region-objektledare", region)


def manager() -> Actor:
    return actor("sussa-objektledare", parties.SUPPORT_ORG)


def controller() -> Actor:
    return actor("sussa-ekonomicontroller", parties.SUPPORT_ORG)


def shares_of(ticket: Ticket) -> dict[str, tuple[int, Decimal]]:
    """Of the latest division: region to share and amount."""
    row = QuoteAllocation.objects.unscoped("test").filter(ticket_id=ticket.pk).first()
    rows = QuoteShare.objects.unscoped("test").filter(allocation=row).select_related("region") if row else ()
    return {one.region.slug: (one.share, one.amount) for one in rows}
