"""Who reads what is said of a promise, and who hears of it: its own parties, and whoever owes the time."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from engine import due
from engine.errors import Refused
from tests import cases, parties
from tests.api.calling import region, support
from tests.cases import step
from tests.clocks.reading import clock
from tests.escalating.looking import raised, told_people, waiting
from tests.notices.told import notices_of, open_all
from tests.people import actor
from tickets.escalating import explaining
from tickets.models import BreachExplanation, Clock, Event

pytestmark = pytest.mark.django_db
SLA, INSIDE, CONTRACT = "sla-sussa", "ola-sussa", "uc-cambio"
WORDS = "Vi saknade folk i två dagar."


def passed(ticket, agreement: str, metric: str = "resolve") -> Clock:
    """The clock once its time has run out."""
    one = clock(ticket, agreement, metric)
    while due.fire(now=one.due_at + timedelta(minutes=1)):
        pass
    return Clock.all_objects.get(pk=one.pk)


def agreements_read(ticket, who) -> set[str]:
    rows = Event.objects.visible_to(who).filter(ticket=ticket, changed__clock__isnull=False)
    seen = {one.changed["clock"]["agreement"] for one in rows}
    kept = Clock.all_objects.filter(ticket=ticket).values_list("version__agreement__slug", "version__agreement_id")
    return {slug for slug, pk in kept if pk in seen}


def explained(ticket, one: Clock, owner: str, **data):
    said = {"breached_clock": one.pk, "breach_reason": "bemanning", "breach_owner": owner, "breach_text": WORDS}
    return step(ticket, "explain_breach", parties.support_manager(), **said | data)


def page(who, path: str) -> str:
    client = Client()
    client.force_login(who.user)
    return client.get(path).content.decode()


def test_each_side_reads_of_the_promises_that_it_is_a_party_to():
    ours, theirs = cases.at_support(), cases.at_vendor()
    passed(ours, INSIDE, "acknowledge")
    passed(ours, SLA)
    passed(theirs, CONTRACT)
    for ticket, who, agreements in (
        (ours, parties.desk(), {SLA}),
        (ours, parties.support(), {SLA, INSIDE}),
        (theirs, parties.desk(), {SLA}),
        (theirs, parties.vendor(), {CONTRACT}),
        (theirs, parties.support(), {SLA, CONTRACT}),
    ):
        assert agreements_read(ticket, who) - {INSIDE} == agreements - {INSIDE}
        shown = Clock.objects.visible_to(who).filter(ticket=ticket).values_list("version__agreement__slug", flat=True)
        assert agreements_read(ticket, who) <= set(shown)
    assert INSIDE in agreements_read(ours, parties.support())
    for program, circles in ((region(), {"customer"}), (support(), {"customer", "support"})):
        events = program.get(f"tickets/{ours.number}/events").json()["results"]
        assert {one["audience"] for one in events if one["step"] in ("warn", "breach")} == circles


def test_the_reminder_of_a_reason_stays_with_them_and_tells_nobody_else():
    managers = parties.support_manager(), parties.region_manager()
    ticket = cases.at_support()
    passed(ticket, INSIDE, "acknowledge")
    passed(ticket, SLA)
    last = max(one.due_at for one in waiting(ticket, "breach_unexplained"))
    while due.fire(now=last):
        pass
    reminders = Event.all_objects.filter(ticket=ticket, step="ask_explanation")
    hidden = reminders.filter(audience="support")
    assert hidden and reminders.filter(audience="customer")
    read = Event.objects.visible_to(parties.desk()).filter(ticket=ticket, step="ask_explanation")
    assert set(read) == set(reminders.filter(audience="customer"))
    step(ticket, "watch", managers[1])
    open_all()
    assert {one.event.audience for one in notices_of(managers[0], ticket=ticket)} >= {"support", "customer"}
    assert all(told_people(one) <= {managers[0].person_id} for one in hidden)
    assert "Bara Sussa" in page(parties.support(), reverse("tickets:detail", args=[ticket.number]))


def test_a_reason_for_a_time_inside_the_support_organisation_is_read_there_and_by_whom_it_names():
    ticket = cases.at_support()
    one = passed(ticket, INSIDE, "acknowledge")
    explained(ticket, one, parties.SUPPORT_ORG)
    (event,) = Event.all_objects.filter(ticket=ticket, step="explain_breach")
    assert not Event.objects.visible_to(parties.region_manager()).filter(pk=event.pk)
    assert not BreachExplanation.objects.visible_to(parties.region_manager()).filter(ticket=ticket)
    assert WORDS not in page(parties.region_manager(), reverse("tickets:detail", args=[ticket.number]))
    assert WORDS in page(parties.support(), reverse("tickets:detail", args=[ticket.number]))
    explained(ticket, one, parties.REGION)
    assert BreachExplanation.objects.visible_to(parties.region_manager()).filter(ticket=ticket).count() == 1
    assert WORDS in page(parties.region_manager(), reverse("tickets:detail", args=[ticket.number]))


def test_the_named_vendor_disputes_the_reason_of_a_promise_that_it_is_no_party_to():
    vendor = parties.vendor_manager()
    ticket = cases.at_vendor()
    one = passed(ticket, SLA)
    explained(ticket, one, parties.VENDOR_ORG, breach_reason="leverantor")
    path = reverse("tickets:detail", args=[ticket.number])
    form = f"{reverse('tickets:step', args=[ticket.number, 'dispute_breach'])}?breached_clock={one.pk}"
    assert WORDS in page(vendor, path) and form in page(vendor, path)
    assert f'value="{one.pk}"' in page(vendor, form)
    assert "SLA Sussa" not in page(vendor, path) + page(vendor, form)
    step(ticket, "dispute_breach", vendor, breached_clock=one.pk, dispute_text="Vi fick det i går.")
    assert BreachExplanation.all_objects.get(ticket=ticket).disputed_by_id == vendor.person_id
    assert waiting(ticket, "breach_unexplained:1")
    assert "Vi fick det i går." in page(vendor, path)


def test_a_reason_whose_time_is_gone_is_not_disputed():
    vendor = parties.vendor_manager()
    ticket = cases.at_vendor()
    one = passed(ticket, SLA)
    explained(ticket, one, parties.VENDOR_ORG)
    Clock.all_objects.filter(pk=one.pk).delete()
    with pytest.raises(Refused) as refused:
        step(ticket, "dispute_breach", vendor, breached_clock=one.pk, dispute_text="Nej")
    assert [reason.code for reason in refused.value.reasons] == ["not_found"]


def test_a_time_that_counts_with_the_main_case_is_explained_there_alone():
    ticket, main = cases.at_vendor(), cases.at_vendor()
    one = passed(ticket, CONTRACT)
    Clock.all_objects.filter(pk=one.pk).update(counted_with=main)
    assert one not in explaining.exceeded(ticket, parties.support())
    with pytest.raises(Refused) as refused:
        explained(ticket, one, parties.VENDOR_ORG)
    assert [reason.code for reason in refused.value.reasons] == ["not_found"]


def test_whoever_is_asked_to_take_it_hears_that_its_answer_runs_late():
    manager, regions = parties.support_manager(), parties.region_manager()
    ticket = step(cases.prioritised(), "escalate_tier", parties.desk(), **cases.TO_SUPPORT)
    passed(ticket, SLA, "acknowledge")
    for percent in (75, 90, 100):
        (event,) = [one for one in raised(ticket, "clock", percent) if one.changed["clock"]["metric"] == "acknowledge"]
        assert manager.person_id in told_people(event) and regions.person_id not in told_people(event)


def test_the_vendor_that_is_asked_to_take_it_hears_that_its_answer_runs_late():
    parties.support_manager()
    vendor = actor("cambio-incident-manager", parties.VENDOR_ORG)
    ticket = step(cases.at_support(), "escalate_vendor", parties.support(), **cases.TO_VENDOR)
    one = passed(ticket, CONTRACT, "acknowledge")
    events = [event for event in raised(ticket, "clock", 75) if event.changed["clock"]["id"] == one.pk]
    assert [told_people(event) for event in events] == [{vendor.person_id}]
