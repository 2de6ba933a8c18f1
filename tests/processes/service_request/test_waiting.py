"""What falls due while an order waits: reminders, the end where nobody answers, and the promised time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engine import due
from engine.perform import perform
from regions import directory
from sla.models import DueStep, Target
from sla.workdays import after_working_days
from tests import parties
from tests.cases import fresh, step
from tests.processes.service_request import places as at
from tests.processes.service_request.quoting import places
from tickets.clocks import promises
from tickets.models import Clock, Event, Ticket
from tickets.processes.service_request import promised, waiting_for

pytestmark = pytest.mark.django_db


def waiting(ticket) -> dict:
    """The times of what is due on the ticket, by step and reason."""
    rows = DueStep.objects.filter(subject_type="tickets.ticket", subject_id=ticket.pk, fired_at=None)
    return {(row.step, row.reason): row.due_at for row in rows}


def told(ticket, name: str):
    return Event.all_objects.filter(ticket=ticket, step=name)


def test_the_approvers_are_reminded_the_orderer_is_told_twice_and_the_order_lapses():
    ticket = at.placed()
    ordered = ticket.registered_at
    found = waiting(ticket)
    assert found["remind_approvers", "approval"] == after_working_days(ordered, 2)
    ends = after_working_days(ordered, 20)
    assert found["expire", "expiry"] == ends == at.row_of(ticket).expires_at
    assert after_working_days(found["expires_soon", "first_warning"], 5) == ends
    assert after_working_days(found["expires_soon", "last_warning"], 1) == ends
    due.fire(now=found["expires_soon", "last_warning"] + timedelta(minutes=1))
    assert told(ticket, "remind_approvers").count() == 1
    assert told(ticket, "expires_soon").count() == 2
    assert fresh(ticket.pk).state == "regional_approval"
    due.fire(now=ends + timedelta(minutes=1))
    after = fresh(ticket.pk)
    assert (after.state, after.closed_at is not None, waiting(after)) == ("expired", True, {})
    copy = at.draft(copied_from=after.number)
    assert copy.answers() == at.ANSWERS[at.ITEM]


def test_an_answer_calls_it_all_off():
    ticket = step(at.placed(), "approve", at.approver())
    names = {name for name, _reason in waiting(ticket)}
    assert not names & {"remind_approvers", "expires_soon", "expire"}
    assert at.row_of(ticket).expires_at is None


def test_silence_accepts_the_delivery():
    ticket = at.delivered()
    accepted = waiting(ticket)["accept", "silence"]
    assert accepted == after_working_days(ticket.resolved_at, 10)
    due.fire(now=accepted + timedelta(minutes=1))
    after = fresh(ticket.pk)
    assert (after.state, told(after, "accept").get().via) == ("closed", "timer")


def test_a_complaint_is_not_answered_by_silence():
    ticket = step(at.delivered(), "complain", at.orderer(), **at.COMPLAINT)
    assert ("accept", "silence") not in waiting(ticket)


def test_whoever_asked_for_a_quote_is_reminded_of_it():
    ticket = at.quoted_at_vendor()
    late = waiting(ticket)["quote_late", "quote"]
    due.fire(now=late + timedelta(minutes=1))
    assert told(ticket, "quote_late").count() == 1


def test_the_promised_time_stands_still_while_the_orderer_is_waited_for_and_goes_on_with_a_complaint():
    ticket = at.delivered()
    row = at.row_of(ticket)
    assert row.fulfil_by == after_working_days(told(ticket, "approve").get().at, 3)  # the item's
    assert (promised.LATE, "promised") not in waiting(ticket)
    later = after_working_days(timezone.now(), 4)
    perform(Ticket, ticket.pk, "complain", actor=at.orderer(), via="test", data=at.COMPLAINT, at=later)
    assert at.row_of(ticket).fulfil_by == after_working_days(row.fulfil_by, 4)
    assert waiting(ticket)[promised.LATE, "promised"] == at.row_of(ticket).fulfil_by


@pytest.fixture
def time_to_deliver_is_agreed(monkeypatch, forgets):
    """As if the agreement with the regions promised a delivery within 27 working hours."""
    read = promises._read

    def with_one_more():
        book = read()
        version = next(one for rows in book.versions.values() for one in rows if one.agreement.kind == "sla")
        like = book.targets[version.pk, "service-request", "acknowledge"][0]
        agreed = Target(version=version, process="service-request", metric="resolve", minutes=1620)
        agreed.calendar = like.calendar
        book.targets[version.pk, "service-request", "resolve"] = [agreed]
        return book

    monkeypatch.setattr(promises, "_read", with_one_more)
    directory.clear()


def test_the_agreed_time_stops_with_the_delivery_and_goes_on_with_a_complaint(time_to_deliver_is_agreed):
    def resolve_clock(ticket) -> Clock:
        return Clock.all_objects.get(ticket=ticket, metric="resolve", version__agreement__kind="sla")

    ticket = at.delivered()
    assert resolve_clock(ticket).state == Clock.State.STOPPED
    ticket = step(ticket, "complain", at.orderer(), **at.COMPLAINT)
    assert resolve_clock(ticket).state == Clock.State.RUNNING


def test_nothing_is_promised_while_the_orderers_own_approvers_are_waited_for():
    ticket = at.placed()
    assert at.row_of(ticket).fulfil_by is None
    assert (promised.LATE, "promised") not in waiting(ticket)


def test_what_needs_no_approver_is_promised_from_the_order_on():
    ticket = at.placed(at.PREAPPROVED)
    row = at.row_of(ticket)
    assert row.fulfil_by == after_working_days(ticket.registered_at, row.version.lead_days)


def test_an_accepted_quote_is_what_is_promised_from_then_on():
    asked = at.quoted_at_vendor()
    assert (promised.LATE, "promised") not in waiting(asked)
    accepted = step(step(asked, "quote", at.quoter(), **places.quote()), "sign_quote", at.approver(), **places.ALONE)
    days = places.quote()["lead_time_days"]
    assert at.row_of(accepted).fulfil_by == after_working_days(told(accepted, "accept_quote").get().at, days)
    assert waiting(accepted)[promised.LATE, "promised"] == at.row_of(accepted).fulfil_by


def test_an_order_that_needs_no_quote_after_all_goes_on_with_its_time():
    asked = at.quoted_at_vendor()
    by = at.row_of(asked).fulfil_by
    later = after_working_days(timezone.now(), 2)
    perform(Ticket, asked.pk, "quote_returned", actor=at.reviewer(), via="test", data={"reason": "Ryms."}, at=later)
    assert waiting(asked)[promised.LATE, "promised"] == at.row_of(asked).fulfil_by == after_working_days(by, 2)


def test_its_holder_is_told_when_the_promised_time_has_passed():
    ticket = at.fulfilled_by_support()
    late = waiting(ticket)[promised.LATE, "promised"]
    due.fire(now=late + timedelta(minutes=1))
    assert told(ticket, promised.LATE).count() == 1


def test_a_hold_for_another_reason_lets_the_promised_time_run():
    ticket = step(at.fulfilled_by_support(), "hold", parties.support(), **at.resting(hold_reason="await_change_window"))
    assert (promised.LATE, "promised") in waiting(ticket)
    assert (promised.LATE, "promised") not in waiting(at.held())


def test_a_warning_is_never_too_late():
    now = timezone.now()
    for days in (1, 5):
        before = waiting_for.working_days_before(now, days)
        assert after_working_days(before, days) <= now < after_working_days(before + timedelta(days=8), days)
