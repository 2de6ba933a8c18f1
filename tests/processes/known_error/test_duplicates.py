"""The known error of a problem that is a duplicate belongs to the main problem, and comes back when that is undone."""

import pytest

from engine import due
from tests import cases, parties
from tests.cases import fresh, step
from tests.processes.known_error import places
from tests.processes.known_error.places import known_error
from tests.processes.known_error.test_publishing import events_of
from tickets.models import Link, Ticket
from tickets.processes.known_error import following

pytestmark = pytest.mark.django_db

WHO = parties.problem_manager


def mark(duplicate, master) -> None:
    step(duplicate, "mark_duplicate", WHO(), master_ticket=master.number)


def follows(ticket) -> list[int]:
    rows = Link.objects.unscoped("test").filter(ticket_id=ticket.pk, kind="follows", ended_at=None)
    return list(rows.values_list("other_id", flat=True))


@pytest.mark.parametrize("state", ["draft", "published", "under_change", "withdrawn", "retired"])
def test_it_follows_the_main_problem_and_comes_back(state):
    duplicate, master = places.problem(), places.problem()
    ticket = known_error(state, behind=duplicate)
    mark(duplicate, master)
    moved = fresh(ticket.pk)
    assert (moved.state, moved.detail().problem_id, follows(ticket)) == (state, master.pk, [master.pk])
    step(duplicate, "undo_duplicate", WHO(), reason="Två olika fel")
    back = fresh(ticket.pk)
    assert (back.state, back.detail().problem_id, follows(ticket)) == (state, duplicate.pk, [duplicate.pk])


def test_what_the_main_problem_had_itself_stays_there_on_undo():
    duplicate, master = places.problem(), places.problem()
    own, moving = known_error(behind=master), known_error(behind=duplicate)
    mark(duplicate, master)
    later = places.draft(master)
    step(duplicate, "undo_duplicate", WHO(), reason="Två olika fel")
    assert [fresh(one.pk).detail().problem_id for one in (own, later, moving)] == [master.pk, master.pk, duplicate.pk]


def test_its_workaround_reaches_the_incidents_of_the_main_problem_and_nobody_twice():
    own, theirs = cases.incident(), cases.incident()
    duplicate, master = places.problem(theirs), places.problem(own)
    known_error(behind=duplicate)
    due.fire()
    assert len(events_of(theirs, "workaround_published")) == 1
    mark(duplicate, master)
    due.fire()
    assert len(events_of(own, "workaround_published")) == 1
    assert len(events_of(theirs, "workaround_published")) == 1


def test_the_regions_of_the_main_problem_have_the_fault_too():
    ticket_of = cases.incident(who=parties.desk("blekinge"))
    duplicate, master = places.problem(), places.problem(ticket_of)
    ticket = known_error(behind=duplicate)
    mark(duplicate, master)
    assert "blekinge" in {one.region.slug for one in fresh(ticket.pk).affected()}


def test_the_main_problem_retires_it_from_then_on():
    duplicate, master = places.problem(), places.problem()
    ticket = known_error(behind=duplicate)
    mark(duplicate, master)
    assert following.open_ones(master) == [ticket.number]
    assert following.open_ones(duplicate) == []
    step(master, "cancel", WHO(), reason="Inget problem")
    assert fresh(ticket.pk).state == "withdrawn"


def test_a_confidential_one_is_read_by_nobody_else_for_it():
    duplicate, master = places.problem(), places.problem()
    ticket = known_error(behind=duplicate)
    step(ticket, "make_confidential", parties.support_security(), reason="Säkerhet", named_readers=[WHO().user.email])
    mark(duplicate, master)
    assert fresh(ticket.pk).detail().problem_id == master.pk
    assert not Ticket.objects.visible_to(parties.desk()).filter(pk=ticket.pk).exists()
