"""How each rule about an order's rows is broken, in memory."""

from __future__ import annotations

from django.utils import timezone

from tests.processes.service_request import places as at
from tests.processes.service_request.bulk.places import ITEM
from tickets.models import OrderRow
from tickets.processes.service_request.catalogue import reading


def of_rows(*rows: OrderRow):
    """As if the item were ordered in rows, and the order had just these."""

    def spoil(context):
        version = reading.called(ITEM, None, timezone.now())
        context.root.detail().version_id = version.pk
        context.data = {name: value for name, value in context.data.items() if name != "catalogue_item"}
        context.root.__dict__["_order_rows"] = list(rows)

    return spoil


def of_none(context) -> None:
    context.root.detail().version_id = reading.called(at.ITEM, None, timezone.now()).pk


def unsaid(context) -> None:
    context.data = {"settled_rows": None, "bulk_results": None}


SPOILED = {
    "bulk_rows_valid": (of_rows(), "required", "bulk_rows"),
    "bulk_rows_settled": (of_rows(OrderRow(number=1, state="pending")), "rows_waiting", ""),
    "is_of_rows": (of_none, "no_rows_here", ""),
    "rows_can_be_settled": (unsaid, "required", "settled_rows"),
}
BY_WHO: dict = {}
