"""What the worker does for the engine, called by beat."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from engine import due
from engine.models import OnceKey


@shared_task(ignore_result=True)
def fire_due_steps() -> int:
    """Take the steps that are due. Every second; an idle look is one query."""
    return due.fire()


@shared_task(ignore_result=True)
def forget_keys() -> int:
    """Remove keys of repeated requests that are past their days."""
    limit = timezone.now() - timedelta(days=settings.ONCE_KEY_DAYS)
    return OnceKey.objects.filter(created_at__lt=limit).delete()[0]
