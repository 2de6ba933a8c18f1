"""Working out what would have happened, a slice at a time: resumable, whoever dies in between.

What a slice found is written in one transaction with how far it came. A worker that is lost loses its lease after
some seconds; the next one goes on after the last ticket that was looked at.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation

from roles.actor import Actor, actor_for
from sla.models import WhatIf, WhatIfFlip
from tickets.clocks import history as histories
from tickets.models import Clock, Ticket
from tickets.what_if.judging import Flip, Judge, judge_of

log = logging.getLogger(__name__)

SLICE_SECONDS = 2.0  # then the worker sees to its other tasks; the next beat goes on
TICKETS_AT_A_TIME = 50
LEASE = timedelta(seconds=60)


def work(*, seconds: float = SLICE_SECONDS) -> int:
    """Look at tickets for so long, for whoever has waited longest first. Returns how many were looked at."""
    end, looked_at = time.monotonic() + seconds, 0
    while time.monotonic() < end and (run := _claimed(timezone.now())) is not None:
        looked_at += _go_on(run, end)
    return looked_at


@transaction.atomic
def _claimed(now: datetime) -> WhatIf | None:
    """A run that is not finished and that no other worker has, leased."""
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    runs = WhatIf.objects.filter(free, finished_at=None).select_for_update(skip_locked=True)
    found = runs.order_by(F("leased_until").asc(nulls_first=True), "pk").first()
    if found is not None:
        found.leased_until = now + LEASE
        found.save(update_fields=["leased_until"])
    return found


def _go_on(run: WhatIf, end: float) -> int:
    actor, count = actor_for(run.user), 0
    with translation.override(run.language):
        judge = judge_of(run)
        if run.total is None:
            run.total = tickets_of(run, actor).count()
        while ids := list(_next(run, actor)):
            if not _look_at(run, judge, ids):
                return count
            count += len(ids)
            if time.monotonic() >= end:
                break
    now = timezone.now()
    finished = {} if ids else {"finished_at": now, "total": run.looked_at}
    WhatIf.objects.filter(pk=run.pk, last_ticket=run.last_ticket).update(leased_until=now, **finished)
    return count


def tickets_of(run: WhatIf, actor: Actor) -> QuerySet[Ticket]:
    """The tickets that were open in the time it is about and that the actor reads."""
    rows = Ticket.objects.visible_to(actor).filter(registered_at__lte=run.until)
    return rows.exclude(closed_at__lt=run.since)


def _next(run: WhatIf, actor: Actor):
    rows = tickets_of(run, actor).filter(pk__gt=run.last_ticket).order_by("pk")
    return rows.values_list("pk", flat=True)[:TICKETS_AT_A_TIME]


@transaction.atomic
def _look_at(run: WhatIf, judge: Judge, ids: list[int]) -> bool:
    """False where another worker has it, or a newer draft has taken its place."""
    if not WhatIf.objects.select_for_update().filter(pk=run.pk, last_ticket=run.last_ticket).exists():
        return False
    found = []
    for pk, history in histories.of(ids).items():
        try:
            judged, flips = judge.flips(history, since=run.since, now=run.until)
        except Exception:  # the outermost loop of a worker: one bad ticket must not stop the rest
            log.exception("what if %s: ticket %s", run.pk, pk)
            run.failed += 1
            continue
        run.judged += judged
        found += [_row(run, pk, history.process, one) for one in flips]
    WhatIfFlip.objects.bulk_create(_counted_once(found))
    run.last_ticket, run.looked_at = ids[-1], run.looked_at + len(ids)
    run.save(update_fields=["last_ticket", "looked_at", "judged", "failed", "total"])
    return True


def _counted_once(found: list[WhatIfFlip]) -> list[WhatIfFlip]:
    """Without the promises that are counted with a main case's: it stands for them."""
    if not found:
        return []
    clocks = (
        Clock.objects.unscoped("what counts once")
        .filter(ticket__in={one.ticket for one in found})
        .exclude(counted_with=None)
    )
    names = ("ticket_id", "version__agreement_id", "provider_id", "metric", "round")
    elsewhere = set(clocks.values_list(*names))
    return [
        one for one in found if (one.ticket, one.agreement_id, one.provider_id, one.metric, one.round) not in elsewhere
    ]


def _row(run: WhatIf, ticket: int, process: str, flip: Flip) -> WhatIfFlip:
    return WhatIfFlip(
        what_if=run,
        ticket=ticket,
        agreement=flip.agreement,
        provider_id=flip.provider,
        process=process,
        metric=flip.metric,
        priority=flip.priority,
        round=flip.round,
        becomes=WhatIfFlip.Becomes.MISSED if flip.is_missed else WhatIfFlip.Becomes.KEPT,
        due_before=flip.due_before,
        due_after=flip.due_after,
        stopped_at=flip.after.stopped_at,
        counts=flip.counts,
        why=list(flip.why),
    )
