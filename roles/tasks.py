"""What the worker does for the register of people, called by beat."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from roles import drafts


@shared_task(ignore_result=True)
def forget_drafts() -> int:
    """Remove drafts that nobody has touched for long. Every hour."""
    return drafts.forget_old(at=timezone.now(), days=settings.DRAFT_DAYS)
