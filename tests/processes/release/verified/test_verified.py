"""A region has verified a release: its known errors are retired there alone, and its incidents are asked about."""

import pytest
from django.utils import timezone

from engine import due
from engine.context import Context
from engine.errors import EngineError, NotPermitted, NotPossible
from engine.perform import perform
from regions import directory
from roles.actor import SYSTEM
from tests import parties
from tests.cases import fresh, incident, step, team
from tests.change_calendar.planning import past_the_guard
from tests.pages import browser, text_of
from tests.processes.known_error import places as known_errors
from tests.processes.release.versions.running_here import release, row_of
from tickets.models import AffectedRegion, Event, Link, ReleaseItem, Ticket
from tickets.processes.release.verified import mending
from tickets.web import turns

pytestmark = pytest.mark.django_db


def plain(who, address: str) -> str:
    answer = browser(who).get(address)
    return text_of(answer)


def contains(ticket, *cases) -> None:
    """They stand in the scope of the release."""
    for one in cases:
        ReleaseItem.all_objects.create(ticket=ticket, item=one, from_scope=1)


def link(one, other, kind: str) -> None:
    Link.all_objects.create(ticket=one, other=other, kind=kind, created_at=timezone.now())


def verified(ticket, region: str = parties.REGION) -> None:
    """As the row's step ends: what follows is done in its transaction."""
    row = row_of(ticket, region)
    row.ticket = ticket
    context = Context(subject=row, step=None, actor=SYSTEM, at=timezone.now(), via="test")
    mending.region_verified(context, row)
    for follow in context.then:
        follow(context)
    due.fire(now=timezone.now())


def verified_in(known_error) -> set[str]:
    rows = AffectedRegion.all_objects.filter(ticket=known_error, verified_at__isnull=False)
    return set(rows.values_list("region__slug", flat=True))


def asked(ticket) -> bool:
    detail = fresh(ticket.pk).detail()
    return detail.fault_asked_at is not None and detail.fault_remains is None


@pytest.fixture
def mended():
    """(release, its known error in two regions, an incident of each region that its problem causes)."""
    here, there = incident(), incident(parties.desk(parties.NEIGHBOUR))
    known = known_errors.known_error(behind=known_errors.problem(here, there))
    ticket = release("4.2")
    contains(ticket, Ticket.all_objects.get(pk=known.detail().problem_id))
    return ticket, known, here, there


# --- Known errors ---


def test_a_known_error_that_it_mends_is_retired_in_that_region_alone(mended):
    ticket, known, _here, _there = mended
    verified(ticket)
    assert verified_in(known) == {parties.REGION}
    assert fresh(known.pk).state == "published"
    verified(ticket, parties.NEIGHBOUR)
    assert verified_in(known) == {parties.REGION, parties.NEIGHBOUR}
    assert Event.all_objects.filter(ticket=known, step="propose_retiring").count() == 1


@pytest.mark.parametrize("how", ["itself", "fix", "fix by a change"])
def test_each_way_in_which_a_release_may_mend_it(how):
    known, ticket = known_errors.known_error(), release("4.2")
    if how == "itself":
        contains(ticket, known)
    else:
        fix = ticket if how == "fix" else incident()
        type(known.detail()).objects.filter(ticket_id=known.pk).update(fix=fix)
        contains(ticket, *([fix] if how == "fix by a change" else []))
    verified(ticket)
    assert verified_in(known) == {parties.REGION}


def test_what_was_taken_out_of_the_scope_is_not_mended(mended):
    ticket, known, here, _there = mended
    ReleaseItem.all_objects.filter(ticket=ticket).update(to_scope=2)
    verified(ticket)
    assert verified_in(known) == set()
    assert not asked(here)


def test_it_is_told_once_when_a_region_verifies_again(mended):
    ticket, known, _here, _there = mended
    verified(ticket)
    verified(ticket)
    assert Event.all_objects.filter(ticket=known, step="verify_region").count() == 1


# --- Incidents ---


def test_an_incident_of_that_region_is_asked_and_of_no_other(mended):
    ticket, _known, here, there = mended
    verified(ticket)
    assert asked(here)
    assert not asked(there)
    assert fresh(here.pk).state == here.state


@pytest.mark.parametrize("kind", ["related", "solved_by"])
def test_an_incident_that_is_linked_to_the_release_itself_is_asked(kind):
    made, other, ticket = incident(), incident(), release("4.2")
    link(made, ticket, kind)
    verified(ticket)
    assert asked(made)
    assert not asked(other)


