"""Where the search looks first is a matter of cost: whichever way it takes, it finds the same."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import cases
from tests.parties import desk
from tests.tickets.search.test_pages import born_before
from tickets.models import Ticket
from tickets.search import find, index, latest, reaching, windows
from tickets.search.asked import Term
from tickets.search.windows import Facts

moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))


@settings(suppress_health_check=list(HealthCheck))
@given(st.lists(moments, max_size=120), moments, st.floats(0.0001, 1), st.floats(1, 5_000_000), st.integers(1, 500))
def test_the_windows_cover_all_time_once_and_name_every_day_in_them(births, start, share, texts, most):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(windows, "facts", lambda: Facts(texts, texts / 4, sorted(births)))
        patched.setattr(index, "common_words", lambda: {"blixtkartan": share})
        found = windows.windows_of([Term("'blixtkartan'", parts=("blixtkartan",))], start, most=most)
    assert found[0].until == "infinity" and found[-1].since == "-infinity" and found[-1].born == ()
    for later, earlier in pairwise(found):
        assert later.since == earlier.until
        assert earlier is found[-1] or earlier.since < earlier.until
    for one in found[:-1]:
        last = start if one.until == "infinity" else one.until - timedelta(seconds=1)
        day = one.since
        while day <= last:
            assert {index.day_of(day), index.month_of(day)} & set(one.born)
            day += timedelta(days=1)


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["whole", "in windows", "most one by one", "a few one by one"])
def test_each_way_finds_the_same_in_the_same_order(way, monkeypatch):
    tickets = [cases.incident(title="Blixtkartan hoppar runt") for _ in range(6)]
    cases.incident(title="Utskriftskön fastnar")
    days = (0, 1, 30, 90, 400, 1000)
    for ticket, ago in zip(tickets, days, strict=True):
        born_before(ticket, ago)
    now = timezone.now()
    births = sorted(now - timedelta(days=ago) for ago in days for _ in range(4))
    monkeypatch.setattr(windows, "facts", lambda: Facts(60_000, 24, births))
    monkeypatch.setattr(index, "common_words", lambda: {"blixtkartan": 0.02 if way == "whole" else 0.2, "hoppar": 0.9})
    monkeypatch.setattr(windows, "TEXTS_A_HIT", 10**6 if way == "whole" else 10)
    walked = {"most one by one": 20, "a few one by one": 6}
    monkeypatch.setattr(windows, "WALKED", walked.get(way, 10**9))
    asked = []
    for name in ("walked", "in_windows"):
        real = getattr(reaching, name)
        monkeypatch.setattr(
            reaching, name, lambda *given, real=real, name=name, **how: asked.append(name) or real(*given, **how)
        )
    for question in ("blixtkartan", "hoppar blixtkartan"):
        rows = find.search({"q": question}, desk()).page.rows
        assert [one.number for one in rows] == [one.number for one in tickets]
        first = find.search({"q": question}, desk(), size=2).page
        after = find.search({"q": question, "cursor": first.next}, desk(), size=9).page.rows
        assert [one.number for one in after] == [one.number for one in tickets[2:]]
    assert ("walked" in asked) == way.endswith("one by one")


@pytest.mark.django_db
def test_a_common_word_filters_a_list_as_a_rare_one_does(monkeypatch):
    from tickets import selectors

    ticket = cases.incident(title="Blixtkartan hoppar runt")
    cases.incident(title="Utskriftskön fastnar")
    for shares in ({}, {"blixtkartan": 0.5}):
        monkeypatch.setattr(index, "common_words", lambda shares=shares: shares)
        rows = selectors.queue({"q": "blixtkartan"}, desk()).page.rows
        assert [one.number for one in rows] == [ticket.number]


# (days since it was born, days since it was last changed)
LIVES = [
    (1, 0),
    (3, 2),
    (40, 1),
    (90, 5),
    (400, 4),
    (400, 399),
    (700, 30),
    (700, 690),
    (1000, 3),
    (1000, 999),
    (2, 1.5),
]


@pytest.mark.django_db
@pytest.mark.parametrize("texts_a_hit", [50, 150, 300, 900])
def test_a_list_by_latest_change_finds_the_same_without_finding_all(texts_a_hit, monkeypatch):
    from tickets import selectors

    now, tickets = timezone.now(), []
    for born, changed in LIVES:
        ticket = cases.incident(title="Blixtkartan hoppar runt")
        born_before(ticket, born)
        row = Ticket.objects.unscoped("test").filter(pk=ticket.pk)
        row.update(updated_at=now - timedelta(days=changed))
        tickets.append(row.get())
    cases.incident(title="Utskriftskön fastnar")
    births = sorted(ticket.created_at for ticket in tickets for _ in range(4))
    monkeypatch.setattr(windows, "facts", lambda: Facts(600_000, len(births), births))
    monkeypatch.setattr(index, "common_words", lambda: {"blixtkartan": 0.02, "hoppar": 0.9})
    monkeypatch.setattr(windows, "TEXTS_A_HIT", texts_a_hit)
    looked = []
    real = reaching.in_windows
    monkeypatch.setattr(reaching, "in_windows", lambda *given, **how: looked.append(given[3]) or real(*given, **how))
    wanted = [one.number for one in sorted(tickets, key=lambda one: (one.updated_at, one.pk), reverse=True)]
    for question in ("blixtkartan", "hoppar blixtkartan"):
        numbers, cursor = [], ""
        while True:
            page = selectors.queue({"q": question, "cursor": cursor}, desk(), size=2).page
            numbers += [one.number for one in page.rows]
            cursor, back = page.next, page.previous
            if not cursor:
                break
        assert numbers == wanted
        before = selectors.queue({"q": question, "cursor": back}, desk(), size=2).page.rows
        assert [one.number for one in before] == numbers[-3:-1]
    assert looked


@pytest.mark.django_db
def test_those_that_lived_long_have_their_index(monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(
            f"explain select 1 from tickets_ticket where {latest.LATE} order by updated_at desc, id desc limit 3"
        )
        assert "ticket_late_changes" in str(cursor.fetchall())
