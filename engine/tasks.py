"""What the worker does for the engine, called by beat."""

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from engine import due
from engine.models import OnceKey

log = logging.getLogger(__name__)

TOO_LONG = timedelta(minutes=5)  # as /readyz says
ROUND_S = 20  # then the next beat goes on, unless nothing may be changed


@shared_task(ignore_result=True)
def fire_due_steps() -> int:
    """Take the steps that are due. Every second; an idle look is one query."""
    return due.fire(seconds=ROUND_S)


@shared_task(ignore_result=True)
def watchdog() -> None:
    """Tell the log, as an error, of steps that were set aside or have waited too long. Every five minutes."""
    oldest, given_up = due.waited(timezone.now()), due.given_up()
    is_late = oldest is not None and oldest > TOO_LONG
    if is_late or given_up:
        minutes = int(oldest.total_seconds() // 60) if oldest else 0
        log.error("due steps: %s given up, the oldest has waited %s minutes", given_up, minutes)


@shared_task(ignore_result=True)
def forget_keys() -> int:
    """Remove keys of repeated requests that are past their days."""
    limit = timezone.now() - timedelta(days=settings.ONCE_KEY_DAYS)
    return OnceKey.objects.filter(created_at__lt=limit).delete()[0]
