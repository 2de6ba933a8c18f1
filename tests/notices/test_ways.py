"""How each person is told: by kind of event, what cannot be turned off, and one mail a day instead of many."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from engine.errors import Refused
from outbox.models import Message
from outbox.rendering import render
from regions import directory
from roles.models import RoleAssignment, User
from tests import cases, parties
from tests.notices.told import mails_to, notices_of, open_all
from tests.people import person
from tests.web.tickets.door import Visitor, words
from tickets import notices, telling_ways
from tickets.models import Event, Notice, NoticePreference
from tickets.models.notice import Mailing
from tickets.notices import DAILY_MAIL, collect_daily_mails
from tickets.telling_ways import AT_ONCE, CATEGORIES, Way

pytestmark = pytest.mark.django_db
NOTHING = Way(False, Mailing.NEVER)
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def noted():
    """A note in a case of the desk's, by the incident manager."""
    ticket = cases.prioritised()
    cases.step(ticket, "add_note", parties.region_manager(), note_text="Hemliga ord", note_audience="customer")
    event = Event.all_objects.filter(ticket=ticket, step="add_note").get()
    return ticket, event


def told_of(who, event) -> tuple[int, int]:
    """Lines in the list and mails at once."""
    mails = [one for one in mails_to(who) if one.event_id == event.pk]
    return len(notices_of(who, event=event, is_listed=True)), len(mails)


@pytest.mark.parametrize(
    ("way", "expected"),
    [(AT_ONCE, (1, 1)), (Way(False, Mailing.NOW), (0, 1)), (Way(True, Mailing.NEVER), (1, 0)), (NOTHING, (0, 0))],
)
def test_a_person_is_told_as_she_has_chosen(way, expected):
    _ticket, event = noted()
    telling_ways.choose(parties.desk().user, {"question": way})
    open_all()
    assert told_of(parties.desk(), event) == expected


def test_a_kind_that_must_be_heard_cannot_be_turned_off_and_says_why():
    user = parties.support().user
    for name, kind in CATEGORIES.items():
        if kind.why_always:
            with pytest.raises(Refused) as refused:
                telling_ways.choose(user, {name: NOTHING})
            assert refused.value.reasons[0].text == kind.why_always
    assert {name for name, kind in CATEGORIES.items() if kind.why_always} == {
        "safety",
        "personal_data",
        "handoff",
        "stand_in_offer",
    }


def test_a_row_that_says_otherwise_mutes_no_hand_over():
    ticket = cases.prioritised()
    who = parties.support_manager()
    NoticePreference.objects.create(user=who.user, category="handoff", is_listed=False, mailing="never")
    cases.step(ticket, "escalate_tier", parties.desk(), **cases.TO_SUPPORT)
    open_all()
    event = Event.all_objects.filter(ticket=ticket, step="escalate_tier").get()
    (one,) = notices_of(who, event__ticket=ticket, category="handoff")
    assert one.is_listed
    assert [mail for mail in mails_to(who) if mail.event_id == one.event_id]
    assert event.ticket_id == ticket.pk


def test_whoever_is_meant_in_two_ways_is_told_by_the_heavier():
    assert telling_ways.heaviest({"followed", "mine", "safety"}) == "safety"
    assert telling_ways.category_of("vendor", step="x", why=["personal_data"]) == "personal_data"
    assert telling_ways.category_of("holder", step="breach", why=[]) == "safety"


def daily(who) -> Notice:
    telling_ways.choose(who.user, {"question": Way(True, Mailing.DAILY)})
    noted(), noted()
    open_all()
    morning = datetime(2026, 11, 26, 15, 0, tzinfo=STOCKHOLM)
    Notice.all_objects.update(created_at=morning)
    return Notice.all_objects.filter(user=who.user, category="question").first()


