"""What a change of the content costs and what it changes: in the form before, and in the mail to the voters after."""

import pytest

from outbox import mailboxes
from outbox.rendering import render
from regions import directory
from tests import parties
from tests.ballots import houses
from tests.ballots.houses import newest, put, rule, vote, voter
from tests.cases import fresh
from tests.notices.told import mails_to, open_all
from tests.processes.change import places as at
from tests.web.tickets.door import Visitor, words
from tickets.models import HiddenPart

pytestmark = pytest.mark.django_db
A, B, _C = houses.REGIONS
NEW = {"title": "En annan rubrik", "description": "Felet kommer bara på natten.", "problem_origin": "supplier"}


@pytest.fixture
def voted(house):
    rule()
    ticket = houses.proposal()
    ballot = put(ticket)
    for region in (A, B):
        vote(ballot, voter(region), "approve")
    return fresh(ticket.pk)


def costly():
    """A change that the vendor carries out, before the CAB, with a cost that was estimated in the assessment."""
    ticket = at.planned(at.assessing(vendor_works=True, cost_estimate=4711))
    ticket = at.take(ticket, "assess_cost", at.of_support("ekonomicontroller"), cost_estimate=4711, **at.VERDICT)
    ticket = at.to_council(ticket)
    return at.to_cab(ticket)


def titles_in_mails_of(place: str, moment) -> None:
    mailboxes.choose_titles(parties.object_leader(place), directory.by_slug(place), are_shown=True, at=moment)


def edited(ticket, **data) -> None:
    from engine.perform import perform
    from tickets.workflows import Problem

    data = {"void_votes": True} | data
    perform(Problem, ticket.pk, "edit", actor=houses.manager(), via="test", data=data)
    open_all()


def mail_about_it(who) -> str:
    (mail,) = [one for one in mails_to(who) if "ballot_voided" in one.payload["why"]]
    return render(mail).body_text


def test_the_form_shows_what_stands_and_what_would_before_the_votes_are_void(voted):
    visitor = Visitor(houses.manager().user)
    answer = visitor.take(voted, "edit", **NEW)
    assert answer.status_code == 422
    text = words(answer)
    assert "Detta ogiltigförklarar 2 röster" in text
    assert "Visa skillnad" in text
    for before, after in (
        (voted.title, NEW["title"]),
        ("Samma fel efter varje uppdatering.", NEW["description"]),
    ):
        assert f"Före {before} Efter {after}" in text
    assert newest(voted).state == "pending", "nothing was written"


def test_what_stays_as_it_is_is_no_difference(voted):
    visitor = Visitor(houses.manager().user)
    text = words(visitor.take(voted, "edit", title=NEW["title"], description="Samma fel efter varje uppdatering."))
    assert f"Före {voted.title} Efter" in text
    assert "Före Samma fel" not in text


def test_the_mail_to_the_voters_names_each_field_and_shows_no_words_unasked(voted):
    edited(voted, title=NEW["title"], description=NEW["description"])
    said = mail_about_it(voter(A))
    assert "Rösterna gäller inte längre" in said
    assert "Rubrik – skrivet på nytt" in said
    assert NEW["title"] not in said and NEW["description"] not in said and voted.title not in said
    assert f"/arenden/{voted.number}/omrostning/{newest(voted).pk}/" in said


def test_the_mail_shows_before_and_now_where_the_organisation_lets_words_into_its_mails(voted):
    titles_in_mails_of(A, voted.registered_at)
    edited(voted, title=NEW["title"], description=NEW["description"])
    said = mail_about_it(voter(A))
    assert f"före: {voted.title} – nu: {NEW['title']}" in said
    assert NEW["description"] in said
    assert NEW["title"] not in mail_about_it(voter(B)), "its own organisation has not chosen it"


def test_the_mail_shows_no_words_of_a_case_with_personal_data(voted):
    titles_in_mails_of(A, voted.registered_at)
    HiddenPart.objects.create(ticket=voted, what="file", audience="all", event_seq=1, at=voted.registered_at)
    edited(voted, title=NEW["title"])
    assert NEW["title"] not in mail_about_it(voter(A))


def test_the_mail_shows_no_words_that_may_hold_a_personal_number(voted):
    titles_in_mails_of(A, voted.registered_at)
    marked = {"not_personal_data": True, "not_personal_data_reason": "Ett ordernummer"}
    edited(voted, title="Fel i order 8112189876", **marked)
    assert "8112189876" not in mail_about_it(voter(A))


def test_choices_and_times_are_mailed_as_they_were_and_as_they_are():
    ticket = at.change("regional_review")
    ticket = at.vote(ticket, "regional-review", at.region_lead())
    later = at.ahead(days=30)
    at.take(ticket, "edit", at.lead(), wanted_end=later, touches_data="yes", void_votes=True)
    open_all()
    said = mail_about_it(at.region_lead())
    assert "Berör den data eller behörigheter? – före: Nej – nu: Ja" in said
    assert "Önskat fönster, till – före:" in said


def test_the_vendor_reads_no_cost_among_what_is_voted_on_or_decided():
    ticket = costly()
    page = f"/arenden/{ticket.number}/omrostning/{at.ballot(ticket, 'cab').pk}/"
    assert "4711" in Visitor(at.lead().user).text(page)
    assert "4711" not in Visitor(at.vendor_lead().user).text(page)
    at.take(ticket, "edit", at.lead(), cost_estimate=4712, void_votes=True)
    assert "4712" in Visitor(at.lead().user).text(page)
    assert "4712" not in Visitor(at.vendor_lead().user).text(page)
    open_all()


def test_the_form_shows_no_field_that_the_reader_may_not_read():
    """The vendor changes no content today; should it come to that, the difference is cut to what it reads."""
    from tickets.balloting import frozen_text

    ticket = costly()
    typed = {"cost_estimate": 4712, "touches_data": "yes"}
    names = list(typed)
    assert [one.name for one in frozen_text.would_differ(ticket, typed, names, at.lead())] == names
    assert [one.name for one in frozen_text.would_differ(ticket, typed, names, at.vendor_lead())] == ["touches_data"]
