"""Deriving all clocks again from events and ledger: to check what is kept, or as an explicit act to put it right.

A batch of tickets is one transaction, and its end is kept: a run that was broken off goes on there.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, transaction
from django.utils import timezone

from sla.models import DueStep
from tickets.clocks import history, keeping
from tickets.clocks.deriving import Row
from tickets.clocks.keeping import Change
from tickets.models import Clock, ClockRebuild, Ticket

log = logging.getLogger(__name__)
BATCH = 500
TRIES, PAUSE_S = 20, 1.0  # for a batch with a ticket that is locked for longer than the lock time-out
TYPE = "tickets.ticket"


@dataclass(frozen=True)
class Fault:
    """A clock of a ticket (`pk`) that is not as the ticket's history says: which, and in what columns."""

    pk: int
    clock: str
    what: str


def rebuild(
    *,
    only_checks: bool,
    report: Callable[[Fault], None],
    progress: Callable[[int, int], None],
    seconds: float = float("inf"),
) -> ClockRebuild:
    """Go through all tickets, from where the last run of this kind was broken off. Opens a transaction for each batch.

    Without `only_checks` what differs is written. `report` is told of every fault, `progress` of how many are done.
    After `seconds` it leaves the rest for the next call; the run has ended when `ended_at` is set.
    """
    begun = time.monotonic()
    run = ClockRebuild.objects.filter(only_checks=only_checks, ended_at=None).first()
    run = run or ClockRebuild.objects.create(only_checks=only_checks, begun_at=timezone.now())
    total = _tickets().count()
    while ids := list(_tickets().filter(pk__gt=run.upto).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        faults = _batch(run, ids)
        for fault in faults:
            report(fault)
        progress(run.tickets, total)
        if time.monotonic() - begun > seconds:
            return run
    run.ended_at = timezone.now()
    run.save()
    log.info(
        "clocks of %s tickets derived again, %s differed, written: %s", run.tickets, run.differing, not only_checks
    )
    return run


def _batch(run: ClockRebuild, ids: list[int]) -> list[Fault]:
    """One batch and how far the run has come by it. A ticket that somebody is writing is waited for again and again."""
    for attempt in range(TRIES):
        try:
            with transaction.atomic(durable=True):
                faults = of_tickets(ids, only_checks=run.only_checks)
                done = {"upto": ids[-1], "tickets": run.tickets + len(ids), "differing": run.differing + len(faults)}
                ClockRebuild.objects.filter(pk=run.pk).update(**done)
        except OperationalError:
            if attempt == TRIES - 1:
                raise
            time.sleep(PAUSE_S)
        else:
            break
    for name, value in done.items():
        setattr(run, name, value)
    return faults


def _tickets():
    return Ticket.objects.unscoped("every clock is derived again").exclude(registered_at=None)


def of_tickets(ids: Iterable[int], *, only_checks: bool) -> list[Fault]:
    """What differs for these tickets, and without `only_checks` put right. Needs a transaction.

    A check looks without locks first, and again at what differs: there somebody may have been at work meanwhile.
    """
    ids = list(ids)
    if only_checks:
        _changes, suspects = _found(ids)
        ids = sorted({fault.pk for fault in suspects})
    _lock(ids)
    changes, faults = _found(ids)
    if not only_checks and faults:
        keeping.write([change for change in changes if change], anew=True)
        keeping.count_together(ids)
    return faults


def _lock(ids: list[int]) -> None:
    list(_tickets().filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _found(ids: list[int]) -> tuple[list[Change], list[Fault]]:
    waiting = _waiting(ids)
    changes = [keeping.change_of(one, waiting.get(pk, {})) for pk, one in history.of(ids, with_clocks=True).items()]
    return changes, [*_faults(changes), *_miscounted(ids)]


def _waiting(ids) -> dict[int, dict[str, datetime]]:
    """When which threshold waits, by ticket and reason."""
    rows = DueStep.objects.filter(subject_type=TYPE, subject_id__in=ids, fired_at=None, reason__startswith="clock:")
    found: dict = defaultdict(dict)
    for ticket, reason, at in rows.values_list("subject_id", "reason", "due_at"):
        found[ticket][reason] = at
    return found


def _faults(changes: Iterable[Change]) -> Iterator[Fault]:
    for change in changes:
        for row, kept in change.rows:
            what = ", ".join(keeping.differs(row, kept)) or "thresholds" if kept else "missing"
            yield Fault(change.ticket, _called(row), what)
        for pk in change.gone:
            yield Fault(change.ticket, f"clock {pk}", "of no promise")
        for reason in change.over:
            yield Fault(change.ticket, reason, "threshold of no clock")


def _called(row: Row) -> str:
    version, metric, provider, number = row.name
    return f"version {version}, {metric}, provider {provider}, round {number}"


def _miscounted(ids) -> list[Fault]:
    wrong = Clock.objects.unscoped("every clock is derived again").filter(pk__in=keeping.miscounted(ids))
    return [Fault(row.ticket_id, f"clock {row.pk}", "counted_with") for row in wrong]
