"""An order that has ended is ordered again: a new draft with what was answered then."""

from __future__ import annotations

from engine.context import Context
from tickets.models import ServiceRequestDetail, TextVersion
from tickets.models.audience import audience_only
from tickets.processes.service_request.bulk import rows as bulk
from tickets.processes.service_request.bulk.effects import keep_rows

WORDS = ("answers", "ordered_for", "cost_centre")


def copy_words(context: Context) -> None:
    """What the orderer reads of the old order. Whether it fits the item as it is now is asked when it is ordered."""
    old = context.data.get("copied_from")
    if old is None:
        return
    rows = TextVersion.objects.unscoped("of an order that the orderer named").filter(
        audience_only(context.actor), ticket_id=old.pk, field__in=(*WORDS, bulk.INPUT), part=None, redacted=False
    )
    newest = {row.field: row for row in rows.order_by("event_seq")}
    if table := newest.pop(bulk.INPUT, None):
        context.data[bulk.INPUT] = bulk.Table(bulk.of_text(table.body) or [])
        keep_rows(context)
    for field, row in newest.items():
        context.write(field, row.body, audience=row.audience)
    detail, before = context.subject.detail(), ServiceRequestDetail.objects.filter(ticket_id=old.pk).first()
    for column in ("ordered_for", "cost_centre"):
        if column in newest:
            setattr(detail, column, getattr(before, column))
    context.subject.detail_changed = True
