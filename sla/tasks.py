"""What the worker does for the calendars, called by beat."""

from celery import shared_task
from django.utils import timezone

from sla.calendar_versions import copy_years as _copy_years


@shared_task(ignore_result=True)
def copy_years() -> int:
    """Copy the holidays of the years ahead into every calendar that lacks them. Every hour: nothing to do but once a
    year, and a January in which no worker ran is made good."""
    return _copy_years(today=timezone.localdate())
