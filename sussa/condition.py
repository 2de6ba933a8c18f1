"""What works less well than usual, and whether anything may be changed at all: what every page says at its top.

Read with three short queries and kept in the process for half a minute, so that it is no page's cost.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine import due
from outbox import health as outbox
from sussa import cache
from sussa.models import ReadOnlyChange

KEPT_SECONDS = 30
LATE = timedelta(minutes=2)  # before that, what waits is done at the next look of a worker


@dataclass(frozen=True)
class Lag:
    """What comes later than usual, and since when (UTC)."""

    what: object
    since: datetime


@dataclass(frozen=True)
class Condition:
    read_at: float
    read_only: ReadOnlyChange | None  # the change that turned it on
    due_since: datetime | None  # since when the oldest step or message waits that a worker should have taken
    unsent_since: datetime | None


_kept: Condition | None = None


def clear() -> None:
    """Forget it; the next look reads the database."""
    global _kept
    _kept = None


def warm() -> None:
    """Read it now, so that no look within the next half minute costs a query."""
    clear()
    _condition()


def read_only() -> ReadOnlyChange | None:
    """What says that nothing may be changed; at most `KEPT_SECONDS` old."""
    return _condition().read_only


def lags() -> list[Lag]:
    """What is late as far as this process knows. Without Redis nobody wakes the workers: all they do is late."""
    known, gone = _condition(), cache.gone_since()
    since = {
        _("Reminders, escalations and time limits"): _earliest(known.due_since, gone),
        _("E-mail and notices"): _earliest(known.unsent_since, gone),
        _("Steps on many cases at once"): gone,
        _("Who else has a case open"): gone,
    }
    return [Lag(what, at) for what, at in since.items() if at is not None]


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((one for one in moments if one is not None), default=None)


def _condition() -> Condition:
    global _kept
    kept = _kept  # another thread may clear it
    if kept is None or time.monotonic() - kept.read_at > KEPT_SECONDS:
        kept = _kept = _read()
    return kept


def _read() -> Condition:
    now, newest = timezone.now(), ReadOnlyChange.objects.first()
    waited = {"due": due.waited(now), "unsent": outbox.waited(now)}
    since = {name: now - long for name, long in waited.items() if long is not None and long > LATE}
    return Condition(
        read_at=time.monotonic(),
        read_only=newest if newest is not None and newest.is_on else None,
        due_since=since.get("due"),
        unsent_since=since.get("unsent"),
    )
