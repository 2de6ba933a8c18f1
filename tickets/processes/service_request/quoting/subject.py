"""What an order knows of its quotes: the latest one, how it is divided, and who has to accept it."""

from __future__ import annotations

from django.utils import timezone

from roles import groups
from tickets.processes.service_request.quoting.details import Quote, QuoteAllocation, QuoteShare

WHY = "a rule of the order itself"


class QuotedSubject:
    """Mixed into the workflow of orders. What it reads, it reads once a step."""

    def quotes(self) -> list[Quote]:
        """The latest first."""
        if "_quotes" not in self.__dict__:
            rows = Quote.objects.unscoped(WHY).filter(ticket_id=self.pk)
            self.__dict__["_quotes"] = list(rows) if self.pk else []
        return self.__dict__["_quotes"]

    def latest_quote(self) -> Quote | None:
        """The one that may be accepted."""
        return next(iter(self.quotes()), None)

    def allocation(self) -> QuoteAllocation | None:
        """How the latest quote is divided, its `parts` at hand; None while nobody has said so."""
        if "_allocation" not in self.__dict__:
            self.__dict__["_allocation"] = self._read_allocation()
        return self.__dict__["_allocation"]

    def _read_allocation(self) -> QuoteAllocation | None:
        quote = self.latest_quote()
        rows = QuoteAllocation.objects.unscoped(WHY).filter(quote_id=quote.pk) if quote and quote.pk else None
        found = rows.first() if rows is not None else None
        if found is not None:
            shares = QuoteShare.objects.unscoped(WHY).filter(allocation_id=found.pk)
            found.parts = list(shares.select_related("region"))
        return found

    def able_to_accept(self) -> list:
        """The approvers of the ordering region whose limit reaches the price; the orderer is none of them."""
        if "_able" not in self.__dict__:
            quote = self.latest_quote()
            rows = groups.able_to_approve(self.origin_id, quote.price, timezone.now()) if quote else []
            self.__dict__["_able"] = [row for row in rows if row.user_id != self.reporter_id]
        return self.__dict__["_able"]

    def already_has(self, one) -> bool:
        if one.name == "allocation_key":
            return self.allocation() is not None
        if one.name == "purchase_reference":
            return one.name in self.said()
        return super().already_has(one)
