"""A new calendar reaches the clocks that run by it, and the days of a region those that count by them."""

from datetime import time, timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from sla import calendar_versions
from sla.models import AgreementRegion, AgreementRegionChange
from tests import cases, parties
from tests.clocks.reading import clocks
from tests.sla.test_calendar_versions import editor, office, published, wanted
from tickets.clocks import catching_up, rebuilding
from tickets.models import ClockRebuild, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forgets")]


def whole() -> list:
    ids = list(Ticket.all_objects.exclude(registered_at=None).values_list("pk", flat=True))
    return rebuilding.of_tickets(ids, only_checks=True)


def at_support_by_office_hours():
    ticket = cases.at_support()
    return cases.step(ticket, "prioritise", parties.support_manager(), impact=4, urgency=4)


def later_hours() -> None:
    """The office opens and closes an hour later from tomorrow on."""
    week = [((600, 1080),)] * 5 + [()] * 2
    first = timezone.localdate() + timedelta(days=1)
    published(calendar_versions.draft(editor(), office(), wanted(week=week, valid_from=first)))


def test_a_published_calendar_moves_what_is_due_and_leaves_nothing_to_say():
    ticket = at_support_by_office_hours()
    catching_up.work()
    assert not catching_up.work(), "nothing has changed since"
    due = clocks(ticket)["sla-sussa", "resolve"].due_at
    later_hours()
    assert whole() != []
    assert catching_up.work()
    assert whole() == []
    moved = clocks(ticket)["sla-sussa", "resolve"].due_at
    assert timezone.localtime(moved).time() > time(9) and moved != due
    assert not catching_up.work()


def test_the_days_of_a_region_decide_what_counts_after_the_next_look():
    ticket = cases.at_support()
    catching_up.work()
    agreement = clocks(ticket)["sla-sussa", "resolve"].version.agreement
    first = timezone.localdate() + timedelta(days=30)
    AgreementRegion.objects.create(agreement=agreement, region_id=ticket.origin_id, valid_from=first)
    AgreementRegionChange.objects.create(
        agreement=agreement, region_id=ticket.origin_id, at=timezone.now(), by=parties.support().user, by_role="r",
        reason="Acceptanstest 1", valid_from=first,
    )  # fmt: skip
    assert catching_up.work()
    assert not clocks(ticket)["sla-sussa", "resolve"].counts


def test_a_run_that_was_left_goes_on_and_is_ended(monkeypatch):
    at_support_by_office_hours()
    monkeypatch.setattr(catching_up, "SECONDS", -1.0)
    assert catching_up.work()
    run = ClockRebuild.objects.get()
    assert run.ended_at is None and run.upto > 0
    monkeypatch.setattr(catching_up, "SECONDS", 60.0)
    assert catching_up.work()
    run.refresh_from_db()
    assert run.ended_at is not None and not catching_up.work()


@pytest.mark.django_db(transaction=True)
def test_only_one_worker_is_at_it():
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(hashtext('tickets_clockrebuild'))")
        ClockRebuild.objects.create(only_checks=False, begun_at=timezone.now())
        assert not catching_up.work()
        assert ClockRebuild.objects.get().ended_at is None
        with other.cursor() as cursor:  # a closed connection lets go of it too, but not at once
            cursor.execute("select pg_advisory_unlock(hashtext('tickets_clockrebuild'))")
    finally:
        other.close()
    assert catching_up.work()
    assert connection.is_usable()
