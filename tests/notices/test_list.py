"""The list of what one is told: once each, never of one's own steps, only of what one may still read."""

import pytest

from regions import directory
from roles.models import RoleAssignment
from tests import cases, parties, query_counts
from tests.notices.told import notices_of, open_all
from tests.tickets import places
from tests.web.tickets.door import Visitor, words
from tickets import notices
from tickets.models import Notice

pytestmark = pytest.mark.django_db


def assigned(who=None):
    """A case that somebody else has taken a step in, told to its reporter."""
    reporter = who or parties.desk()
    ticket = cases.prioritised(reporter)
    cases.step(ticket, "add_note", parties.region_manager(), note_text="Ord", note_audience="customer")
    open_all()
    return ticket


def unread(who) -> int:
    return notices.unread(who)


def test_a_person_is_told_once_of_each_event_and_never_of_her_own():
    ticket = assigned()
    open_all()
    desk, manager = parties.desk(), parties.region_manager()
    found = notices_of(desk, ticket=ticket)
    assert len({one.event_id for one in found}) == len(found) > 0
    mine = [one for who in (desk, manager) for one in notices_of(who) if one.event.user_id == who.person_id]
    assert mine == []


def test_the_list_shows_what_happened_newest_first_with_a_link_and_the_count_stands_in_the_header():
    ticket = assigned()
    desk = Visitor(parties.desk().user)
    page = desk.see("/aviseringar/")
    assert ticket.number in page.content.decode()
    (one, *_more) = notices_of(parties.desk())
    assert f"/aviseringar/{one.pk}/" in page.content.decode()
    assert f"Aviseringar {unread(parties.desk())} olästa" in words(page)


def test_opening_a_notice_leads_to_the_case_and_marks_it_read():
    ticket = assigned()
    desk = Visitor(parties.desk().user)
    (one, *_more) = notices_of(parties.desk())
    before = unread(parties.desk())
    answer = desk.see(f"/aviseringar/{one.pk}/")
    assert answer.url == f"/arenden/{ticket.number}/"
    assert unread(parties.desk()) == before - 1


def test_read_and_unread_and_all_read_each_with_a_way_back():
    assigned()
    desk, who = Visitor(parties.desk().user), parties.desk()
    (one, *_more) = notices_of(who)
    count = unread(who)
    answer = desk.client.post(f"/aviseringar/{one.pk}/markera/", follow=True)
    assert "Aviseringen är markerad som läst." in words(answer)
    assert unread(who) == count - 1
    desk.client.post(f"/aviseringar/{one.pk}/markera/")
    assert unread(who) == count
    desk.client.post(f"/aviseringar/{one.pk}/markera/")
    answer = desk.client.post("/aviseringar/alla/")
    assert unread(who) == 0
    receipts = list(desk.see("/aviseringar/").context["messages"])
    undo = receipts[-1].extra_tags.removeprefix("undo:")
    desk.client.post(undo)
    assert unread(who) == count - 1  # what had been read before stays read


def test_what_one_may_no_longer_read_is_neither_shown_nor_counted_nor_opened():
    ticket = assigned()
    who = parties.desk()
    (one, *_more) = notices_of(who)
    assert unread(who) > 0
    RoleAssignment.objects.filter(user=who.user).update(organisation=directory.by_slug(parties.NEIGHBOUR))
    assert unread(parties.desk()) == 0
    desk = Visitor(who.user)
    assert ticket.number not in desk.see("/aviseringar/").content.decode()
    assert desk.see(f"/aviseringar/{one.pk}/").status_code == 404
    assert desk.client.post(f"/aviseringar/{one.pk}/markera/").status_code == 404


def test_the_notices_of_somebody_else_are_nobody_elses():
    assigned()
    (one, *_more) = notices_of(parties.desk())
    colleague = Visitor(parties.region_manager().user)
    assert colleague.see(f"/aviseringar/{one.pk}/").status_code == 404
    colleague.client.post("/aviseringar/alla/")
    assert unread(parties.desk()) > 0


def test_history_that_is_carried_in_tells_nobody():
    places.incident("in_progress")
    Notice.all_objects.all().delete()
    open_all()
    assert all(not one.ticket.historic for one in Notice.all_objects.all())


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_asks_the_database_as_often_for_many(rows):
    for _number in range(rows):
        assigned()
    desk = Visitor(parties.desk().user)
    desk.see("/aviseringar/")
    query_counts.check("web: notices", lambda: desk.see("/aviseringar/"), at_most=8)


def test_a_page_leads_on_and_back(monkeypatch):
    monkeypatch.setattr(notices, "page_of", lambda rows, order, cursor: paging(rows, order, cursor))
    for _number in range(3):
        assigned()
    who = parties.desk()
    first = notices.page(who)
    second = notices.page(who, cursor=first.next)
    assert first.rows[0].notice.pk > second.rows[0].notice.pk
    assert notices.page(who, cursor=second.previous).rows[0].notice.pk == first.rows[0].notice.pk


def paging(rows, order, cursor):
    from tickets.paging import page_of

    return page_of(rows, order, cursor=cursor, size=1)
