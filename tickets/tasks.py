"""What the worker does for tickets, called by beat."""

from celery import shared_task
from django.utils import timezone

from tickets import forgetting, notices
from tickets.bulk import working
from tickets.clocks import catching_up
from tickets.processes.major_incident.pages import pack
from tickets.search import titles
from tickets.what_if import working as what_ifs


@shared_task(ignore_result=True)
def carry_out_bulk() -> int:
    """Go on with steps on many tickets. Every second; an idle look is one query."""
    return working.work()


@shared_task(ignore_result=True)
def work_out_what_ifs() -> int:
    """Go on with what would have happened under a draft. Every second; an idle look is one query."""
    return what_ifs.work()


@shared_task(ignore_result=True)
def keep_clocks() -> bool:
    """Derive clocks again after a new calendar or other days of an agreement. Every minute; three short queries."""
    return catching_up.work()


@shared_task(ignore_result=True)
def forget_bulk() -> None:
    """Remove what such runs no longer need. Every hour."""
    working.forget_old(at=timezone.now())


@shared_task(ignore_result=True)
def write_major_pack() -> int:
    """Write what is needed when the program itself is down. Every hour; gives the number of files."""
    return len(pack.write())


@shared_task(ignore_result=True)
def remove_left_over_files() -> int:
    """Delete stored files that nothing holds any more. Every hour."""
    return forgetting.remove_left_over_files()


@shared_task(ignore_result=True)
def keep_newest_titles() -> int:
    """Let go of the oldest titles that hints look through. Every hour; one query."""
    return titles.keep_newest()


@shared_task(ignore_result=True)
def collect_daily_mails() -> int:
    """Write the mails that people get once a working day. Every five minutes; an idle look is one query."""
    return notices.collect_daily_mails(now=timezone.now())