def test_one_that_is_solved_already_is_not_asked(mended):
    ticket, _known, here, _there = mended
    step(here, "cancel", parties.desk(), reason="Var inget fel.")
    verified(ticket)
    assert not asked(here)


def test_nobody_is_asked_for_a_release_that_is_confidential(mended):
    ticket, _known, here, _there = mended
    with past_the_guard():
        Ticket.all_objects.filter(pk=ticket.pk).update(visibility="confidential")
    verified(fresh(ticket.pk))
    assert not asked(here)


# --- The answer ---


def test_the_question_stands_on_the_page_and_on_start_and_is_answered_with_one_click(mended):
    ticket, _known, here, _there = mended
    verified(ticket)
    who = parties.desk()
    step(here, "triage", who)
    assert "Kvarstår felet?" in plain(who, f"/arenden/{here.number}/")
    assert "Kvarstår felet?" in plain(who, "/")
    visitor = browser(who)
    answer = visitor.post(f"/arenden/{here.number}/steg/fault_remains/", {"once": "a" * 32})
    assert answer.status_code == 303
    detail = fresh(here.pk).detail()
    assert detail.fault_remains is True
    assert fresh(here.pk).closed_at is None
    assert Event.all_objects.filter(ticket=here).order_by("-seq").first().step == "fault_remains"
    assert "Kvarstår felet?" not in plain(who, f"/arenden/{here.number}/")
    assert "Kvarstår felet?" not in plain(who, "/")


def test_that_it_is_gone_leads_to_the_ordinary_step_with_the_release_as_the_solution(mended):
    ticket, _known, here, _there = mended
    verified(ticket)
    who = parties.desk()
    step(here, "fault_is_gone", who)
    assert fresh(here.pk).closed_at is None
    assert {turn.name for turn in turns.turns_of(who)} >= {"fault_asked", "fault_gone"}
    assert turns.waiting_for(who).filter(pk=here.pk).get().turn in ("fault_gone", "new")
    for name, data in (
        ("triage", {}),
        ("prioritise", {"impact": 3, "urgency": 2}),
        ("assign", {"team": team(parties.REGION).slug, "category_open": "programfel", "assignee": "me"}),
    ):
        step(here, name, who, **data)
    step(here, "take", who)
    form = browser(who).get(f"/arenden/{here.number}/steg/resolve/").content.decode()
    assert f"Rättat av {ticket.title} ({ticket.number}), verifierad i regionen." in form


@pytest.mark.parametrize("name", ["fault_remains", "fault_is_gone"])
def test_who_does_not_hold_or_report_it_does_not_answer(mended, name):
    ticket, _known, here, _there = mended
    verified(ticket)
    for who in (parties.desk(parties.NEIGHBOUR), parties.support(), parties.vendor()):
        with pytest.raises((EngineError, Ticket.DoesNotExist)):
            step(here, name, who)
    assert asked(here)


@pytest.mark.parametrize("name", ["fault_remains", "fault_is_gone"])
def test_nobody_answers_what_nobody_has_asked(name):
    made = incident()
    with pytest.raises(EngineError) as refused:
        step(made, name, parties.desk())
    assert refused.value.reasons[0].code == "other_type"
    assert "Felet kvarstår" not in plain(parties.desk(), f"/arenden/{made.number}/")


def test_a_person_does_not_ask_by_hand():
    with pytest.raises(NotPermitted):
        step(incident(), "ask_if_fault_remains", parties.desk())


def test_an_answered_question_is_asked_anew_when_the_next_release_is_verified(mended):
    ticket, _known, here, _there = mended
    verified(ticket)
    step(here, "fault_remains", parties.desk())
    after = release("4.3")
    link(fresh(here.pk), after, "related")
    verified(after)
    assert asked(here)
    assert fresh(here.pk).detail().asked_release_id == after.pk
    assert directory.by_slug(parties.REGION).pk == here.origin_id


def test_a_due_row_that_names_no_release_asks_nothing():
    made = incident()
    for cause in ("due:release_verified:0", f"due:release_verified:{made.pk}", "timer"):
        with pytest.raises(NotPossible) as refused:
            perform(Ticket, made.pk, mending.ASKED, actor=SYSTEM, via="test", cause=cause)
        assert [one.code for one in refused.value.reasons] == ["release_gone"]
    assert not asked(made)
