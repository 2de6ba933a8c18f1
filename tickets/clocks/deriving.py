"""From a ticket's history to its clocks as they are kept: one row for each round of each promise. No query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from sla.clock import Reading, State
from tickets.clocks import history
from tickets.clocks.history import Fired, History
from tickets.clocks.promises import Promise, promises

# The steps of a ticket that thresholds are, by percent of the amount.
STEPS = {50: "warn", 75: "warn", 90: "warn", 100: "breach", 120: "overrun"}
BREACH = 100
MICROSECOND = timedelta(microseconds=1)

# (version, metric, provider, round): which clock of a ticket a row is.
Name = tuple[int, str, int, int]


@dataclass(frozen=True)
class Row:
    """A clock as it is kept; `passes` says when each percentage of the amount is used."""

    ticket: int
    name: Name
    priority: int | None
    amount: timedelta | None
    counts: bool
    reading: Reading
    fired: dict[int, Fired]
    since: datetime | None  # what passed before was said of the case that this one carries on
    is_timed: bool  # its thresholds are steps that fall due

    @property
    def is_stopped(self) -> bool:
        return self.reading.state == State.STOPPED

    def columns(self) -> dict:
        """As JSON for the database. A breach may have come after everything else: then its event tells of it."""
        one = self.reading
        return {
            "priority": self.priority,
            "amount": _microseconds(self.amount),
            "counts": self.counts,
            "state": str(one.state),
            "started_at": _iso(one.started_at),
            "stopped_at": _iso(one.stopped_at),
            "used": _microseconds(one.used),
            "due_at": _iso(one.due_at),
            "breached_at": _iso(one.breached_at or (self.fired[BREACH].due_at if BREACH in self.fired else None)),
            "paused_since": _iso(one.paused_since),
            "paused_by": one.paused_by,
            "stood_still": [[_iso(part.start), _iso(part.end), part.why] for part in one.not_counted],
            "fired": [percent for percent in self.fired if percent not in self.ahead],
        }

    @cached_property
    def ahead(self) -> dict[int, datetime]:
        """When which warning comes by a new target that had not used that share when it took over.

        It is said anew then, once, though it was said of the target before; not of a time that has been exceeded.
        """
        since = self.reading.last_since
        if since is None or BREACH in self.fired or self.reading.breached_at is not None:
            return {}
        return {
            percent: at
            for percent, at in self.reading.by_last
            if percent < BREACH
            and at is not None
            and at > since
            and (percent not in self.fired or self.fired[percent].at <= since)
        }

    def thresholds(self) -> dict[int, datetime]:
        """When which percentage is due as a step: what was fired is done, and a clock that has stopped warns no more.

        What had passed before it stopped, or before a pause, is late but true.
        """
        if not self.is_timed:
            return {}
        due = {percent: at for percent, at in self.reading.passes if at is not None and percent not in self.fired}
        due |= self.ahead
        due = {percent: at for percent, at in due.items() if self.since is None or at >= self.since}
        stopped_at = self.reading.stopped_at
        if stopped_at is None:
            return due
        return {percent: at for percent, at in due.items() if percent >= BREACH and at < stopped_at}


def rows(found: History) -> Iterator[Row]:
    """Every clock of the ticket, as it stood when something last happened to it."""
    for promise in promises(found):
        of_clock = (promise.agreement, promise.metric, promise.provider)
        now = found.as_of(*of_clock)
        terms = replace(promise.terms, unjudged=None) if found.historic else promise.terms
        read = history.readings(found, terms, *of_clock, now=now, shares=tuple(STEPS))
        for number, reading in enumerate(read, start=1):
            if reading.state != State.NOT_STARTED:
                yield _row(found, promise, number, reading)


def _row(found: History, promise: Promise, number: int, reading: Reading) -> Row:
    until = reading.stopped_at
    held = [priority for at, priority in found.priorities if until is None or at < until]
    name = (promise.version.pk, promise.metric, promise.provider, number)
    return Row(
        ticket=found.ticket,
        name=name,
        priority=held[-1] if held else None,
        amount=reading.amount,
        counts=promise.counts,
        reading=reading,
        fired=found.fired.get(name, {}),
        since=found.carried_at,
        is_timed=not found.historic,
    )


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds")


def _microseconds(amount: timedelta | None) -> int | None:
    return None if amount is None else amount // MICROSECOND
