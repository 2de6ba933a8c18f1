"""The pages: the rules in plain words, what one would have done, and what goes to the vendor's forum."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from engine import due
from regions import directory
from sla.escalations import rules_on
from tests import cases, parties, query_counts
from tests.cases import step
from tests.escalating.looking import fire_rows, leader, raised, told_people
from tests.escalating.test_ladder import clocked, of_clock, pass_until
from tests.people import actor
from tests.tickets import places
from tickets.escalating import rehearsing, rules_in_words
from tickets.models import Clock, Event, Handoff

pytestmark = pytest.mark.django_db
FORUM, RULES = "/till-leveransforum/", "/eskaleringar/"


def logged_in(who) -> Client:
    client = Client()
    client.force_login(who.user)
    client.get("/eskaleringar/")  # the session's own first statements are no page's
    return client


def page_of(who, path: str, status: int = 200, *, client=None) -> str:
    answer = (client or logged_in(who)).get(path)
    assert answer.status_code == status
    return answer.content.decode()


def rule(slug: str):
    return next(one for one in rules_on(timezone.localdate()) if one.slug == slug)


def test_the_rules_read_as_sentences():
    page = page_of(parties.desk(), RULES)
    assert "När 75 % av en avtalad tid har gått" in page
    assert "hos den som har ärendet" in page
    assert "När 50 % av tiden för lösning, beslut eller offert har gått" in page
    assert reverse("tickets:escalation", args=["clock-75"]) not in page
    assert "P3 4 h (Helgfri vardag 08–17) · P4 9 h" in page
    assert "kan inte stängas av" in page
    with translation.override("sv"):
        words = rules_in_words.words_of(rule("clock-75"))
        assert words.sentence == "När 75 % av en avtalad tid har gått: Processansvarig hos den som har ärendet"


def test_the_vendor_does_not_read_the_customers_rules():
    page_of(parties.vendor_manager(), RULES, 403)


@pytest.mark.parametrize("who", [parties.desk, parties.region_manager, parties.support, parties.vendor_manager])
def test_the_rehearsal_is_for_those_who_answer_for_the_rules(who):
    page_of(who(), f"{RULES}clock-75/", 403)


def test_a_rule_that_there_is_not():
    page_of(leader(), f"{RULES}clock-76/", 404)


def test_the_rehearsal_names_the_case_the_moment_and_todays_people():
    manager, who = parties.support_manager(), leader()
    ticket, clock = clocked()
    pass_until(clock, 75)
    (raised_at,) = {of_clock(ticket, clock, 75).at}
    found = rehearsing.would(
        rule("clock-75"), [ticket], since=raised_at - timedelta(days=30), until=raised_at + timedelta(hours=1)
    )
    mine = [one for one in found if one.moment.clock.metric == "resolve" and one.moment.at == raised_at]
    assert mine and all(manager.person_id in one.reached.people for one in mine)
    assert "Inget ärende kom så långt" in page_of(who, f"{RULES}clock-75/")  # by now no time has passed


def proposed():
    parent = places.incident("resolved")
    return step(places.incident("in_progress"), "put_under", parties.desk(), parent_ticket=parent.number)


def test_a_time_that_counts_with_the_main_case_is_rehearsed_there_alone():
    parties.support_manager()
    main, child = cases.at_vendor(), cases.at_vendor()
    child = step(child, "put_under", parties.support_manager(), parent_ticket=main.number)
    until = Clock.all_objects.get(ticket=child, metric="resolve", version__agreement__kind="uc").due_at
    span = {"since": until - timedelta(days=60), "until": until + timedelta(minutes=1)}
    owners = {}
    for slug in ("clock-75", "breach-unexplained-1"):
        found = rehearsing.would(rule(slug), [main, child], **span | {"until": until + timedelta(days=20)})
        for one in found:
            owners.setdefault(one.ticket.pk, set()).add(one.moment.clock.provider_id)
    vendor = directory.by_slug(parties.VENDOR_ORG).pk
    assert vendor in owners[main.pk] and owners[child.pk] == {directory.by_slug(parties.SUPPORT_ORG).pk}


@pytest.mark.parametrize(
    ("slug", "begins", "make"),
    [
        ("handoff-1-p3", "handoff_unanswered:1", lambda: places.offered_to_support().ticket_id),
        ("silent-1-p3", "silent", lambda: places.incident("in_progress").pk),
        ("answer-1-p3", "approval_missing:1", lambda: asked().pk),
        ("answer-1-p3", "approval_missing:1", lambda: places.joint_incident("resolved").pk),
        ("answer-1-p3", "approval_missing:1", lambda: proposed().pk),
        ("hold-expired", "", lambda: places.incident("on_hold").pk),
        ("breach-unexplained-1", "breach_unexplained:1", lambda: breached().pk),
    ],
)
def test_what_was_raised_is_what_the_rehearsal_says(slug, begins, make):
    for person in (parties.support_manager, parties.region_manager, leader):
        person()
    ticket = cases.fresh(make())
    if begins:
        fire_rows(ticket, begins)
    else:
        due.fire(now=ticket.hold_until)
    done = raised(ticket, rule(slug).trigger, 1)
    assert done
    until = max(one.at for one in done) + timedelta(seconds=1)
    would = rehearsing.would(rule(slug), [cases.fresh(ticket.pk)], since=until - timedelta(days=60), until=until)
    said = [(one.moment.at, sorted(one.reached.people)) for one in would]
    if rule(slug).trigger == "breach_unexplained":  # the other times were exceeded earlier, and are fired late here
        said = [one for one in said if one[0] == done[-1].at]
    assert sorted(said) == sorted((one.at, sorted(told_people(one))) for one in done)[-len(said) :]


def test_the_rehearsal_hears_a_silence_once_a_level_as_the_rule_does():
    leader()
    ticket = places.incident("in_progress")
    start = timezone.now()
    while due.fire(now=start + timedelta(days=28)):
        pass
    assert [one.changed["escalation"]["stage"] for one in raised(ticket, "silent")] == [1, 2]
    span = {"since": start - timedelta(days=1), "until": start + timedelta(days=28)}
    for slug in ("silent-1-p3", "silent-2-p3"):
        assert len(rehearsing.would(rule(slug), [cases.fresh(ticket.pk)], **span)) == 1


def asked():
    asks = {"question": "Vilken avdelning?", "awaited_party": parties.REGION}
    return cases.step(cases.at_support(), "ask", parties.support(), **asks)


def breached():
    ticket, clock = clocked()
    pass_until(clock, 100)
    return ticket


def test_thirty_cases_ask_no_more_of_the_database_than_one():
    who = leader()
    client = logged_in(who)
    for count in (1, 29):
        for _number in range(count):
            clocked()
        for slug in ("clock-75", "handoff-1-p3", "silent-1-p3", "answer-2", "breach-unexplained-1"):
            query_counts.check(
                f"web: rehearsal of {slug}",
                lambda slug=slug: page_of(who, f"{RULES}{slug}/", client=client),
                at_most=12,
            )


def test_the_list_for_the_forum_holds_what_each_reader_may_see_and_says_when_it_is_empty():
    region, other, vendor = (
        parties.region_manager(),
        parties.region_manager(parties.NEIGHBOUR),
        parties.vendor_manager(),
    )
    assert "Ingen tid har överskridits" in page_of(region, FORUM)
    ticket, clock = clocked()
    pass_until(clock, 120)
    assert ticket.number in page_of(region, FORUM)
    page = page_of(region, FORUM)
    assert "Orsak saknas" in page and "Lösning, 45 h: 0 min över" in page  # of this moment: the clock was put ahead
    assert page.count("SLA Sussa") == 1 and "överskreds" not in page
    assert page.count("data-row>") == 1 and "OLA inom" not in page
    for who in (other, vendor):
        assert ticket.number not in page_of(who, FORUM)
    said = {"breached_clock": clock.pk, "breach_reason": "bemanning", "breach_owner": parties.SUPPORT_ORG}
    cases.step(ticket, "explain_breach", parties.support_manager(), **said)
    assert "För få personer" in page_of(region, FORUM)


def test_the_list_for_the_forum_is_paged_and_asks_a_constant_number_of_queries():
    who = parties.support_manager()
    client = logged_in(who)
    for count in (1, 54):
        for _number in range(count):
            _ticket, clock = clocked()
            Clock.all_objects.filter(pk=clock.pk).update(fired=[50, 75, 90, 100, 120], breached_at=timezone.now())
        query_counts.check("web: to the vendor's forum", lambda: page_of(who, FORUM, client=client), at_most=10)
    page = page_of(who, FORUM)
    assert page.count("data-row>") == 50 and 'rel="next"' in page
    Clock.all_objects.exclude(breached_at=None).update(breached_at=timezone.now())
    others = Clock.all_objects.filter(breached_at=None, ticket=_ticket, amount__isnull=False)
    count = others.update(fired=[120], breached_at=timezone.now())
    assert count and f"Orsak saknas för {count + 1} av {count + 1}" in page_of(who, FORUM)


def test_the_menu_leads_there_for_those_who_follow_up_time():
    assert FORUM in page_of(parties.support_manager(), "/")
    assert FORUM not in page_of(parties.desk(), "/")
    assert FORUM in page_of(actor("cambio-service-delivery-manager", parties.VENDOR_ORG), "/")


def test_the_ticket_page_says_who_was_told_and_who_is_missing():
    leader()
    ticket, clock = clocked()
    pass_until(clock, 75)
    page = page_of(parties.support(), reverse("tickets:detail", args=[ticket.number]))
    assert "varnade: 75 % av tiden för lösning har gått" in page
    assert "är obemannad – gick till Objektledare" in page
    assert Event.all_objects.filter(ticket=ticket, step="warn").exists()
    assert not Handoff.all_objects.filter(ticket=ticket, state="proposed").exists()
