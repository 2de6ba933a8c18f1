"""What runs out first, beside each case of the list and of Start: each side its own, in words."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engine.errors import Refused
from tests import cases, parties
from tests.cases import step
from tests.clocks.reading import clock
from tests.tickets import places
from tickets import selectors
from tickets.clocks import standing
from tickets.models import Clock, Ticket
from tickets.web.clocks import due_of

pytestmark = pytest.mark.django_db


def due(ticket, who, *, now=None):
    return due_of([ticket], who, now=now or timezone.now()).get(ticket.pk)


def shown(client, who, path: str = "/arenden/?state=open") -> str:
    client.force_login(who.user)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_side_reads_of_its_own_promise_what_runs_out_first():
    ticket = cases.at_vendor()
    found = {
        name: standing.nearest([ticket], who, now=timezone.now())[ticket.pk].clock
        for name, who in (("region", parties.desk()), ("support", parties.support()), ("vendor", parties.vendor()))
    }
    running = Clock.all_objects.filter(ticket=ticket, stopped_at=None, due_at__isnull=False)
    kinds = {"region": ("sla",), "support": ("sla", "ola"), "vendor": ("uc",)}
    for name, one in found.items():
        first = running.filter(version__agreement__kind__in=kinds[name]).order_by("due_at").first()
        assert (one.version.agreement.kind in kinds[name], one.due_at) == (True, first.due_at)


def test_it_says_in_words_and_by_shape_what_is_left_or_over(client):
    ticket = cases.at_support()
    one = standing.nearest([ticket], parties.support(), now=timezone.now())[ticket.pk].clock
    assert (due(ticket, parties.support()).mark, due(ticket, parties.support()).text[-5:]) == ("ok", " kvar")
    late = due(ticket, parties.support(), now=one.due_at + timedelta(minutes=20))
    assert (late.mark, "över tiden" in late.text) == ("over", True)
    text = due(ticket, parties.support()).text
    for path in ("/arenden/?state=open", "/"):
        step(ticket, "watch", parties.support()) if path == "/" else None
        html = shown(client, parties.support(), path)
        assert f"</svg>{text}" in html, path


def test_what_is_kept_closed_paused_without_end_or_measured_only_has_none():
    ticket = places.incident("in_progress")
    assert due(ticket, parties.desk()) is None
    ticket = cases.at_support()
    Clock.all_objects.filter(ticket=ticket).update(counts=False)
    assert due(ticket, parties.support()) is None
    assert due(ticket, parties.desk(parties.NEIGHBOUR)) is None
    assert clock(ticket, "sla-sussa", "resolve").due_at is not None


def test_the_list_is_narrowed_to_what_runs_out_for_the_readers_side():
    ticket, who = cases.at_vendor(), parties.support()
    other = cases.at_support()
    soon, gone = timezone.now() + timedelta(hours=30), timezone.now() - timedelta(hours=1)
    Clock.all_objects.filter(ticket=ticket).update(due_at=timezone.now() + timedelta(days=30))
    Clock.all_objects.filter(ticket=other).update(due_at=None)

    def listed(value: str, reader) -> set[int]:
        return {row.pk for row in selectors.queue({"due": value}, reader).page.rows}

    assert listed("7", who) == listed("over", who) == set()
    Clock.all_objects.filter(ticket=ticket, version__agreement__kind="sla", metric="resolve").update(due_at=soon)
    assert (listed("3", who), listed("1", who), listed("over", who)) == ({ticket.pk}, set(), set())
    assert listed("3", parties.desk()) == {ticket.pk} and listed("3", parties.vendor()) == set()
    Clock.all_objects.filter(ticket=other, version__agreement__kind="ola").update(due_at=gone)
    assert listed("over", who) == {other.pk} and listed("over", parties.desk()) == set()
    with pytest.raises(Refused):
        listed("soon", who)


def test_a_page_of_cases_costs_one_query():
    tickets = [cases.at_support(), cases.at_vendor(), places.incident("in_progress")]
    who = parties.support()
    due_of(tickets, who, now=timezone.now())
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(due_of(tickets, who, now=timezone.now())) == 2
    assert len(asked) == 1
    assert due_of(Ticket.objects.unscoped("none").none(), who, now=timezone.now()) == {}
