"""Two people at once on a need or on what it led to: it is converted once, and no end of a case is missed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from engine import due
from tests.cases import fresh, step
from tests.concurrency.racing import lost, race, won
from tests.concurrency.test_races import by
from tests.processes.change import places as changes
from tests.processes.need import places as at
from tests.tickets.replaying import assert_whole
from tickets.models import Event, Ticket
from tickets.processes.need import results

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]


def test_two_convert_a_need_at_once_and_one_does():
    need, numbers = at.need("prioritised"), [at.change().number for _ in range(2)]
    outcomes = race(*(by(at.coordinator(), Ticket, need.pk, "convert", resulting_tickets=[one]) for one in numbers))
    assert len(won(outcomes)) == 1 and lost(outcomes) == ["NotPossible"], outcomes
    assert len(results.ids(need)) == 1
    assert Event.all_objects.filter(ticket_id=need.pk, step="convert").count() == 1
    assert_whole(need.pk)


def test_a_case_is_named_at_the_need_and_linked_from_there_at_once_and_stands_once():
    need, change = at.need("converted"), at.change()
    outcomes = race(
        by(at.coordinator(), Ticket, need.pk, "add_results", resulting_tickets=[change.number]),
        by(changes.lead(), Ticket, change.pk, "link", other_ticket=need.number, link_kind=results.KIND),
    )
    assert won(outcomes) and set(lost(outcomes)) <= {"Refused", "NotPossible", "Stale", "Busy"}, outcomes
    assert change.pk in results.ids(need)
    assert_whole(need.pk)


def test_the_last_two_cases_are_called_off_at_once_and_the_need_hears_of_it():
    made = [at.change() for _ in range(2)]
    numbers = [one.number for one in made]
    need = step(at.need("prioritised"), "convert", at.coordinator(), resulting_tickets=numbers)
    outcomes = race(*(by(changes.lead(), Ticket, one.pk, "cancel", reason="Görs inte.") for one in made))
    assert lost(outcomes) == [], outcomes
    due.fire(now=timezone.now() + timedelta(minutes=1))
    assert fresh(need.pk).state == "prioritised"
    assert due.given_up() == 0
