"""How people hear of an escalation: the list at once, mails in office hours, and never who is muted or may not read."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone, translation

from outbox.rendering import render
from tests import cases, parties
from tests.cases import step
from tests.escalating.looking import PR, fire_rows, place, raised
from tests.escalating.test_ladder import clocked, of_clock, pass_until, solution_of
from tests.notices.told import mails_to, notices_of, open_all
from tests.people import actor
from tickets import telling_ways
from tickets.escalating import delivery, said
from tickets.telling_ways import Way

pytestmark = pytest.mark.django_db


def event_for(person: int, slug: str = parties.SUPPORT_ORG):
    row = {"roles": [PR], "organisation": place(slug), "people": [person]}
    return SimpleNamespace(changed={"escalated": {"told": [row], "unstaffed": []}})


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (datetime(2026, 12, 1, 9, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC)),  # a Tuesday at ten
        (datetime(2026, 12, 1, 23, tzinfo=UTC), datetime(2026, 12, 2, 7, tzinfo=UTC)),  # midnight
        (datetime(2026, 12, 4, 16, 30, tzinfo=UTC), datetime(2026, 12, 7, 7, tzinfo=UTC)),  # Friday evening
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 26, 7, tzinfo=UTC)),  # into winter time
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 30, 6, tzinfo=UTC)),  # Easter Monday is shut
    ],
)
def test_a_mail_waits_for_the_office_of_who_gets_it(now, opens):
    at = delivery.mail_at(event_for(7), 7, why=[delivery.IN_OFFICE_HOURS], now=now)
    assert at == opens
    assert delivery.mail_at(event_for(7), 7, why=[], now=now) == now
    assert delivery.mail_at(event_for(7), 8, why=[delivery.IN_OFFICE_HOURS], now=now) == now


def warned(percent: int = 75, **data):
    manager = parties.support_manager()
    ticket, clock = clocked(**data)
    pass_until(clock, percent)
    event = of_clock(ticket, clock, percent)
    open_all()
    return manager, ticket, event


def of_event(rows, event):
    return [one for one in rows if one.event_id == event.pk]


def test_the_list_says_it_at_once_and_the_mail_of_a_p3_comes_in_office_hours():
    manager, _ticket, event = warned()
    (notice,) = of_event(notices_of(manager), event)
    assert notice.category == "warning"
    (mail,) = of_event(mails_to(manager), event)
    opens = delivery.office_opens(place(parties.SUPPORT_ORG), timezone.now())
    assert abs(mail.due_at - opens) < timedelta(minutes=1)


def test_a_p1_is_mailed_at_once_whatever_the_hour():
    manager = parties.support_manager()
    desk = parties.desk()
    ticket = step(cases.prioritised(desk, impact=1, urgency=1), "escalate_tier", desk, **cases.TO_SUPPORT)
    fire_rows(ticket, "handoff_unanswered:1")
    (event,) = raised(ticket, "handoff_unanswered", 1)
    open_all()
    (mail,) = of_event(mails_to(manager), event)
    assert mail.due_at <= timezone.now()
    assert of_event(notices_of(manager), event)[0].category == "safety"


def test_a_warning_can_be_muted_and_a_breach_cannot():
    manager = parties.support_manager()
    telling_ways.choose(manager.user, {"warning": Way(is_listed=False, mailing="never")})
    _manager, ticket, warning = warned(100)
    assert of_event(notices_of(manager), of_75(ticket)) == []
    assert [one.category for one in of_event(notices_of(manager), warning)] == ["safety"]


def of_75(ticket):
    return of_clock(ticket, solution_of(ticket), 75)


def test_the_mail_says_what_and_who_is_missing_and_holds_no_words_of_the_case():
    leader = actor("sussa-objektledare", parties.SUPPORT_ORG)
    ticket, clock = clocked()
    pass_until(clock, 75)
    open_all()
    (mail,) = of_event(mails_to(leader), of_clock(ticket, clock, 75))
    with translation.override("sv"):
        words = render(mail)
    assert words.subject == f"{ticket.number}: 75 % av tiden för lösning har gått"
    assert "Incidentansvarig, Sussa är obemannad – gick till Objektledare" in words.body_text
    assert ticket.title not in words.body_text


def test_who_may_no_longer_read_the_case_gets_no_mail():
    manager, ticket, event = warned()
    security = parties.support_security()
    step(ticket, "make_confidential", security, reason="Hot", named_readers=[security.person_id])
    (mail,) = of_event(mails_to(manager), event)
    assert render(mail) is None


def test_the_vendor_reads_nothing_of_who_was_told_at_the_customers():
    parties.support_manager()
    ticket, clock = clocked()
    pass_until(clock, 75)
    event = of_clock(ticket, clock, 75)
    assert said.told(event, parties.support()) != []
    assert said.told(event, parties.vendor()) == said.unstaffed(event, parties.vendor()) == []
