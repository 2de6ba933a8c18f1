"""Titles in mails: only where every organisation of the recipient has chosen them, and never of some cases."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from outbox import mailboxes
from outbox.rendering import render
from regions import directory
from tests import cases, parties
from tests.notices.told import mails_to, open_all
from tests.people import wear
from tickets import telling_ways
from tickets.models import HiddenPart, Notice, Ticket
from tickets.models.notice import Mailing
from tickets.notices import DAILY_MAIL, collect_daily_mails
from tickets.telling_ways import Way

pytestmark = pytest.mark.django_db
TITLE = cases.INCIDENT["title"]


def chosen(are_shown: bool = True, place: str = parties.REGION, who=None) -> None:
    who = who or parties.object_leader(place)
    mailboxes.choose_titles(who, directory.by_slug(place), are_shown=are_shown, at=timezone.now())


def mailed(ticket=None) -> str:
    """What the desk is mailed of a note."""
    ticket = ticket or cases.prioritised()
    cases.step(ticket, "add_note", parties.region_manager(), note_text="Hemliga ord", note_audience="customer")
    open_all()
    (mail,) = [one for one in mails_to(parties.desk()) if one.subject_id == ticket.pk][-1:]
    said = render(mail)
    assert "Hemliga" not in said.subject + said.body_text
    assert TITLE not in said.subject
    return said.body_text


def test_no_mail_holds_a_title_by_itself():
    assert TITLE not in mailed()


def test_the_mails_of_an_organisation_that_has_chosen_it_hold_the_title():
    chosen()
    assert TITLE in mailed()


def test_the_choice_can_be_taken_back_and_is_the_organisations_own():
    chosen(), chosen(False)
    assert TITLE not in mailed()
    chosen(place=parties.NEIGHBOUR)
    assert TITLE not in mailed()


def test_who_works_elsewhere_too_has_titles_only_if_both_have_chosen():
    chosen()
    ticket = cases.prioritised()
    wear(parties.desk().user, parties.DESK_ROLE, parties.NEIGHBOUR)
    assert TITLE not in mailed(ticket)
    chosen(place=parties.NEIGHBOUR)
    assert TITLE in mailed(ticket)


def test_a_confidential_case_never_shows_its_title():
    chosen()
    ticket = cases.prioritised()
    assert TITLE in mailed(ticket)
    desk = parties.desk()
    named = {"named_readers": [desk.user.email], "reason": "Säkerhet"}
    cases.step(ticket, "make_confidential", parties.region_security(), **named)
    (mail,) = [one for one in mails_to(desk) if one.subject_id == ticket.pk][-1:]
    said = render(mail)
    assert ticket.number in said.subject  # she still reads the case
    assert TITLE not in said.body_text


@pytest.mark.parametrize("verdict", ["", "redact", "show"])
def test_a_case_with_personal_data_never_shows_its_title(verdict):
    chosen()
    ticket = cases.prioritised()
    HiddenPart.objects.create(
        ticket=ticket, what="file", audience="all", event_seq=1, at=timezone.now(), verdict=verdict
    )
    assert (TITLE in mailed(ticket)) is (verdict == "show")


def test_a_title_that_may_hold_a_personal_number_is_not_mailed():
    chosen()
    marked = {"not_personal_data": True, "not_personal_data_reason": "Ett ordernummer"}
    ticket = cases.prioritised(title="Fel i order 8112189876", **marked)
    assert "8112189876" not in mailed(ticket)


def test_the_mail_of_the_day_holds_titles_where_they_are_chosen_and_none_that_is_kept():
    who = parties.desk()
    telling_ways.choose(who.user, {"question": Way(True, Mailing.DAILY)})
    open_case, kept = cases.prioritised(), cases.prioritised(title="Rubrik om någon")
    for ticket in (open_case, kept):
        cases.step(ticket, "add_note", parties.region_manager(), note_text="Ord", note_audience="customer")
    open_all()
    HiddenPart.objects.create(ticket=kept, what="file", audience="all", event_seq=1, at=timezone.now())
    stockholm = ZoneInfo("Europe/Stockholm")
    Notice.all_objects.update(created_at=datetime(2026, 11, 26, 15, 0, tzinfo=stockholm))
    collect_daily_mails(now=datetime(2026, 11, 27, 7, 30, tzinfo=stockholm))
    (mail,) = mails_to(who, DAILY_MAIL)
    assert TITLE not in render(mail).body_text
    chosen()
    said = render(mail).body_text
    assert TITLE in said
    assert "Rubrik om någon" not in said
    assert kept.number in said


def test_a_mailbox_has_titles_as_its_organisation_has_chosen():
    from tests.notices.test_mailboxes import named, noted, to

    box = named()
    noted()
    (mail,) = to(box)[-1:]
    assert TITLE not in render(mail).body_text
    chosen()
    assert TITLE in render(mail).body_text


def test_the_database_is_asked_no_oftener_than_for_the_choice_and_the_hidden_parts():
    ticket = cases.prioritised()
    reader = parties.desk()
    from django.test.utils import CaptureQueriesContext

    from tickets import mail_titles

    with CaptureQueriesContext(connection) as asked:
        mail_titles.title_for(Ticket.objects.visible_to(reader).get(pk=ticket.pk), reader)
    assert len(asked) == 2  # the case itself, and the choice
