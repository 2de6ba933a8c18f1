"""What the worker does for the outbox, called by beat."""

import logging

from celery import shared_task
from django.utils import timezone

from outbox.deliver import deliver as deliver_due
from outbox.health import health

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]  # celery has no types
def deliver() -> int:
    """Try the messages that are due. Every ten seconds; an idle look is one query."""
    return deliver_due()


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]  # celery has no types
def watchdog() -> None:
    """Tell the log, as an error, of messages that were given up or have waited too long. Every five minutes."""
    state = health(now=timezone.now())
    if not state.is_well:
        log.error("outbox: %s given up, %s late, %s waiting", state.dead, state.late, state.waiting)
