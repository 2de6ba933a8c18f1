"""The rows of an order: how many, how far they have come, and what they say to whoever reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Max, OuterRef, Q, Subquery

from engine.context import Context
from roles.actor import Actor
from tickets.models import OrderRow, TextVersion
from tickets.processes.service_request.bulk import rows
from tickets.processes.service_request.bulk.codes import RowState
from tickets.processes.service_request.catalogue.models import PricePer

WHY = "the order's own rows"
PER_PAGE = 50


def version_in(context: Context):
    """The version of the item that is ordered: of this step, else the order's; None before one is chosen."""
    return context.data.get("catalogue_item") or context.root.ordered()


def is_of_rows(ticket) -> bool:
    """Whether what is ordered is ordered in rows; no query within half a minute."""
    version = ticket.ordered()
    return version is not None and version.is_bulk


def kept(ticket) -> list:
    """The rows of the newest table in order, read once for the step; unscoped, a rule of the order itself."""
    if "_order_rows" not in ticket.__dict__:
        found = OrderRow.objects.unscoped(WHY).filter(ticket_id=ticket.pk)
        newest = found.order_by().values("ticket_id").annotate(newest=Max("text_id")).values("newest")
        ticket.__dict__["_order_rows"] = list(found.filter(text_id=Subquery(newest))) if ticket.pk else []
    return ticket.__dict__["_order_rows"]


def newest_table(ticket) -> list[dict]:
    """The newest rows as they were written; unscoped, a rule of the order itself. None of those out of sight."""
    found = TextVersion.objects.unscoped(WHY).filter(ticket_id=ticket.pk, field=rows.INPUT, part=None, redacted=False)
    body = found.order_by("-event_seq").values_list("body", flat=True).first()
    return rows.of_text(body or "") or []


def rows_of_order(context: Context) -> int:
    """How many rows the order has with this step: those that were given, else those that are kept."""
    given = rows.count(context.data.get(rows.INPUT))
    return given or (len(kept(context.root)) if is_of_rows(context.root) else 0)


def price_of(context: Context, version) -> Decimal | None:
    """What the order costs by the catalogue: the item's price, of one with a price a row that of all its rows."""
    if version is None or version.price is None:
        return None
    return version.price * rows_of_order(context) if version.price_per == PricePer.ROW else version.price


@dataclass(frozen=True)
class Progress:
    """How many rows there are, and how they stand."""

    total: int = 0
    delivered: int = 0
    failed: int = 0

    @property
    def waiting(self) -> int:
        return self.total - self.delivered - self.failed

    @property
    def percent(self) -> int:
        return 100 * (self.delivered + self.failed) // self.total if self.total else 0


def progress(ticket) -> Progress:
    """Of a ticket that was read through the scope; one query."""
    found = OrderRow.objects.unscoped(WHY).filter(ticket_id=ticket.pk)
    newest = OrderRow.objects.unscoped(WHY).filter(ticket_id=OuterRef("ticket_id")).order_by("-text_id")
    counted = found.filter(text_id=Subquery(newest.values("text_id")[:1])).aggregate(
        total=Count("pk"),
        delivered=Count("pk", filter=Q(state=RowState.DELIVERED)),
        failed=Count("pk", filter=Q(state=RowState.FAILED)),
    )
    return Progress(**counted)


@dataclass(frozen=True)
class Shown:
    """One row as its reader meets it; `answers` are empty where the words are hidden, removed, or not the reader's."""

    row: object
    answers: dict


@dataclass(frozen=True)
class Page:
    rows: list[Shown] = field(default_factory=list)
    total: int = 0
    more: int | None = None
    is_hidden: bool = False  # the words were taken out of sight, or removed


def page(ticket, actor: Actor, *, state: str = "", start: int = 0, size: int = PER_PAGE) -> Page:
    """The rows that stand so (all where `state` is ""), from the `start`th on; at most three queries."""
    every = OrderRow.objects.visible_to(actor).filter(ticket_id=ticket.pk)
    newest = OrderRow.objects.unscoped(WHY).filter(ticket_id=ticket.pk).order_by("-text_id").values("text_id")[:1]
    found = every.filter(text_id=Subquery(newest))
    found = found.filter(state=state) if state else found
    total = found.count()
    part = list(found.order_by("number")[start : start + size])
    words = TextVersion.objects.visible_to(actor).filter(pk=part[0].text_id).first() if part else None
    table = rows.of_text(words.body) if words is not None else None
    shown = [Shown(one, _answers(table, one.number)) for one in part]
    return Page(shown, total, start + size if total > start + size else None, bool(part) and table is None)


def _answers(table: list[dict] | None, number: int) -> dict:
    return table[number - 1] if table is not None and number <= len(table) else {}
