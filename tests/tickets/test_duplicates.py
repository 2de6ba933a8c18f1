"""A case that turns out to be another one, or of another kind."""

from datetime import timedelta
from itertools import pairwise

import pytest

from engine.errors import Refused
from engine.perform import perform
from tests import cases, parties
from tests.cases import fresh, step
from tests.tickets import places
from tests.tickets.reading import reads, words_of
from tickets.models import Event, LedgerRow, Link, Task, Ticket, TicketGroupGrant, Watch

pytestmark = pytest.mark.django_db


def rows(ticket) -> list:
    return list(LedgerRow.all_objects.filter(ticket=ticket).order_by("span"))


def assert_tiles(ticket) -> None:
    tiles = rows(ticket)
    assert tiles[0].span.lower == ticket.registered_at
    assert all(one.span.upper == after.span.lower for one, after in pairwise(tiles))
    assert tiles[-1].span.upper == ticket.closed_at


@pytest.mark.parametrize(
    ("place", "leader"), [(places.case, parties.object_leader), (places.incident, parties.region_manager)]
)
def test_a_duplicate_is_closed_and_comes_back_with_its_time_whole(place, leader):
    ticket = place("duplicate")
    link = Link.all_objects.get(ticket=ticket)
    assert (link.kind, ticket.closed_at is None) == ("duplicate_of", False)
    at = ticket.closed_at + timedelta(days=3)
    perform(Ticket, ticket.pk, "undo_duplicate", actor=leader(), via="test", data={"reason": "Två olika"}, at=at)
    after = fresh(ticket.pk)
    assert (after.state, after.closed_at, after.number) == ("triage", None, ticket.number)
    assert [row.hold for row in rows(after)] == ["", "duplicate", ""]
    assert_tiles(after)
    assert Link.all_objects.get(ticket=ticket).ended_at == at


@pytest.mark.parametrize(
    ("place", "leader"), [(places.case, parties.object_leader), (places.incident, parties.region_manager)]
)
def test_the_mark_of_a_duplicate_is_undone_within_30_days_and_not_later(place, leader):
    ticket = place("duplicate")
    limit = ticket.closed_at + timedelta(days=30)
    take = {"actor": leader(), "via": "test", "data": {"reason": "Två olika"}}
    with pytest.raises(Refused) as refused:
        perform(Ticket, ticket.pk, "undo_duplicate", at=limit + timedelta(microseconds=1), **take)
    assert [reason.code for reason in refused.value.reasons] == ["undo_window_over"]
    perform(Ticket, ticket.pk, "undo_duplicate", at=limit, **take)


def test_the_undo_in_the_same_instant_leaves_no_empty_span():
    ticket = places.case("duplicate")
    take = {"actor": parties.object_leader(), "via": "test", "data": {"reason": "Nej"}}
    perform(Ticket, ticket.pk, "undo_duplicate", at=ticket.closed_at, **take)
    assert all(not row.span.isempty for row in rows(ticket))
    assert_tiles(fresh(ticket.pk))


def test_a_case_is_no_duplicate_of_itself_of_another_kind_or_of_a_duplicate():
    desk, ticket = parties.desk(), places.case()
    for other in (ticket, places.incident(), places.case("duplicate")):
        with pytest.raises(Refused) as refused:
            step(ticket, "mark_duplicate", desk, master_ticket=other.number)
        assert list(refused.value.by_field()) == ["master_ticket"]


def carried_on(old) -> Ticket:
    return fresh(Link.all_objects.get(ticket=old, kind="reclassified_to").other_id)


