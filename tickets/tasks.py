"""What the worker does for tickets, called by beat."""

from celery import shared_task
from django.utils import timezone

from tickets import forgetting, notices
from tickets.bulk import working


@shared_task(ignore_result=True)
def carry_out_bulk() -> int:
    """Go on with steps on many tickets. Every second; an idle look is one query."""
    return working.work()


@shared_task(ignore_result=True)
def forget_bulk() -> None:
    """Remove what such runs no longer need. Every hour."""
    working.forget_old(at=timezone.now())


@shared_task(ignore_result=True)
def remove_left_over_files() -> int:
    """Delete stored files that nothing holds any more. Every hour."""
    return forgetting.remove_left_over_files()


@shared_task(ignore_result=True)
def collect_daily_mails() -> int:
    """Write the mails that people get once a working day. Every five minutes; an idle look is one query."""
    return notices.collect_daily_mails(now=timezone.now())
