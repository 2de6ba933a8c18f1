"""Carrying a request out at most once: the key is written in the transaction of what it brings about."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django.db import OperationalError, connection
from django.utils.translation import gettext_lazy as _

from engine.errors import Done, KeyInUse, KeyReused, Reason


@dataclass(frozen=True)
class Once:
    """A key of one sender and the fingerprint of what was sent with it."""

    owner: str
    key: str
    fingerprint: str


def fingerprint(*parts) -> str:
    """A digest of a request's content; the content itself is not kept."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def claim(once: Once) -> Done | None:
    """None when this transaction is the first to use the key, else what the first one brought about.

    Needs a transaction. Waits for a transaction that is using the key right now, three seconds at most; then
    raises KeyInUse. Raises KeyReused when the content differs.
    """
    with connection.cursor() as cursor:
        if _inserted(cursor, once):
            return None
        cursor.execute(
            "select fingerprint, outcome from engine_oncekey where owner = %s and key = %s", [once.owner, once.key]
        )
        seen, outcome = cursor.fetchone()
    if seen != once.fingerprint:
        raise KeyReused(
            Reason("key_reused", _("This key was used for another request. Use a new key."), "Idempotency-Key")
        )
    return Done(json.loads(outcome) if isinstance(outcome, str) else outcome)


def _inserted(cursor, once: Once) -> bool:
    """Whether the key is new; waits for a transaction that has just inserted it."""
    try:
        cursor.execute(
            "insert into engine_oncekey (owner, key, fingerprint, outcome, created_at) values (%s, %s, %s, '{}', now())"
            " on conflict (owner, key) do nothing returning id",
            [once.owner, once.key, once.fingerprint],
        )
    except OperationalError as error:
        if "lock timeout" not in str(error):
            raise
        text = _("The first request with this key is still being carried out. Try again in a moment.")
        raise KeyInUse(Reason("key_in_use", text, "Idempotency-Key")) from error
    return cursor.fetchone() is not None


def settle(once: Once, outcome: dict) -> None:
    """Note what the request brought about (ids only). Needs the transaction of `claim`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update engine_oncekey set outcome = %s where owner = %s and key = %s",
            [json.dumps(outcome), once.owner, once.key],
        )
