"""Who else reads a case or writes in it: only for those who may read it, some seconds long, in the cache alone."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone

from tests import parties, query_counts
from tests.cases import at_vendor, prioritised, step
from tests.parties import NEIGHBOUR
from tests.web.tickets.door import Visitor, words
from tickets import presence

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody():
    cache.clear()


def ask(who, ticket, does="reads"):
    return Visitor(who.user).client.post(f"/arenden/{ticket.number}/narvaro/", {"does": does})


def test_a_colleague_is_named_with_what_she_does_and_is_gone_when_she_leaves():
    ticket = prioritised()
    desk, manager = parties.desk(), parties.region_manager()
    assert words(ask(desk, ticket)) == ""
    assert words(ask(manager, ticket, "writes")) == f"{desk.user.given_name} (Dalarna) läser"
    assert words(ask(desk, ticket)) == f"{manager.user.given_name} (Dalarna) skriver"
    ask(manager, ticket, "leaves")
    assert words(ask(desk, ticket)) == ""


def test_whoever_closes_the_page_without_a_word_is_gone_within_half_a_minute():
    ticket, desk, manager = prioritised(), parties.desk(), parties.region_manager()
    now = timezone.now()
    presence.note(ticket, manager, writes=True, at=now)
    assert [one.writes for one in presence.others(ticket, desk, at=now + timedelta(seconds=5))] == [True]
    assert presence.others(ticket, desk, at=now + timedelta(seconds=30)) == []


def test_the_vendor_reads_the_organisation_and_no_name_and_so_does_the_other_side():
    ticket = at_vendor()
    desk, support, vendor = parties.desk(), parties.support(), parties.vendor()
    for who in (desk, support, vendor):
        ask(who, ticket)
    assert words(ask(vendor, ticket)) == "Dalarna läser Sussa läser"
    assert words(ask(desk, ticket)) == f"Cambio läser {support.user.given_name} (Sussa) läser"


def test_nobody_who_may_not_read_the_case_is_answered_or_seen():
    ticket, desk = prioritised(), parties.desk()
    ask(desk, ticket)
    answer = ask(parties.desk(NEIGHBOUR), ticket, "writes")
    assert answer.status_code == 404
    assert "läser" not in words(answer)
    assert words(ask(desk, ticket)) == ""


def test_it_costs_the_same_however_many_are_there_and_writes_nothing():
    ticket, desk = prioritised(), Visitor(parties.desk().user)

    def measure():
        asked = {"does": "writes"}
        path = f"/arenden/{ticket.number}/narvaro/"
        desk.client.post(path, asked)
        _answer, statements = query_counts.counted(lambda: desk.client.post(path, asked))
        reads = ("SELECT", "EXECUTE")  # a kept plan is of a select here
        assert [one for one in statements if not one.lstrip().upper().startswith(reads)] == []
        query_counts.check("web: presence", lambda: desk.client.post(path, asked), at_most=6)

    measure()
    for who in (parties.region_manager(), parties.object_leader(), parties.region_security()):
        ask(who, ticket)
    measure()


def test_a_step_over_the_api_shows_that_somebody_writes(client):
    ticket, desk = prioritised(), parties.desk()
    client.force_login(parties.region_manager().user)
    path, headers = f"/api/v1/tickets/{ticket.number}/steps/prioritise", {"If-Match": f'"{ticket.version}"'}
    body = '{"fields": {"impact": 2, "urgency": 3}}'
    answer = client.post(path, body, content_type="application/json", headers=headers)
    assert answer.status_code == 200, answer.content
    assert "skriver" in words(ask(desk, ticket))


def test_looking_for_others_does_not_keep_the_log_in_alive(client):
    ticket = prioritised()
    desk = Visitor(parties.desk().user)
    desk.see(f"/arenden/{ticket.number}/")
    session = desk.client.session
    session["seen_at"] = before = int(timezone.now().timestamp()) - 600
    session.save()
    desk.client.post(f"/arenden/{ticket.number}/narvaro/", {"does": "reads"})
    assert desk.client.session["seen_at"] == before
    desk.see(f"/arenden/{ticket.number}/")
    assert desk.client.session["seen_at"] > before


def test_a_step_taken_by_another_leaves_a_note_half_written_as_it_was():
    ticket, desk = prioritised(), Visitor(parties.desk().user)
    form = f"/arenden/{ticket.number}/steg/add_note/"
    desk.client.post("/utkast/spara/", {"_form": form, "note_text": "Halv mening", "note_audience": "own"})
    step(ticket, "prioritise", parties.region_manager(), impact=1, urgency=1)
    page = desk.see(f"/arenden/{ticket.number}/").content.decode()
    assert "Halv mening" in page and "Utkast sparat" in page
    other = Visitor(parties.region_manager().user)
    assert "Halv mening" not in other.see(f"/arenden/{ticket.number}/").content.decode()


@pytest.mark.parametrize("asked", ["/arenden/{number}/narvaro/", "/session/"])
def test_what_a_page_asks_after_the_log_in_ended_leaves_the_cookie_of_a_new_log_in_alone(asked):
    """Its answer may come after that of the log-in form, and would take the new log-in away."""
    ticket, client = prioritised(), Visitor(parties.desk().user).client
    Session.objects.all().delete()
    cache.clear()
    answer = client.post(asked.format(number=ticket.number), {"does": "leaves"})
    assert answer.status_code == 401
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert "<form" not in answer.content.decode()
