"""On a case that every region reads, a promise inside one region is that region's own: no neighbour reads of it."""

import pytest
from django.test import Client
from django.urls import reverse

from engine import due
from engine.errors import Refused
from tests import cases, parties
from tests.api.calling import program
from tests.cases import answer, step
from tests.clocks.reading import clock
from tests.escalating.looking import fire_rows
from tests.notices.told import mails_to, open_all
from tests.tickets import places
from tickets import telling
from tickets.models import BreachExplanation, Clock, Event, Notice, TextVersion

pytestmark = pytest.mark.django_db
INSIDE = "ola-it-mt"
WORDS = "Vi hade för få på plats i veckan."


def at_regions_it():
    """A joint case that the region's own IT holds, and a time that it has exceeded by more than a fifth."""
    for who in (parties.region_manager(), parties.region_manager(parties.NEIGHBOUR), parties.support_manager()):
        assert who.hats
    ticket = step(places.joint(), "hand_over_it", parties.support(), **places.OFFER)
    ticket = answer(ticket, "accept", parties.region_it(), team=cases.team(parties.REGION_IT).slug)
    one = clock(ticket, INSIDE, "resolve")
    while due.fire(now=one.due_at + (one.due_at - one.started_at)):
        pass
    fire_rows(ticket, "breach_unexplained")
    return cases.fresh(ticket.pk), Clock.all_objects.select_related("version__agreement").get(pk=one.pk)


def explained(ticket, one: Clock, owner: str):
    said = {"breached_clock": one.pk, "breach_reason": "bemanning", "breach_owner": owner, "breach_text": WORDS}
    return step(ticket, "explain_breach", parties.support_manager(), **said)


def said_of(one: Clock):
    return Event.all_objects.filter(ticket_id=one.ticket_id, changed__clock__agreement=one.version.agreement_id)


def page(who, path: str) -> str:
    client = Client()
    client.force_login(who.user)
    return client.get(path).content.decode()


def neighbours():
    return parties.region_manager(parties.NEIGHBOUR), parties.desk(parties.NEIGHBOUR)


def own_side():
    return parties.region_it(), parties.desk(), parties.support()


def test_its_warnings_and_breaches_are_read_by_the_region_its_it_and_the_support_organisation():
    ticket, one = at_regions_it()
    said = said_of(one)
    reminders = Event.all_objects.filter(ticket=ticket, step="ask_explanation", audience__startswith="@")
    assert said.filter(changed__clock__metric="resolve").count() == 5 and reminders
    for who in own_side():
        assert set(Event.objects.visible_to(who).filter(pk__in=said)) == set(said)
        assert set(Event.objects.visible_to(who).filter(pk__in=reminders)) == set(reminders)
    for who in (*neighbours(), parties.vendor()):
        assert not Event.objects.visible_to(who).filter(pk__in=[one.pk for one in (*said, *reminders)])


def test_its_reason_is_read_by_them_and_by_the_vendor_where_it_is_named():
    ticket, one = at_regions_it()
    explained(ticket, one, parties.REGION_IT)
    readers = {who: BreachExplanation.objects.visible_to(who).filter(ticket=ticket).count() for who in own_side()}
    assert set(readers.values()) == {1}
    for who in neighbours():
        assert not BreachExplanation.objects.visible_to(who).filter(ticket=ticket)
        assert not TextVersion.objects.visible_to(who).filter(ticket=ticket, field="breach_text")
        assert not Event.objects.visible_to(who).filter(ticket=ticket, step="explain_breach")


def test_only_its_own_side_the_support_organisation_and_the_vendor_are_named_as_its_owner():
    ticket, one = at_regions_it()
    with pytest.raises(Refused) as refused:
        explained(ticket, one, parties.NEIGHBOUR)
    assert [reason.code for reason in refused.value.reasons] == ["owner_outside"]


@pytest.mark.parametrize("door", ["page", "every field", "escalations", "list for the forum", "start", "notices"])
def test_no_page_shows_it_to_a_neighbour(door):
    ticket, one = at_regions_it()
    explained(ticket, one, parties.REGION_IT)
    open_all()
    path = {
        "page": reverse("tickets:detail", args=[ticket.number]),
        "every field": f"{reverse('tickets:detail', args=[ticket.number])}?vy=falt",
        "list for the forum": reverse("tickets:for_forum"),
        "start": "/",
        "notices": reverse("tickets:notices"),
    }.get(door, reverse("tickets:detail", args=[ticket.number]))
    label = one.version.agreement.label
    for who in neighbours():
        shown = page(who, path)
        assert WORDS not in shown and label not in shown
    if door in ("page", "list for the forum"):
        for who in own_side():
            assert label in page(who, path), who.hats


def test_no_program_of_a_neighbour_reads_it():
    ticket, one = at_regions_it()
    explained(ticket, one, parties.REGION_IT)
    theirs = program(parties.DESK_ROLE, parties.NEIGHBOUR)
    ours = program(parties.DESK_ROLE, parties.REGION)
    for what in (f"tickets/{ticket.number}", f"tickets/{ticket.number}/events", "exceeded"):
        assert theirs.get(what).status_code == 200
        answered = theirs.get(what).content.decode()
        assert WORDS not in answered and INSIDE not in answered and "party" not in answered, what
    read = theirs.get(f"tickets/{ticket.number}/events").json()["results"]
    assert not [event for event in read if event["step"] == "explain_breach"]
    read = ours.get(f"tickets/{ticket.number}/events").json()["results"]
    assert "party" in {event["audience"] for event in read if event["step"] == "explain_breach"}
    assert INSIDE in ours.get(f"tickets/{ticket.number}").content.decode()


def test_a_neighbour_that_follows_the_case_is_told_nothing_of_it():
    ticket, one = at_regions_it()
    manager = parties.region_manager(parties.NEIGHBOUR)
    step(ticket, "watch", manager)
    explained(ticket, one, parties.REGION_IT)
    open_all()
    hidden = {*said_of(one), *Event.all_objects.filter(ticket=ticket, step="explain_breach")}
    assert hidden.isdisjoint(notice.event for notice in Notice.objects.visible_to(manager).filter(ticket=ticket))
    mails = [telling.render(mail) for mail in mails_to(manager) if mail.event_id in {event.pk for event in hidden}]
    assert not any(mails)
