"""Every family of steps with two people at once: exactly what may happen happens, once, and the rest is told why."""

import threading

import pytest
from django.db import connection, transaction

from engine import due
from engine.errors import Busy, Done
from engine.once import Once
from engine.perform import create, perform
from outbox.models import Message
from sla.models import DueStep
from sla.workdays import after_working_days
from tests import cases, parties
from tests.cases import CASE, fresh, step
from tests.concurrency.racing import lost, race, won
from tests.people import actor
from tests.tickets import places
from tests.tickets.replaying import assert_events_rebuild, assert_ledger_tiles
from tickets.models import Event, Handoff, Link, NumberSeries, RegionLeg, Ticket
from tickets.workflows import GeneralCase

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]

ROUNDS = range(3)


def by(who, model, pk, name, *, via="test", version=None, **data):
    """A call that takes one step, ready to be raced."""
    return lambda: perform(model, pk, name, actor=who, via=via, version=version, data=data)


def events(ticket, name: str) -> int:
    return Event.all_objects.filter(ticket=ticket, step=name).count()


def assert_whole(ticket) -> None:
    assert_ledger_tiles(ticket.pk)
    assert_events_rebuild(ticket.pk)


def colleague():
    return actor("sussa-objektspecialist", parties.SUPPORT_ORG)


@pytest.mark.parametrize("_round", ROUNDS)
def test_accept_and_withdraw_one_of_them_happens(_round):
    row = places.offered_to_support()
    outcomes = race(
        by(parties.support(), Handoff, row.pk, "accept", assignee="me"),
        by(parties.desk(), Handoff, row.pk, "withdraw", reason="Löste sig"),
    )
    assert lost(outcomes) == ["NotPossible"]
    after = fresh(row.ticket_id)
    (event,) = won(outcomes)
    assert after.holder.slug == (parties.SUPPORT_ORG if event.step == "accept" else parties.REGION)
    assert after.offered_to is None
    assert_whole(after)


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_who_accept_are_one_holder(_round):
    row = places.offered_to_support()
    outcomes = race(
        by(parties.support(), Handoff, row.pk, "accept", assignee="me"),
        by(colleague(), Handoff, row.pk, "accept", assignee="me"),
        by(parties.support_manager(), Handoff, row.pk, "return", return_reason="inte_fel", reason="Nej"),
    )
    assert lost(outcomes) == ["NotPossible", "NotPossible"]
    (event,) = won(outcomes)
    after = fresh(row.ticket_id)
    if event.step == "accept":
        assert after.assignee_id == event.user_id
    assert_whole(after)


def test_a_case_is_not_withdrawn_under_the_hands_of_its_new_holder():
    row = places.offered_to_support()
    ticket = row.ticket
    outcomes = race(
        by(parties.support(), Handoff, row.pk, "accept", assignee="me"),
        by(parties.desk(), Ticket, ticket.pk, "cancel", reason="Löste sig"),
    )
    (event,) = won(outcomes)
    after = fresh(ticket.pk)
    assert (after.state, lost(outcomes)) in [("cancelled", ["NotPossible"]), ("triage", ["Refused"])]
    assert (event.step == "cancel") == (after.state == "cancelled")
    assert_whole(after)


def test_the_same_case_is_handed_over_once():
    ticket = places.incident("triage")
    outcomes = race(
        by(parties.desk(), Ticket, ticket.pk, "escalate_tier", **cases.TO_SUPPORT),
        by(parties.region_manager(), Ticket, ticket.pk, "escalate_tier", **cases.TO_SUPPORT),
        by(parties.desk(), Ticket, ticket.pk, "hand_over_it", **places.OFFER),
    )
    assert lost(outcomes) == ["Refused", "Refused"]
    assert Handoff.all_objects.filter(ticket=ticket, state="proposed").count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_resolve_and_hold_from_the_same_page_one_of_them_happens(_round):
    ticket, desk = places.incident("in_progress"), parties.desk()
    page = {"via": "web", "version": ticket.version}
    outcomes = race(
        by(desk, Ticket, ticket.pk, "resolve", **page, **cases.SOLUTION),
        by(desk, Ticket, ticket.pk, "hold", **page, **places.waiting()),
    )
    assert lost(outcomes) == ["Stale"]
    (event,) = won(outcomes)
    (stale,) = [one for one in outcomes if isinstance(one, Exception)]
    after = fresh(ticket.pk)
    assert (after.state, stale.current, stale.given) == (event.target, after.version, ticket.version)
    assert_whole(after)


def test_eight_with_the_same_page_change_it_once():
    ticket = places.incident("triage")
    people = [parties.desk(), parties.region_manager(), parties.support(), parties.support_manager()] * 2
    outcomes = race(
        *(
            by(
                who,
                Ticket,
                ticket.pk,
                "prioritise",
                via="api",
                version=ticket.version,
                impact=number % 4 + 1,
                urgency=4,
            )
            for number, who in enumerate(people)
        )
    )
    assert lost(outcomes) == ["Stale"] * 7
    assert fresh(ticket.pk).version == ticket.version + 1
    assert events(ticket, "prioritise") == 2


