"""Read-only mode: cases and registers can be read and nothing of them changed, as while the database is moved.

It is turned on and off by an administrator on a page, or by `manage.py read_only` on the server; each change is a row.
Every server knows within half a minute (sussa/condition.py). Forms are refused by the pages' middleware
(sussa/web/read_only.py) and keep what was written; a worker leaves its rows for later (`Task`). What goes on: log-ins,
drafts, the log of who has read what, and the hourly pack for major incidents.
"""

from __future__ import annotations

from datetime import datetime

from celery import Task as CeleryTask
from django.utils import timezone

LONGEST_RETRY_S, SHORTEST_RETRY_S = 3600, 60
# What workers go on with: it changes nothing of what people see in the program.
GO_ON = frozenset({"tickets.tasks.write_major_pack", "engine.tasks.watchdog", "outbox.tasks.watchdog"})


def turn_on(*, reason: str, expected_end: datetime, by=None, by_name: str = "", at: datetime | None = None):
    """Refuse changes from now on, or say another reason or end of what is refused already; gives the row."""
    return _note(is_on=True, reason=reason, expected_end=expected_end, by=by, by_name=by_name, at=at)


def turn_off(*, by=None, by_name: str = "", at: datetime | None = None):
    """Take changes again; gives the row, or None where it was off."""
    from sussa.models import ReadOnlyChange

    newest = ReadOnlyChange.objects.first()
    if newest is None or not newest.is_on:
        return None
    return _note(is_on=False, by=by, by_name=by_name, at=at)


def _note(*, by, by_name: str, at: datetime | None, **facts):
    from sussa import condition
    from sussa.models import ReadOnlyChange

    row = ReadOnlyChange.objects.create(by=by, by_name=by_name or str(by), at=at or timezone.now(), **facts)
    condition.clear()
    return row


def retry_after(change, *, now: datetime) -> int:
    """Seconds after which a program may try again."""
    left = int((change.expected_end - now).total_seconds())
    return max(SHORTEST_RETRY_S, min(left, LONGEST_RETRY_S))


class Task(CeleryTask):
    """A task that leaves its work for later while nothing may be changed: rows say what is due, so none is lost."""

    def __call__(self, *args, **kwargs):
        from sussa import condition

        if self.name not in GO_ON and condition.read_only() is not None:
            return None
        return super().__call__(*args, **kwargs)
