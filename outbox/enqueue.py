"""Writing messages down, in the transaction of what they tell about."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.transaction import TransactionManagementError

from outbox.models import Message
from roles import rows

_NAME = re.compile(r"[a-z][a-z_.-]{0,59}")  # of a step, a role, a field: never words that somebody wrote
_BATCH = 500


def enqueue(messages: Iterable[Message]) -> None:
    """Writes the messages; one whose `dedupe_key` exists already is left out. Needs a transaction.

    Raises `TransactionManagementError` outside a transaction and `ValueError` for a payload that holds more
    than ids and names, since a message must never carry words past a later deletion.
    """
    written = list(messages)
    for row in written:
        if not _holds_only_ids(row.payload):
            raise ValueError(f"message of kind {row.kind}: the payload may hold ids and names of code only")
    if not connection.in_atomic_block:
        raise TransactionManagementError("enqueue() belongs in the transaction of the event that it tells about")
    for start in range(0, len(written), _BATCH):
        rows.insert(written[start : start + _BATCH], leave_known=True)


def _holds_only_ids(value: Any) -> bool:
    if value is None or isinstance(value, int):
        return True
    if isinstance(value, str):
        return bool(_NAME.fullmatch(value))
    if isinstance(value, list):
        return all(_holds_only_ids(item) for item in value)
    if isinstance(value, dict):
        return all(_holds_only_ids(key) and _holds_only_ids(item) for key, item in value.items())
    return False
