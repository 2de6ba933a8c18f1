"""Articles and delegations are told as cases are: in the list, by mail or once a day, never to whoever did it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from outbox.models import Message
from outbox.rendering import render
from roles import delegating
from roles.actor import actor_for
from tests import parties
from tests.articles.making import published, reviewer, step, writer, written
from tests.notices.told import mails_to, notices_of, open_all
from tests.people import person
from tests.web.tickets.door import Visitor, words
from tickets import article_mail, delegation_mail, notices, telling_ways
from tickets.models import Notice
from tickets.models.notice import Mailing
from tickets.notices import DAILY_MAIL, collect_daily_mails
from tickets.telling_ways import Way

pytestmark = pytest.mark.django_db
NOTHING = Way(False, Mailing.NEVER)
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def fed_back():
    article = step(published(), "feed_back", parties.desk(parties.NEIGHBOUR), article_feedback="Menyn heter annorlunda")
    open_all()
    return article


def anna():
    return person("region-incidentansvarig", parties.REGION, name="anna")


def bertil():
    return person(parties.DESK_ROLE, parties.REGION, name="bertil")


def offered():
    today = timezone.localdate()
    days = {"first_day": today, "last_day": today + timedelta(days=3)}
    return delegating.propose(actor_for(anna()), receiver=bertil(), hat=None, **days)


def lines(user) -> list[Notice]:
    return notices_of(actor_for(user), is_listed=True)


@pytest.mark.parametrize(
    ("way", "listed", "mailed"),
    [(None, 1, 1), (Way(True, Mailing.NEVER), 1, 0), (Way(False, Mailing.NOW), 0, 1), (NOTHING, 0, 0)],
)
def test_the_owner_of_an_article_is_told_as_she_has_chosen(way, listed, mailed):
    if way:
        telling_ways.choose(writer().user, {"article": way})
    fed_back()
    found = [one for one in lines(writer().user) if one.article_event.step == "feed_back"]
    mails = [one for one in mails_to(writer(), article_mail.KIND) if one.payload["step"] == "feed_back"]
    assert (len(found), len(mails)) == (listed, mailed)


def test_a_step_of_an_article_writes_one_message_and_resolves_nobody():
    article = step(written(), "submit", writer())
    (one,) = Message.objects.filter(subject_type="tickets.article", subject_id=article.pk)
    assert (one.kind, one.channel) == (article_mail.TELL, "fanout")


def test_reviewers_are_told_and_whoever_asked_is_not():
    colleague = reviewer()
    article = step(written(), "submit", writer())
    open_all()
    assert [one.article_event.article_id for one in lines(colleague.user)] == [article.pk]
    assert lines(writer().user) == []


def test_an_article_mail_holds_no_word_of_it():
    article = fed_back()
    said = render(mails_to(writer(), article_mail.KIND)[-1])
    assert article.number in said.subject
    assert article.title not in said.subject + said.body_text
    assert "annorlunda" not in said.body_text


def test_the_other_of_the_two_is_told_of_a_delegation_and_never_whoever_took_the_step():
    row = offered()
    open_all()
    assert lines(anna()) == []
    assert [(one.what, one.category) for one in lines(bertil())] == [("proposed", "stand_in_offer")]
    delegating.answer(actor_for(bertil()), row.pk, accept=True)
    open_all()
    assert [one.what for one in lines(anna())] == ["accepted"]
    assert len(lines(bertil())) == 1


def test_an_offer_is_always_mailed_and_the_answer_as_chosen():
    telling_ways.choose(anna(), {"stand_in": NOTHING})
    row = offered()
    open_all()
    (mail,) = Message.objects.filter(kind=delegation_mail.KIND)
    assert mail.recipient == bertil()
    delegating.answer(actor_for(bertil()), row.pk, accept=False)
    open_all()
    assert lines(anna()) == []
    assert Message.objects.filter(kind=delegation_mail.KIND).count() == 1


def test_the_list_leads_to_the_article_and_to_the_delegations():
    article = fed_back()
    offered()
    open_all()
    owner, receiver = Visitor(writer().user), Visitor(bertil())
    page = owner.see("/aviseringar/")
    assert article.number in words(page)
    (one, *_more) = [one for one in lines(writer().user) if one.article_event_id]
    assert owner.see(f"/aviseringar/{one.pk}/").url == f"/kunskap/{article.number}/"
    assert "Anna ber Bertil" in words(receiver.see("/aviseringar/"))
    (offer,) = [one for one in lines(bertil()) if one.delegation_id]
    assert receiver.see(f"/aviseringar/{offer.pk}/").url == "/konto/delegeringar/"


def test_an_article_that_may_no_longer_be_read_is_not_in_the_list():
    article = step(written(), "submit", writer())
    colleague = reviewer()
    open_all()
    step(article, "send_back", colleague, reason="Kort")
    open_all()
    assert notices.unread(writer()) == 1
    writer().user.assignments.all().delete()
    assert notices.unread(writer()) == 0
    assert article.number not in words(Visitor(writer().user).see("/aviseringar/"))


def test_the_mail_of_the_day_holds_articles_and_delegations_too():
    who = writer()
    telling_ways.choose(who.user, {"article": Way(True, Mailing.DAILY), "stand_in": Way(True, Mailing.DAILY)})
    article = fed_back()
    Notice.all_objects.update(created_at=datetime(2026, 11, 26, 15, 0, tzinfo=STOCKHOLM))
    collect_daily_mails(now=datetime(2026, 11, 27, 7, 30, tzinfo=STOCKHOLM))
    (mail,) = mails_to(who, DAILY_MAIL)
    said = render(mail).body_text
    assert f"/kunskap/{article.number}/" in said
    assert article.title not in said


def test_the_mail_of_a_mailbox_about_an_article_is_cut_to_what_its_organisation_reads():
    from tests.notices.test_mailboxes import named

    named(kinds=("article",), role=role("region-objektspecialist-utbildning"))
    named(kinds=("article",), address="alla@dalarna.example")
    step(written(), "submit", writer())
    open_all()
    told = Message.objects.filter(kind=article_mail.BOX).order_by("address")
    assert [(one.address, render(one) is not None) for one in told] == [
        ("alla@dalarna.example", False),  # nobody's rights: what is being written is for those who write
        ("servicedesk@dalarna.example", True),
    ]


def role(slug: str):
    from roles.models import Role

    return Role.objects.get(slug=slug)
