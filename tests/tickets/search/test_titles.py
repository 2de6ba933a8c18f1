"""The titles that hints look through: those of open cases, kept by the database itself, the newest of each process."""

import pytest
from django.db import connection

from sussa import schedule
from tests import cases
from tests.files.test_removed_everywhere import hidden, settled, text_of
from tests.parties import NEIGHBOUR, desk
from tests.tickets import places
from tickets import tasks
from tickets.models import Ticket
from tickets.search import find, hints, titles

pytestmark = pytest.mark.django_db

TITLE = "Kallelserna skrivs dubbelt vid utskriftskön"


def hinted(text: str = TITLE, who=None, service: int | None = None, **more) -> list[str]:
    return [one.number for one in hints.similar(text, service, who or desk(), 9, **more).found]


def rows() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("select ticket_id, words::text from tickets_opentitle")
        return dict(cursor.fetchall())


def changed(ticket, **columns) -> None:
    Ticket.objects.unscoped("test").filter(pk=ticket.pk).update(**columns)


def test_a_case_is_hinted_at_from_its_registration_until_it_ends_and_again_when_it_is_reopened():
    ticket = cases.incident(title=TITLE)
    assert hinted() == [ticket.number] and list(rows()) == [ticket.pk]
    row = Ticket.objects.unscoped("test").get(pk=ticket.pk)
    changed(ticket, closed_at=row.registered_at)
    assert hinted() == [] and rows() == {}
    changed(ticket, closed_at=None)
    assert hinted() == [ticket.number]


def test_what_came_from_another_log_is_not_hinted_at():
    ticket = cases.incident(title=TITLE)
    changed(ticket, historic=True)
    assert hinted() == [] and rows() == {}


def test_a_new_title_or_service_counts_at_once_and_the_old_one_no_more():
    ticket = cases.incident(title="Utskriftskön är tom")
    cases.step(ticket, "triage", desk())
    service = Ticket.objects.unscoped("test").get(pk=ticket.pk).service_id
    assert hinted("Utskriftskön stannar nattetid", service=service) == [ticket.number]
    changed(ticket, service_id=None)
    assert hinted("Utskriftskön stannar nattetid", service=service) == []
    changed(ticket, title="Blixtkartan hoppar runt")
    assert hinted("Utskriftskön tom") == [] and hinted("Blixtkartan hoppar") == [ticket.number]


def test_a_step_that_changes_neither_writes_no_title():
    ticket = cases.incident(title=TITLE)
    with connection.cursor() as cursor:
        cursor.execute("select xmin from tickets_opentitle")
        before = cursor.fetchall()
        cases.step(ticket, "triage", desk())
        cursor.execute("select xmin from tickets_opentitle")
        assert cursor.fetchall() == before
        cursor.execute("update tickets_ticket set title = title || '.', version = version")
        cursor.execute("select count(*) from tickets_opentitle where xmin::text::bigint = txid_current()")
        assert cursor.fetchone() == (1,)


def test_a_hidden_title_takes_its_words_along():
    ticket = places.incident("triage", title="Zinkgrodan kommer inte in")
    assert "zinkgrodan" in rows()[ticket.pk]
    hidden(ticket, text_of(ticket, "title"))
    assert hinted("Zinkgrodan kommer tillbaka") == [] and "zinkgrodan" not in rows()[ticket.pk]
    settled(cases.fresh(ticket.pk))
    assert "zinkgrodan" not in str(rows())


def test_a_removed_case_leaves_no_title():
    cases.incident(title=TITLE)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table tickets_ticket enable always trigger tickets_open_title_gone")
        cursor.execute("set local session_replication_role = replica")  # the ticket's history holds it fast
        cursor.execute("delete from tickets_ticket")
    assert rows() == {}


def test_only_the_newest_of_each_process_are_kept_and_search_finds_the_others(monkeypatch):
    oldest, *newer = [cases.incident(title=TITLE) for _ in range(4)]
    other = cases.opened("general-case", desk(), title=TITLE)
    monkeypatch.setattr(titles, "KEPT", 3)
    assert titles.keep_newest() == 1
    assert hinted() == [one.number for one in reversed(newer)]
    assert hinted(process="general-case") == [other.number]
    assert oldest.number in [one.number for one in find.search({"q": TITLE}, desk()).page.rows]
    assert titles.keep_newest() == 0


def test_beat_asks_for_it_once_an_hour():
    (row,) = [one for one in schedule.EACH.values() if one["task"] == tasks.keep_newest_titles.name]
    assert row["schedule"] == 3600 and tasks.keep_newest_titles() == 0


@pytest.mark.django_db(transaction=True)
def test_a_title_that_somebody_is_writing_is_let_go_of_another_time(monkeypatch):
    held, free = cases.incident(title=TITLE), cases.incident(title=TITLE)
    monkeypatch.setattr(titles, "KEPT", 1)
    newest = cases.incident(title=TITLE)
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("select 1 from tickets_opentitle where ticket_id = %s for update", [held.pk])
            assert titles.keep_newest() == 1
            other.rollback()
    finally:
        other.close()
    assert set(rows()) == {held.pk, newest.pk} and free.pk not in rows()


def test_what_another_region_may_not_read_is_counted_and_a_confidential_case_is_neither():
    cases.incident(title=TITLE)
    alike = hints.similar(TITLE, None, desk(NEIGHBOUR), 9)
    assert (alike.found, alike.hidden) == ([], 1)
    cases.incident(title=TITLE, confidential_wish="yes")
    assert hints.similar(TITLE, None, desk(NEIGHBOUR), 9).hidden == 1
