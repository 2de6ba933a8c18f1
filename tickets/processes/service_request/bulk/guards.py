"""Why an order's rows are not taken, or cannot be settled so: every reason at once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from engine.context import Context
from engine.errors import Reason
from engine.validate import Unusable
from tickets.processes.service_request.bulk import checking, reading, results
from tickets.processes.service_request.bulk.codes import RowReason, RowState
from tickets.processes.service_request.bulk.rows import GIVEN, INPUT, RESULTS


def bulk_rows_valid(context: Context) -> Reason | None:
    """What is ordered in rows has some, and those that were kept from before fit the item as it is now."""
    version = reading.version_in(context)
    if version is None or not version.is_bulk or context.shared.get(GIVEN):
        return None
    if not reading.kept(context.root):
        return Reason("required", _("Upload the rows: this is ordered in rows."), INPUT)
    broken = checking.faults_of_kept(reading.newest_table(context.root), version)
    if not broken:
        return None
    text = ngettext_lazy(
        "The item has changed, and %(rows)d row no longer fits it. Upload the rows anew.",
        "The item has changed, and %(rows)d rows no longer fit it. Upload the rows anew.",
        broken,
    )
    return Reason("rows_outdated", text % {"rows": broken}, INPUT)


def bulk_rows_settled(context: Context) -> Reason | None:
    """Every row is delivered, or failed with a reason."""
    if not reading.is_of_rows(context.root):
        return None
    waiting = sum(one.state == RowState.PENDING for one in reading.kept(context.root))
    if not waiting:
        return None
    text = ngettext_lazy(
        "%(rows)d row has no result yet. Settle it first.",
        "%(rows)d rows have no result yet. Settle them first.",
        waiting,
    )
    return Reason("rows_waiting", text % {"rows": waiting})


def is_of_rows(context: Context) -> Reason | None:
    if reading.is_of_rows(context.root):
        return None
    return Reason("no_rows_here", _("This order has no rows."))


def rows_can_be_settled(context: Context) -> list[Reason]:
    """The rows exist, have one result each, and a reason where they failed."""
    said = context.data
    if not context.has("settled_rows") and not said.get(RESULTS):
        return [Reason("required", _("Say which rows are settled, or upload the results."), "settled_rows")]
    faults = [] if not context.has("settled_rows") else _unsaid(context)
    if faults:
        return faults
    try:
        settled = settled_by(context)
    except Unusable as why:
        return [Reason(why.code, why.text, "settled_rows")]
    known = {one.number for one in reading.kept(context.root)}
    if not settled:
        return [Reason("no_rows", _("No row waits for a result."), "settled_rows")]
    if strange := settled.keys() - known:
        text = _("The order has no such rows: %(rows)s. It has %(total)d.")
        field = "settled_rows" if context.has("settled_rows") else RESULTS
        return [Reason("no_such_rows", text % {"rows": results.spans(strange), "total": len(known)}, field)]
    if any(reason == RowReason.OTHER for _state, reason in settled.values()) and not context.has("comment"):
        return [Reason("required", _("Say in the comment why, without details about persons."), "comment")]
    return []


def _unsaid(context: Context) -> list[Reason]:
    """What is missing where rows are named by their numbers."""
    found, result = [], context.data.get("row_result")
    if not result:
        found.append(Reason("required", _("Say how it went with the rows."), "row_result"))
    if result == RowState.FAILED and not context.has("row_reason"):
        found.append(Reason("required", _("Choose why the rows could not be delivered."), "row_reason"))
    if result == RowState.DELIVERED and context.has("row_reason"):
        found.append(Reason("not_failed", _("Rows that are delivered need no reason. Leave it empty."), "row_reason"))
    return found


def settled_by(context: Context) -> dict[int, tuple[str, str]]:
    """The state and the reason of each row that the step settles. Raises Unusable for numbers that are none."""
    found = dict(context.data[RESULTS].rows) if context.data.get(RESULTS) else {}
    if context.has("settled_rows"):
        waiting = [one.number for one in reading.kept(context.root) if one.state == RowState.PENDING]
        numbers = results.numbers_in(context.data["settled_rows"], waiting)
        if twice := found.keys() & set(numbers):
            text = _("These rows stand in the file, too: %(rows)s. Name them in one place.")
            raise Unusable("twice", text % {"rows": results.spans(twice)})
        found |= {one: (context.data["row_result"], context.data.get("row_reason") or "") for one in numbers}
    return found