def test_a_note_neither_stops_a_step_nor_is_stopped_by_it():
    ticket, desk = places.incident("in_progress"), parties.desk()
    outcomes = race(
        by(desk, Ticket, ticket.pk, "resolve", via="web", version=ticket.version, **cases.SOLUTION),
        *(
            by(parties.support(), Ticket, ticket.pk, "add_note", via="web", note_text=text, note_audience="customer")
            for text in ("ett", "två", "tre")
        ),
    )
    assert lost(outcomes) == []
    after = fresh(ticket.pk)
    assert (after.state, after.version) == ("resolved", ticket.version + 1)
    assert events(ticket, "add_note") == 3
    assert_whole(after)


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_clock_and_a_person_take_a_case_up_once(_round):
    ticket = places.incident("on_hold")
    outcomes = race(
        lambda: due.fire(now=ticket.hold_until),
        lambda: due.fire(now=ticket.hold_until),
        by(parties.desk(), Ticket, ticket.pk, "resume"),
    )
    assert set(lost(outcomes)) <= {"NotPossible"}
    assert events(ticket, "resume") == 1
    assert fresh(ticket.pk).state == "in_progress"
    assert not DueStep.objects.filter(fired_at=None).exists()
    assert not DueStep.objects.exclude(set_aside_at=None).exists()
    assert_whole(ticket)


def test_the_awaited_answer_and_the_clock_take_a_case_up_once():
    desk = parties.desk()
    ticket = step(cases.at_support(), "assign", parties.support(), team="journal", category_open="data")
    ticket = step(ticket, "hold", parties.support(), **places.waiting())
    outcomes = race(
        lambda: due.fire(now=ticket.hold_until), by(desk, Ticket, ticket.pk, "answer", note_text="Avdelning 12")
    )
    assert set(lost(outcomes)) <= {"NotPossible"}
    assert events(ticket, "resume") == 1
    assert fresh(ticket.pk).state == "in_progress"


def test_four_workers_close_each_silent_case_once():
    tickets = [places.case("resolved") for _ in range(6)]
    at = max(after_working_days(ticket.resolved_at, 10) for ticket in tickets)
    outcomes = race(*[lambda: due.fire(now=at)] * 4)
    assert (lost(outcomes), sum(outcomes)) == ([], 6)
    for ticket in tickets:
        assert (fresh(ticket.pk).state, events(ticket, "confirm")) == ("closed", 1)


def test_reopening_and_silence_one_of_them_happens():
    ticket = places.case("resolved")
    at = after_working_days(ticket.resolved_at, 10)
    reopen = {"actor": parties.desk(), "via": "test", "at": at, "data": {"reason": "Tillbaka"}}
    outcomes = race(lambda: due.fire(now=at), lambda: perform(Ticket, ticket.pk, "reopen", **reopen))
    after = fresh(ticket.pk)
    assert events(ticket, "reopen") + events(ticket, "confirm") == 1
    assert (after.state, lost(outcomes)) in [("closed", ["NotPossible"]), ("in_progress", [])]
    assert not DueStep.objects.filter(fired_at=None).exists()
    assert_whole(after)


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_last_two_regions_confirm_at_once_and_the_closing_waits_once(_round):
    ticket = places.joint_incident("resolved")
    here, there = places.legs(ticket)
    outcomes = race(
        by(parties.desk(), RegionLeg, here.pk, "region_confirm"),
        by(parties.desk(parties.NEIGHBOUR), RegionLeg, there.pk, "region_confirm"),
    )
    assert lost(outcomes) == []
    assert [leg.state for leg in places.legs(ticket)] == ["confirmed", "confirmed"]
    assert DueStep.objects.filter(step="close", subject_id=ticket.pk, fired_at=None).count() == 1


def test_a_region_that_declines_while_the_incident_closes_is_heard_or_too_late_and_never_lost():
    ticket = places.incident("resolved")
    (leg,) = places.legs(ticket)
    places.confirm_all(ticket)
    outcomes = race(
        by(parties.desk(), RegionLeg, leg.pk, "region_decline", what_remains="Allt"),
        by(parties.region_manager(), Ticket, ticket.pk, "close"),
    )
    assert lost(outcomes) == ["Refused"]
    after = fresh(ticket.pk)
    assert (after.state, places.legs(ticket)[0].state) in [("resolved", "in_progress"), ("closed", "confirmed")]


def test_two_cases_do_not_become_each_others_duplicates():
    one, other = places.case(), places.case()
    outcomes = race(
        by(parties.desk(), Ticket, one.pk, "mark_duplicate", master_ticket=other.number),
        by(parties.desk(), Ticket, other.pk, "mark_duplicate", master_ticket=one.number),
    )
    assert lost(outcomes) in (["Busy"], ["Refused"])
    assert sorted([fresh(one.pk).state, fresh(other.pk).state]) == ["duplicate", "submitted"]
    assert Link.all_objects.count() == 1


