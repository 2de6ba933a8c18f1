"""Orders that are left midway: by whoever ordered, by the vendor that was asked, by the item, by the clock."""

from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from engine import due
from engine.errors import NotPossible, Refused
from engine.perform import perform
from roles.actor import actor_for
from roles.models import GroupMembership
from sla.models import DueStep
from tests import parties
from tests.cases import fresh, step
from tests.concurrency.racing import lost, race
from tests.notices import told
from tests.processes.service_request import places as at
from tests.processes.service_request.bulk import places as bulk
from tests.processes.service_request.catalogue.changing import editor
from tests.processes.service_request.quoting import places as quoting
from tests.web.tickets.door import Visitor, words
from tickets.models import Event, Ticket
from tickets.processes.service_request import waiting_for
from tickets.processes.service_request.catalogue import publishing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules", "forgets")]


def codes_of(refused) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def heard(who, ticket, name: str) -> bool:
    told.open_all()
    return bool(told.notices_of(who, ticket=ticket, event__step=name))


# --- The vendor ---


def test_a_vendor_that_is_no_longer_asked_gives_no_quote():
    ticket = step(at.quoted_at_vendor(), "quote_returned", at.reviewer(), reason="Vi gör det själva.")
    ticket = step(ticket, "review_to_quote", at.reviewer(), **at.QUOTING | {"fulfiller": "support"})
    with pytest.raises(Refused) as refused:
        step(ticket, "quote", at.quoter(), **quoting.quote())
    assert codes_of(refused) == {"quote_not_asked"}
    ticket = step(ticket, "quote", at.reviewer(), **quoting.quote())
    with pytest.raises(Refused):
        step(ticket, "quote", at.quoter(), **quoting.quote("1"))


@pytest.mark.parametrize(
    ("make", "name", "who"),
    [(at.quoted_at_vendor, "cancel", at.orderer), (quoting.quoted, "cancel", at.orderer),
     (at.quoted_at_vendor, "quote_returned", at.reviewer)],
)  # fmt: skip
def test_a_vendor_that_was_asked_hears_that_it_is_no_longer(make, name, who):
    ticket, vendor = make(), at.quoter()
    step(ticket, name, who(), reason="Behövs inte längre.")
    assert heard(vendor, ticket, name)


def test_a_quote_that_lapses_is_told_to_those_who_asked_for_it_and_gave_it():
    ticket, vendor, asked = quoting.quoted(), at.quoter(), at.reviewer()
    due.fire(now=at.row_of(ticket).expires_at + timedelta(minutes=1))
    assert fresh(ticket.pk).state == "expired"
    assert heard(vendor, ticket, "expire") and heard(asked, ticket, "expire") and heard(at.orderer(), ticket, "expire")


def test_those_whose_yes_is_missing_are_reminded_before_a_quote_lapses():
    ticket = step(quoting.joint(), "sign_quote", quoting.controller(), **quoting.REFERENCE)
    first = min(DueStep.objects.filter(step="expires_soon", subject_id=ticket.pk).values_list("due_at", flat=True))
    manager, controller = quoting.manager(), quoting.controller()
    due.fire(now=first + timedelta(minutes=1))
    assert heard(manager, ticket, "expires_soon") and not heard(controller, ticket, "expires_soon")


def test_a_solution_is_reported_only_of_what_is_carried_out():
    with pytest.raises(NotPossible):
        step(at.quoted_at_vendor(), "report_solution", parties.vendor(), solution="Klart.", handoff_letter="Klart.")


def test_an_approver_hears_that_it_was_withdrawn_and_nobody_who_never_had_it():
    ticket, approves, assesses = at.placed(), at.approver(), at.reviewer()
    told.open_all()
    step(ticket, "cancel", at.orderer(), reason="Behövs inte längre.")
    assert heard(approves, ticket, "cancel") and not heard(assesses, ticket, "cancel")


def test_whoever_carries_it_out_hears_that_it_was_withdrawn():
    ticket, working = at.withdrawal_agreed(), parties.support()
    step(ticket, "cancel_in_fulfilment", at.orderer(), reason="Stänger.")
    assert heard(working, ticket, "cancel_in_fulfilment")


# --- Who may no longer ---


