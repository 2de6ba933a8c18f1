"""What the steps bring about with an order's rows: they are kept, and settled, in as many statements however many."""

from __future__ import annotations

from engine.context import Context
from tickets.codes import Audience
from tickets.models import OrderRow
from tickets.processes.service_request.bulk import guards, reading, results
from tickets.processes.service_request.bulk.codes import RowState
from tickets.processes.service_request.bulk.rows import INPUT, as_text

KEPT, SETTLED = "rows_kept", "rows_settled"  # what the event says of them


def keep_rows(context: Context) -> None:
    """The table that was given: its words as one text, and a row for each. Those of an earlier one count no more."""
    table = context.data.get(INPUT)
    if table is None:
        return
    context.write(INPUT, as_text(table), audience=Audience.ALL)
    context.notes[KEPT] = {"count": len(table.rows), "for": Audience.ALL}
    for number in range(1, len(table.rows) + 1):
        context.add(_row(number))


def _row(number: int):
    return lambda event, texts: OrderRow(ticket=event.ticket, text=texts[INPUT], number=number)


def settle_rows(context: Context) -> None:
    settled = guards.settled_by(context)
    changed = [one for one in reading.kept(context.root) if one.number in settled]
    for one in changed:
        one.state, one.reason = settled[one.number]
    context.notes[SETTLED] = {"for": Audience.ALL} | {
        state.value: results.spans(one.number for one in changed if one.state == state)
        for state in (RowState.DELIVERED, RowState.FAILED)
        if any(one.state == state for one in changed)
    }
    for (state, reason), numbers in _together(changed).items():
        context.then.append(_store(context.root, numbers, state=state, reason=reason))


def _together(changed: list) -> dict[tuple[str, str], list[int]]:
    """The keys of the rows by what becomes of them: as many statements as there are results, however many rows."""
    found: dict[tuple[str, str], list[int]] = {}
    for one in changed:
        found.setdefault((one.state, one.reason), []).append(one.pk)
    return found


def _store(ticket, keys: list[int], **result):
    rows = OrderRow.objects.unscoped(reading.WHY).filter(ticket_id=ticket.pk, pk__in=keys)
    return lambda finished: rows.update(settled_seq=finished.event.seq, **result)
