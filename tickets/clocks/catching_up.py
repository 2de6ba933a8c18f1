"""What a clock is counted by can change under it: a published calendar, the days an agreement counts for a region.

Then all clocks are derived again by the worker, a minute at a time; a changed target never does this, as a clock keeps
the version that it began under.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Max

from regions import directory
from sla.models import AgreementRegionChange, CalendarVersion
from tickets.clocks import rebuilding
from tickets.clocks.rebuilding import Fault
from tickets.models import ClockRebuild

log = logging.getLogger(__name__)
SECONDS = 60.0  # of one call


def work() -> bool:
    """Go on with what is needed; whether anything was. Only one worker at a time; opens its transactions."""
    if not _is_behind():
        return False
    with _alone() as is_mine:
        if is_mine:
            directory.clear()  # what this process has kept may be older than the change
            rebuilding.rebuild(only_checks=False, report=_note, progress=_pass_over, seconds=SECONDS)
    return is_mine


def _is_behind() -> bool:
    """Whether a run is unfinished, or began before the last such change."""
    run = ClockRebuild.objects.filter(only_checks=False).order_by("-begun_at").first()
    if run is not None and run.ended_at is None:
        return True
    published = CalendarVersion.objects.aggregate(at=Max("published_at"))["at"]
    days_set = AgreementRegionChange.objects.aggregate(at=Max("at"))["at"]
    last = max(filter(None, (published, days_set)), default=None)
    return last is not None and (run is None or run.begun_at <= last)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else is at it; PostgreSQL lets go of the lock when the worker dies."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtext('tickets_clockrebuild'))")
        (is_mine,) = cursor.fetchone()
        try:
            yield is_mine
        finally:
            if is_mine:
                cursor.execute("select pg_advisory_unlock(hashtext('tickets_clockrebuild'))")


def _note(fault: Fault) -> None:
    log.info("clock of ticket %s put right: %s: %s", fault.pk, fault.clock, fault.what)


def _pass_over(done: int, total: int) -> None:
    """Nobody watches the worker; the row of the run says how far it has come."""
