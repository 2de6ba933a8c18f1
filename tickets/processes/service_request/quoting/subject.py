"""What an order knows of its quotes: the latest one, how it is divided, and who has to accept it."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, TextField
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from regions import directory
from roles import groups
from tickets import along
from tickets.processes.service_request.quoting.details import Quote, QuoteAllocation, QuoteShare

WHY = "a rule of the order itself"


def with_division(quotes, shares):
    """The quotes, each with the `shares` of its divisions as documents, those of the latest division first."""
    said = {"allocation": "allocation_id", "key": "allocation__key", "figures": "allocation__figures"}
    said |= {"accepted_at": "allocation__accepted_at", "region": "region_id", "share": "share"}
    document = JSONObject(**said, amount=Cast("amount", TextField()))
    rows = shares.filter(allocation__quote_id=OuterRef("pk")).order_by("-allocation_id", "region__position")
    return quotes.annotate(divided=ArraySubquery(rows.values(document=document)))


def _quotes_of(ticket):
    """`written` is the price as text: a document has it as a number that is not exact."""
    rows = with_division(Quote.objects.unscoped(WHY), QuoteShare.objects.unscoped(WHY)).filter(ticket_id=ticket)
    return rows.annotate(written=Cast("price", TextField())).order_by("-number")


def latest_allocation(quote: Quote | None) -> QuoteAllocation | None:
    """The latest division of a quote that was read `with_division`, its `parts` at hand; None of one just made."""
    divided = getattr(quote, "divided", None)
    if not divided:
        return None
    first = divided[0]
    found = QuoteAllocation(pk=first["allocation"], ticket_id=quote.ticket_id, quote=quote, key=first["key"])
    found.figures = first["figures"]
    found.accepted_at = parse_datetime(first["accepted_at"]) if first["accepted_at"] else None
    found.parts = [
        QuoteShare(
            allocation=found,
            region=directory.organisation(one["region"]),
            share=one["share"],
            amount=Decimal(one["amount"]),
        )
        for one in divided
        if one["allocation"] == first["allocation"]
    ]
    return found


class QuotedSubject:
    """Mixed into the workflow of orders. What it reads, it reads once a step."""

    @classmethod
    def columns_along(cls, ticket) -> dict:
        return {"quoted": along.column(_quotes_of(ticket), "divided", "written")}

    def take_along(self, row) -> None:
        found = along.rows(Quote, row.quoted)
        for one in found:
            one.price = Decimal(one.written)
        self.__dict__.setdefault("_quotes", found)

    def quotes(self) -> list[Quote]:
        """The latest first."""
        if "_quotes" not in self.__dict__:
            self.detail()
        if "_quotes" not in self.__dict__:
            self.__dict__["_quotes"] = list(_quotes_of(self.pk)) if self.pk else []
        return self.__dict__["_quotes"]

    def latest_quote(self) -> Quote | None:
        """The one that may be accepted."""
        return next(iter(self.quotes()), None)

    def allocation(self) -> QuoteAllocation | None:
        """How the latest quote is divided, its `parts` at hand; None while nobody has said so."""
        if "_allocation" not in self.__dict__:
            self.__dict__["_allocation"] = latest_allocation(self.latest_quote())
        return self.__dict__["_allocation"]

    def able_to_accept(self) -> list:
        """The approvers of the ordering region whose limit reaches the price; those it is of are none of them."""
        if "_able" not in self.__dict__:
            quote = self.latest_quote()
            rows = groups.able_to_approve(self.origin_id, quote.price, timezone.now()) if quote else []
            self.__dict__["_able"] = [row for row in rows if not self.is_of(row.user)]
        return self.__dict__["_able"]

    def already_has(self, one) -> bool:
        if one.name == "allocation_key":
            return self.allocation() is not None
        if one.name == "purchase_reference":
            return one.name in self.said()
        return super().already_has(one)