def test_two_who_link_the_same_two_cases_link_them_once():
    one, other = places.incident("triage"), places.incident()
    call = by(parties.desk(), Ticket, one.pk, "link", other_ticket=other.number, link_kind="related")
    outcomes = race(call, call)
    assert lost(outcomes) == ["Refused"]
    assert Link.all_objects.count() == 1


def test_a_case_is_reclassified_once():
    ticket = places.case("triage")
    call = by(parties.desk(), Ticket, ticket.pk, "reclassify", new_kind="incident", reason="Ett fel")
    outcomes = race(call, call, call)
    assert lost(outcomes) == ["NotPossible", "NotPossible"]
    assert Ticket.all_objects.count() == 2


# --- Once ---


def opening(who, once=None, **data):
    return lambda: create(
        GeneralCase, GeneralCase.birth, actor=who, via="api", data=CASE | data, once=once, process="general-case"
    )


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_same_request_sent_five_times_at_once_is_one_case(_round):
    once = Once("client", f"key-{_round}", "same")
    outcomes = race(*[opening(parties.desk(), once)] * 5)
    assert lost(outcomes) == []
    done = [one for one in outcomes if isinstance(one, Done)]
    (event,) = [one for one in outcomes if not isinstance(one, Done)]
    assert len(done) == 4
    assert {one.outcome["subject"] for one in done} == {event.ticket_id}
    assert Ticket.all_objects.count() == 1
    assert Message.objects.filter(event_id=event.pk).count() <= 1


def test_one_key_for_two_requests_carries_out_one_of_them():
    who = parties.desk()
    outcomes = race(
        opening(who, Once("client", "key", "one"), title="Ett"), opening(who, Once("client", "key", "two"), title="Två")
    )
    assert lost(outcomes) == ["KeyReused"]
    assert Ticket.all_objects.count() == 1


def test_a_request_that_was_refused_leaves_its_key_free():
    from engine.errors import Refused

    once = Once("client", "key", "same")
    with pytest.raises(Refused):
        opening(parties.desk(), once, title="")()
    assert opening(parties.desk(), once)().ticket_id


# --- Numbers ---


def test_eight_threads_number_cases_without_gap_or_double_though_some_fail():
    who = parties.desk()

    def some(number: int):
        def run():
            for turn in range(5):
                try:
                    with transaction.atomic():
                        from engine.perform import create_within

                        how = {"actor": who, "via": "test", "data": CASE, "process": "general-case"}
                        create_within(GeneralCase, GeneralCase.birth, **how)
                        if (number + turn) % 3 == 0:
                            raise LookupError
                except LookupError:
                    continue

        return run

    assert lost(race(*(some(number) for number in range(8)))) == []
    numbers = sorted(int(one[-6:]) for one in Ticket.all_objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert 20 < len(numbers) < 40
    assert NumberSeries.objects.get(prefix="ARE").last == len(numbers)


# --- Locks ---


def test_a_case_that_somebody_holds_for_long_is_busy_and_nothing_is_written():
    ticket, desk = places.incident(), parties.desk()
    held, let_go = threading.Event(), threading.Event()

    def hold_it():
        with transaction.atomic():
            Ticket.lock(ticket.pk, desk)
            held.set()
            let_go.wait(15)

    def want_it():
        held.wait(15)
        try:
            return perform(Ticket, ticket.pk, "triage", actor=desk, via="test")
        finally:
            let_go.set()

    outcomes = race(hold_it, want_it, patient=False)
    assert isinstance(outcomes[1], Busy)
    assert fresh(ticket.pk).state == "new"


def test_a_case_that_is_busy_when_it_falls_due_is_taken_in_the_next_round():
    ticket = places.incident("on_hold")
    held, let_go = threading.Event(), threading.Event()

    def hold_it():
        with transaction.atomic():
            Ticket.lock(ticket.pk, parties.desk())
            held.set()
            let_go.wait(15)

    def the_clock():
        held.wait(15)
        try:
            return due.fire(now=ticket.hold_until)
        finally:
            let_go.set()

    assert race(hold_it, the_clock, patient=False)[1] == 0
    row = DueStep.objects.get(step="resume", subject_id=ticket.pk)
    assert (row.attempts, row.set_aside_at) == (0, None)
    assert due.fire(now=ticket.hold_until) == 1


def test_readers_do_not_wait_for_writers():
    ticket = places.incident()
    seen = []

    def read():
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '200ms'")
        seen.append(Ticket.objects.visible_to(parties.desk()).get(pk=ticket.pk).state)

    with transaction.atomic():
        Ticket.lock(ticket.pk, parties.desk())
        assert lost(race(read)) == []
    assert seen == ["new"]