@pytest.mark.parametrize(
    ("at", "is_sent"),
    [
        (datetime(2026, 11, 27, 7, 29, tzinfo=STOCKHOLM), False),  # Friday
        (datetime(2026, 11, 27, 7, 30, tzinfo=STOCKHOLM), True),
        (datetime(2026, 11, 28, 7, 30, tzinfo=STOCKHOLM), False),  # Saturday
        (datetime(2026, 12, 25, 9, 0, tzinfo=STOCKHOLM), False),  # Christmas Day
        (datetime(2026, 11, 30, 14, 0, tzinfo=STOCKHOLM), True),  # Monday, and the worker was away in the morning
    ],
)
def test_the_mail_of_the_day_comes_at_half_past_seven_on_working_days(at, is_sent):
    daily(parties.desk())
    assert bool(collect_daily_mails(now=at)) is is_sent


def test_many_events_become_one_mail_without_a_word_of_the_cases():
    who = parties.desk()
    one = daily(who)
    at = datetime(2026, 11, 27, 7, 30, tzinfo=STOCKHOLM)
    assert collect_daily_mails(now=at) >= 1
    assert collect_daily_mails(now=at) == 0
    (mail,) = mails_to(who, DAILY_MAIL)
    said = render(mail)
    numbers = {row.ticket.number for row in Notice.all_objects.filter(user=who.user, category="question")}
    assert len(numbers) == 2
    for number in numbers:
        assert f"/arenden/{number}/" in said.body_text
    assert one.ticket.title not in said.subject + said.body_text
    assert "Hemliga" not in said.body_text
    assert not [mail for mail in mails_to(who) if mail.event_id == one.event_id]


def test_what_was_read_or_may_no_longer_be_read_is_not_in_the_mail_of_the_day():
    who = parties.desk()
    daily(who)
    collect_daily_mails(now=datetime(2026, 11, 27, 7, 30, tzinfo=STOCKHOLM))
    (mail,) = mails_to(who, DAILY_MAIL)
    notices.mark(notices.readable_by(who), read_at=timezone.now())
    assert render(Message.objects.get(pk=mail.pk)) is None


def test_a_mail_at_once_says_number_and_step_and_no_word_of_the_case():
    ticket, event = noted()
    open_all()
    (mail,) = [one for one in mails_to(parties.desk()) if one.event_id == event.pk]
    said = render(mail)
    assert ticket.number in said.subject
    assert f"/arenden/{ticket.number}/" in said.body_text
    assert ticket.title not in said.subject + said.body_text
    assert "Hemliga" not in said.body_text


def test_the_page_keeps_the_choice_and_says_what_is_always_told_and_why():
    desk = Visitor(parties.desk().user)
    text = desk.text("/aviseringar/val/")
    for kind in CATEGORIES.values():
        assert str(kind.label) in text or kind.why_always
    assert "72 timmar" in text
    free = [name for name, kind in CATEGORIES.items() if not kind.why_always]
    given = {f"mail_{name}": "never" for name in free} | {"listed_mine": "on"}
    answer = desk.client.post("/aviseringar/val/", given, follow=True)
    assert "Ditt val är sparat" in words(answer)
    chosen = telling_ways.ways([desk.user.pk])
    assert chosen[(desk.user.pk, "mine")] == Way(True, "never")
    assert chosen[(desk.user.pk, "work")] == NOTHING
    assert desk.client.post("/aviseringar/val/", given | {"mail_mine": "sometimes"}).status_code == 422


def test_who_may_no_longer_read_the_case_when_the_mail_is_sent_is_sent_nothing():
    ticket, event = noted()
    open_all()
    (mail,) = [one for one in mails_to(parties.desk()) if one.event_id == event.pk]
    RoleAssignment.objects.filter(user=parties.desk().user).update(organisation=directory.by_slug(parties.NEIGHBOUR))
    assert render(Message.objects.get(pk=mail.pk)) is None
    assert ticket.pk == event.ticket_id


def test_whose_account_is_closed_when_the_mail_is_sent_is_sent_nothing():
    _ticket, event = noted()
    open_all()
    (mail,) = [one for one in mails_to(parties.desk()) if one.event_id == event.pk]
    User.objects.filter(pk=parties.desk().user.pk).update(is_active=False)
    assert render(Message.objects.get(pk=mail.pk)) is None


def test_who_has_come_to_the_role_before_the_message_is_opened_up_is_told():
    _ticket, event = noted()
    late = person(parties.DESK_ROLE, parties.REGION, name="nyanstalld")
    open_all()
    assert Notice.all_objects.filter(user=late, event=event).exists()