def test_a_draft_is_not_ordered_by_one_who_has_lost_the_right_to_order():
    who = at.orderer()
    ticket = at.draft(who)
    GroupMembership.objects.filter(user=who.user).update(valid_to=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        step(ticket, "order", actor_for(who.user), **at.ordering())
    assert codes_of(refused) == {"no_longer_orders"}
    assert step(ticket, "cancel", actor_for(who.user), reason="Får inte beställa.").state == "cancelled"


def test_a_draft_of_an_item_that_was_taken_off_is_not_ordered_and_says_so():
    ticket = at.draft()
    publishing.retire(editor(), ticket.ordered().item, reason="Ersatt.", at=timezone.now())
    with pytest.raises(Refused) as refused:
        step(ticket, "order", at.orderer(), **{name: at.ordering()[name] for name in ("answers", "ordered_for")})
    assert set(refused.value.by_field()) == {"catalogue_item"}
    assert step(ticket, "cancel", at.orderer(), reason="Finns inte längre.").state == "cancelled"


def test_what_ends_while_it_rests_waits_for_nothing_more():
    ticket = step(at.held(), "ask_withdrawal", at.orderer(), reason="Stänger.")
    ticket = step(ticket, "agree_withdrawal", parties.support(), **at.COST)
    ticket = step(ticket, "cancel_in_fulfilment", at.orderer(), reason="Stänger.")
    assert (ticket.hold, ticket.hold_until, ticket.awaited_id) == ("", None, None)
    assert not DueStep.objects.filter(subject_id=ticket.pk, subject_type="tickets.ticket", fired_at=None).exists()


def test_the_panel_of_a_quote_names_the_approvers_whose_limit_reaches_it():
    ticket = quoting.quoted()
    small = at.in_group("godkannare", "region-kliniker", limit=1)
    row = words(Visitor(at.orderer().user).see(f"/arenden/{ticket.number}/")).split("Vilka som ska godkänna", 1)[1]
    assert str(at.approver().user) in row[:200] and str(small.user) not in row[:200]
    assert str(at.approver().user) not in words(Visitor(at.quoter().user).see(f"/arenden/{ticket.number}/"))


# --- The clock ---


@pytest.mark.parametrize(
    ("asked", "lapses", "first", "last"),
    [
        # Easter and the change to summer time lie between.
        ((2026, 3, 20), (2026, 4, 21), (2026, 4, 14), (2026, 4, 20)),
        # Christmas, New Year's Eve and Epiphany.
        ((2026, 12, 11), (2027, 1, 15), (2027, 1, 8), (2027, 1, 14)),
        # The change to winter time; asked on a Saturday.
        ((2026, 10, 10), (2026, 11, 6), (2026, 10, 30), (2026, 11, 5)),
    ],
)
def test_twenty_working_days_are_counted_over_holidays_and_changes_of_the_clock(asked, lapses, first, last):
    zone = ZoneInfo("Europe/Stockholm")
    ends = waiting_for.end_of_approval(datetime(*asked, 10, 0, tzinfo=zone))
    found = [ends, *(waiting_for.working_days_before(ends, days) for days in (5, 1))]
    local = [one.astimezone(zone) for one in found]
    assert [one.timetuple()[:3] for one in local] == [lapses, first, last]
    assert local[0].hour == 10


def the_next_change_of_the_clock() -> date:
    days = (timezone.localdate() + timedelta(days=number) for number in range(1, 400))
    midnight = [datetime.combine(day, time(), ZoneInfo("Europe/Stockholm")) for day in days]
    return next(one.date() for one, after in pairwise(midnight) if one.utcoffset() != after.utcoffset())


def test_a_quote_holds_through_its_last_day_also_when_the_clock_changes():
    last = the_next_change_of_the_clock()
    ticket = quoting.quoted(quote_valid_until=last.isoformat())
    ends = at.row_of(ticket).expires_at.astimezone(ZoneInfo("Europe/Stockholm"))
    assert ends.replace(tzinfo=None) == datetime.combine(last + timedelta(days=1), time())


# --- At once ---


@pytest.mark.django_db(transaction=True)
def test_an_order_is_approved_or_turned_down_but_not_both_and_a_withdrawal_beside_ends_it():
    ticket = at.placed()
    taking = partial(perform, Ticket, ticket.pk, via="test")
    approving = partial(taking, "approve", actor=at.approver(), data={})
    rejecting = partial(taking, "reject", actor=at.in_group("godkannare", "region-kliniker"), data=at.REJECTING)
    ending = partial(taking, "cancel", actor=at.orderer(), data={"reason": "Nej."})
    outcomes = race(approving, rejecting, ending)
    assert set(lost(outcomes)) <= {"Stale", "NotPossible"}
    taken = [event.step for event in Event.all_objects.filter(ticket=ticket, seq__gt=ticket.event_seq).order_by("seq")]
    assert taken in (["approve"], ["reject"], ["cancel"], ["approve", "cancel"])
    assert fresh(ticket.pk).state == {"approve": "joint_review", "reject": "rejected", "cancel": "cancelled"}[taken[-1]]


@pytest.mark.django_db(transaction=True)
def test_a_delivery_and_its_last_row_do_not_pass_each_other():
    ticket, working = bulk.settled(bulk.in_fulfilment(2), "1"), parties.support()
    how = {"actor": working, "via": "test"}
    settling = {"settled_rows": "2", "row_result": "delivered"}
    outcomes = race(
        lambda: perform(Ticket, ticket.pk, "settle_rows", data=settling, **how),
        lambda: perform(Ticket, ticket.pk, "deliver", data={"delivery_note": "Klart."}, **how),
    )
    now = fresh(ticket.pk)
    if lost(outcomes):
        assert lost(outcomes) == ["Refused"] and now.state == "fulfilment"
        assert step(now, "deliver", working, delivery_note="Klart.").state == "delivered"
    else:
        assert now.state == "delivered"