@pytest.mark.parametrize(
    ("place", "kind", "words"),
    [
        (places.case, "incident", ("description", "symptom")),
        (places.incident, "general-case", ("symptom", "description")),
    ],
)
def test_a_reclassified_case_goes_on_as_a_new_one_with_its_words_and_its_time(place, kind, words):
    old = place("on_hold")
    old = step(old, "reclassify", parties.desk(), new_kind=kind, reason="Av annat slag")
    new = carried_on(old)
    assert (old.state, new.state, new.process) == ("reclassified", "triage", kind)
    assert new.number != old.number
    assert new.registered_at == old.registered_at
    assert (new.title, new.service, new.origin, new.holder) == (old.title, old.service, old.origin, old.holder)
    before, after = words
    assert words_of(parties.desk(), new)[after] == words_of(parties.desk(), old)[before]
    assert_tiles(old)
    assert_tiles(new)
    assert [row.hold for row in rows(new)] == [row.hold for row in rows(old)] + [""]
    born = Event.all_objects.filter(ticket=new).order_by("seq").first()
    assert (born.step, born.cause) == ("carry_on", f"reclassified:{old.number}")
    assert step(new, "add_note", parties.desk(), note_text="Vidare", note_audience="customer").event_seq > 1


def test_a_reclassified_incident_to_be_asks_its_region_to_confirm():
    new = carried_on(places.case("reclassified"))
    assert [leg.region.slug for leg in places.legs(new)] == [parties.REGION]


def test_readers_followers_links_and_open_tasks_go_on_with_a_reclassified_case():
    desk, other = parties.desk(), places.incident()
    ticket = places.case("in_progress")
    share = {"share_level": "view_ticket", "reason": "Expert", "to_organisation": parties.NEIGHBOUR}
    step(ticket, "share", parties.object_leader(), **share)
    step(ticket, "watch", desk)
    step(ticket, "link", desk, other_ticket=other.number, link_kind="related")
    step(ticket, "add_task", desk, task_title="Ring", task_blocking=True)
    new = carried_on(step(ticket, "reclassify", desk, new_kind="incident", reason="Ett fel"))
    assert reads(parties.desk(parties.NEIGHBOUR), new)
    assert TicketGroupGrant.objects.get(content_object=new).reason_code == "share"
    assert Watch.objects.get(ticket=new).user == desk.user
    assert Link.all_objects.get(ticket=new).other == other
    assert Task.all_objects.get(ticket=new).title == "Ring"


def test_a_confidential_case_stays_so_and_readable_when_it_is_reclassified():
    desk = parties.desk()
    ticket = places.case("triage")
    data = {"reason": "Känsligt", "named_readers": [desk.user.email]}
    ticket = step(ticket, "make_confidential", parties.region_security(), **data)
    new = carried_on(step(ticket, "reclassify", desk, new_kind="incident", reason="Ett fel"))
    assert new.visibility == "confidential"
    assert reads(desk, new)
    assert reads(parties.region_security(), new)
    assert not reads(parties.support(), new)


def test_the_old_number_leads_on_for_everybody_who_reads_both():
    old = places.case("reclassified")
    for who in (parties.desk(), parties.support()):
        link = Link.objects.visible_to(who).get(ticket=old)
        assert link.other == carried_on(old)


def test_a_case_that_was_handed_over_and_not_answered_is_not_reclassified():
    ticket = step(places.case("triage"), "hand_over_support", parties.desk(), **places.OFFER)
    with pytest.raises(Refused) as refused:
        step(ticket, "reclassify", parties.desk(), new_kind="incident", reason="Ett fel")
    assert [reason.code for reason in refused.value.reasons] == ["handoff_open"]


def test_what_touches_several_regions_is_merged_by_the_joint_manager_alone():
    from engine.errors import NotPossible

    ticket, master = places.joint_incident(), places.incident()
    with pytest.raises(NotPossible) as refused:
        step(ticket, "mark_duplicate", parties.support(), master_ticket=master.number)
    assert "several_regions" in [reason.code for reason in refused.value.reasons]
    after = step(ticket, "mark_duplicate", parties.support_manager(), master_ticket=master.number)
    assert after.state == "duplicate"
    assert cases.Ticket.all_objects.get(pk=ticket.pk).closed_at
