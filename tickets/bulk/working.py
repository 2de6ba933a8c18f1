"""Carrying runs out, a slice at a time: each ticket once, one transaction each, whoever dies in between.

A row's outcome is written in the transaction of its step. A worker that is lost loses its lease after some seconds;
the next one goes on with the rows that have no outcome.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from engine.errors import EngineError, Reason
from engine.perform import perform_within
from roles.actor import Actor, actor_for
from tickets.bulk.judging import reasons_of
from tickets.bulk.offered import fields_for
from tickets.models import BulkRow, BulkRun, Ticket

log = logging.getLogger(__name__)

SLICE_SECONDS = 2.0  # then the worker sees to its other tasks; the next beat goes on
ROWS_AT_A_TIME = 25
LEASE = timedelta(seconds=15)
DATA_KEPT = timedelta(days=1)  # what was filled in, where some tickets were refused and may be tried again
CHOICE_KEPT = timedelta(days=1)  # a choice that was never started
RUN_KEPT = timedelta(days=90)
BROKEN = Reason("broken", _("Something broke on our side. Try this one again; if it happens again, tell us."))


class _Waiting(NamedTuple):
    """A row that has no outcome yet, with the process of its ticket."""

    pk: int
    ticket_id: int | None
    process: str | None
    version: int | None


def work(*, seconds: float = SLICE_SECONDS) -> int:
    """Settle waiting rows for so long, the run that has waited longest first. Returns how many were settled."""
    end, settled = time.monotonic() + seconds, 0
    while time.monotonic() < end and (run := _claimed(timezone.now())) is not None:
        settled += _go_on(run, end)
    return settled


@transaction.atomic
def _claimed(now: datetime) -> BulkRun | None:
    """A started run that no other worker has, leased."""
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    runs = BulkRun.objects.filter(free, started_at__isnull=False, finished_at=None)
    found = runs.select_for_update(skip_locked=True).order_by(F("leased_until").asc(nulls_first=True), "pk").first()
    if found is not None:
        found.leased_until = now + LEASE
        found.save(update_fields=["leased_until"])
    return found


def _go_on(run: BulkRun, end: float) -> int:
    actor = actor_for(run.user, assignment_id=run.assignment_id, acting_person=run.acting_person)
    waiting, settled = BulkRow.objects.filter(run=run, settled_at=None), 0
    with translation.override(run.language):
        for row in waiting.values_list("pk", "ticket_id", "ticket__process", "version")[:ROWS_AT_A_TIME]:
            _settle(run, _Waiting(*row), actor)
            settled += 1
            if time.monotonic() >= end:
                break
    _give_back(run, is_finished=not waiting.exists())
    return settled


def _give_back(run: BulkRun, *, is_finished: bool) -> None:
    run.leased_until = timezone.now()
    if is_finished:
        run.finished_at = run.leased_until
        if not BulkRow.objects.filter(run=run, outcome=BulkRow.Outcome.REFUSED).exists():
            run.data = {}
    run.save(update_fields=["leased_until", "finished_at", "data"])


def _settle(run: BulkRun, row: _Waiting, actor: Actor) -> None:
    try:
        _take(run, row, actor)
    except (EngineError, Ticket.DoesNotExist) as refused:
        _refuse(row.pk, reasons_of(refused))
    except Exception as error:  # the outermost loop of a worker: one bad row must not stop the rest
        _refuse(row.pk, _why(error, row.pk))


def _take(run: BulkRun, row: _Waiting, actor: Actor) -> None:
    """The step on one ticket, and its outcome with it."""
    done = {"outcome": BulkRow.Outcome.DONE, "settled_at": timezone.now()}
    with transaction.atomic(durable=True):
        if not BulkRow.objects.filter(pk=row.pk, settled_at=None).update(**done):
            return  # settled by another worker meanwhile
        if row.ticket_id is None:
            raise Ticket.DoesNotExist
        perform_within(
            Ticket,
            row.ticket_id,
            run.step,
            actor=actor,
            via=run.via,
            version=row.version,
            data=fields_for(row.process, run.step, run.data),
            hat=run.hat,
            cause=f"bulk:{run.pk}",
        )
        now = Ticket.objects.unscoped("the version that the step has left").filter(pk=row.ticket_id)
        BulkRow.objects.filter(pk=row.pk).update(left_at=Subquery(now.values("version")))


def _refuse(pk: int, reasons: tuple[Reason, ...]) -> None:
    said = [{"code": one.code, "text": str(one.text), "field": one.field} for one in reasons]
    BulkRow.objects.filter(pk=pk, settled_at=None).update(
        outcome=BulkRow.Outcome.REFUSED, reasons=said, settled_at=timezone.now()
    )


def _why(error: Exception, pk: int) -> tuple[Reason, ...]:
    try:
        return reasons_of(error)
    except Exception:  # not one of the refusals that we know
        log.exception("bulk row %s", pk)
        return (BROKEN,)


def forget_old(*, at: datetime) -> None:
    """Remove what was filled in when it is no longer needed, choices never started, and runs of long ago."""
    BulkRun.objects.filter(finished_at__lt=at - DATA_KEPT).exclude(data={}).update(data={})
    old = Q(created_at__lt=at - RUN_KEPT) | Q(created_at__lt=at - CHOICE_KEPT, started_at=None)
    BulkRun.objects.filter(old).delete()
