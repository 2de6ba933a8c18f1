"""Waiting: with a reason, until a day, and ended by the day, the answer or the holder."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engine import due
from engine.errors import NotPossible, Refused
from sla.models import DueStep
from tests import cases, parties
from tests.cases import fresh, step, team
from tests.tickets import places
from tickets.models import Event, LedgerRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]


def waiting_at_support(**data):
    """An incident that the support organisation waits with, for the region that reported it."""
    who = parties.support()
    ticket = cases.at_support()
    ticket = step(ticket, "assign", who, team=team(parties.SUPPORT_ORG).slug, category_open="programfel")
    return step(ticket, "hold", who, **places.waiting(**data))


def last_event(ticket) -> Event:
    return Event.all_objects.filter(ticket=ticket).order_by("-seq").first()


def test_a_hold_keeps_reason_day_and_awaited_party_and_the_ledger_says_so():
    ticket = waiting_at_support()
    assert (ticket.state, ticket.hold, ticket.awaited.slug) == ("on_hold", "await_reporter", parties.REGION)
    row = LedgerRow.all_objects.get(ticket=ticket, span__endswith=None)
    assert (row.hold, row.organisation_id) == ("await_reporter", ticket.holder_id)
    assert DueStep.objects.get(step="resume", subject_id=ticket.pk).due_at == ticket.hold_until


def test_the_day_takes_a_waiting_case_up_again_and_not_a_second_before():
    ticket = waiting_at_support()
    assert due.fire(now=ticket.hold_until - timedelta(seconds=1)) == 0
    assert due.fire(now=ticket.hold_until) == 1
    after = fresh(ticket.pk)
    assert (after.state, after.hold, after.hold_until, after.awaited) == ("in_progress", "", None, None)
    event = last_event(ticket)
    assert (event.step, event.via, event.user, event.at) == ("resume", "timer", None, ticket.hold_until)
    assert due.fire(now=ticket.hold_until + timedelta(days=1)) == 0


def test_the_answer_of_the_awaited_party_takes_the_case_up_at_once():
    ticket = step(waiting_at_support(), "answer", parties.desk(), note_text="Avdelning 12")
    assert (ticket.state, ticket.hold, ticket.awaited) == ("in_progress", "", None)
    event = last_event(ticket)
    assert (event.step, event.user) == ("resume", None)
    assert event.cause == f"event:{event.seq - 1}"
    assert not DueStep.objects.filter(step="resume", fired_at=None).exists()


def test_a_note_of_the_awaited_party_answers_too_unless_only_its_own_colleagues_read_it():
    ticket = waiting_at_support()
    own = step(ticket, "add_note", parties.desk(), note_text="Jag ringer runt", note_audience="own")
    assert own.state == "on_hold"
    heard = step(ticket, "add_note", parties.desk(), note_text="Avdelning 12", note_audience="customer")
    assert heard.state == "in_progress"


def test_a_note_of_somebody_else_leaves_the_case_waiting():
    ticket = waiting_at_support()
    ticket = step(ticket, "add_note", parties.support(), note_text="Påmint", note_audience="customer")
    assert ticket.state == "on_hold"


def test_the_awaited_party_may_take_the_case_up_itself_and_others_may_not():
    ticket = waiting_at_support()
    with pytest.raises(NotPossible):
        step(ticket, "resume", parties.actor("sussa-jurist", parties.SUPPORT_ORG))
    assert step(ticket, "resume", parties.desk()).state == "in_progress"


def test_exactly_30_days_may_be_waited_and_no_more():
    who, ticket = parties.desk(), places.incident("in_progress")
    at = ticket.updated_at + timedelta(hours=1)
    limit = at + timedelta(days=30)
    for until in (at, at - timedelta(days=1), limit + timedelta(microseconds=1)):
        with pytest.raises(Refused) as refused:
            cases.perform(
                cases.Ticket, ticket.pk, "hold", actor=who, via="test", at=at, data=places.waiting(resume_at=until)
            )
        assert list(refused.value.by_field()) == ["resume_at"]
    data = places.waiting(resume_at=limit)
    cases.perform(cases.Ticket, ticket.pk, "hold", actor=who, via="test", at=at, data=data)
    assert fresh(ticket.pk).hold_until == limit


def test_each_side_chooses_among_its_own_reasons():
    reasons = {
        "region": {"await_reporter", "await_region_confirm", "await_change_window", "await_third_party"},
        "support": {
            "await_reporter",
            "await_region_confirm",
            "await_change_window",
            "await_third_party",
            "await_decision",
        },
        "vendor": {"await_customer", "await_third_party"},
    }
    from tickets import codes

    assert reasons == codes.HOLD_REASONS_OF_TIER
    assert set(codes.HoldReason.values) == set().union(*reasons.values())


def test_the_vendor_waits_for_the_support_organisation_and_not_for_the_reporter():
    vendor = parties.vendor()
    ticket = step(cases.at_vendor(), "assign", vendor, team=team(parties.VENDOR_ORG).slug, category_open="programfel")
    with pytest.raises(Refused) as refused:
        step(ticket, "hold", vendor, **places.waiting())
    assert [reason.code for reason in refused.value.reasons] == ["hold_reason_of_other_side"]
    ticket = step(ticket, "hold", vendor, **places.waiting(hold_reason="await_customer"))
    assert ticket.awaited.slug == parties.SUPPORT_ORG


def test_the_ledger_names_the_third_party_that_is_waited_for():
    data = {"hold_reason": "await_third_party", "supplier": parties.THIRD_PARTY, "supplier_reference": "INER-17"}
    ticket = waiting_at_support(**data)
    row = LedgerRow.all_objects.get(ticket=ticket, span__endswith=None)
    assert (row.hold, row.supplier.slug) == ("await_third_party", parties.THIRD_PARTY)
    after = step(ticket, "resume", parties.support())
    assert (after.supplier, LedgerRow.all_objects.get(ticket=ticket, span__endswith=None).supplier) == (None, None)


def test_nobody_without_a_log_in_is_awaited():
    who = parties.desk()
    with pytest.raises(Refused) as refused:
        step(places.incident("in_progress"), "hold", who, **places.waiting(awaited_party=parties.THIRD_PARTY))
    assert list(refused.value.by_field()) == ["awaited_party"]


def test_a_p1_cannot_wait():
    ticket = places.incident("in_progress")
    ticket = step(ticket, "prioritise", parties.desk(), impact=1, urgency=1)
    with pytest.raises(Refused) as refused:
        step(ticket, "hold", parties.desk(), **places.waiting())
    assert [reason.code for reason in refused.value.reasons] == ["p1_cannot_wait"]


def test_a_waiting_case_that_is_withdrawn_no_longer_waits():
    ticket = step(places.incident("on_hold"), "cancel", parties.desk(), reason="Löste sig")
    assert (ticket.state, ticket.hold, ticket.hold_until) == ("cancelled", "", None)
    assert not DueStep.objects.filter(subject_id=ticket.pk, fired_at=None).exists()


def test_a_general_case_waits_and_goes_on_likewise():
    ticket = places.case("on_hold")
    assert due.fire(now=ticket.hold_until) == 1
    assert fresh(ticket.pk).state == "in_progress"
    assert timezone.now() < ticket.hold_until


def test_a_waiting_incident_that_becomes_p1_is_taken_up_at_once():
    ticket = cases.prioritised(parties.desk(), impact=3, urgency=2)
    ticket = step(ticket, "assign", parties.desk(), team=team(parties.REGION).slug, category_open="programfel")
    until = timezone.now() + timedelta(days=2)
    ticket = step(
        ticket, "hold", parties.desk(), hold_reason="await_reporter", resume_at=until, hold_question="Vilka enheter?"
    )
    ticket = step(ticket, "prioritise", parties.desk(), impact=1, urgency=1)
    assert (ticket.priority, ticket.state, ticket.hold) == (1, "in_progress", "")
