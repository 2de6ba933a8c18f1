"""Cases that are the same become one, in one step, and everybody keeps what they had when it is undone."""

import pytest
from django.utils import timezone
from django.utils.html import escape

from engine.errors import NotPossible, Refused
from engine.perform import perform
from roles.actor import actor_for
from tests import cases, parties
from tests.cases import fresh, step
from tests.tickets import places, way
from tests.tickets.reading import again, notes_of, reads
from tests.tickets.replaying import assert_whole
from tests.web.tickets.door import visitor
from tickets.bulk import runs, working
from tickets.bulk.picking import every_hit
from tickets.models import PARTED, Event, Link, Ticket, TicketGroupGrant, Watch
from tickets.telling import recipients

pytestmark = pytest.mark.django_db
NEIGHBOUR, THIRD = parties.NEIGHBOUR, "vasterbotten"


def refused(call) -> list[str]:
    with pytest.raises((Refused, NotPossible)) as error:
        call()
    return [reason.code for reason in error.value.reasons]


def watchers(ticket) -> set:
    return set(Watch.objects.filter(ticket=ticket).values_list("user__email", flat=True))


def four_regions() -> tuple[Ticket, list[Ticket]]:
    """A main case at the support organisation, and the same fault reported by three other regions."""
    others = [cases.incident(parties.desk(one)) for one in (NEIGHBOUR, THIRD, "norrbotten")]
    return cases.at_support(), others


def merged() -> tuple[Ticket, list[Ticket]]:
    master, others = four_regions()
    step(master, "merge", parties.support_manager(), merged_tickets=[one.number for one in others])
    return fresh(master.pk), [fresh(one.pk) for one in others]


def test_three_cases_are_merged_in_one_step_into_one_with_four_parts():
    master, others = merged()
    assert [one.state for one in others] == ["duplicate"] * 3
    legs = places.legs(master)
    assert len(legs) == 4
    by_region = {leg.region.slug: leg for leg in legs}
    for one in others:
        leg = by_region[one.origin.slug]
        assert (leg.reporter, leg.merged_from_id, leg.state) == (one.reporter, one.pk, "in_progress")
        assert_whole(one.pk)
    assert_whole(master.pk)


def test_every_reporter_reads_both_and_is_told_of_the_main_case():
    master, others = merged()
    event = Event.all_objects.filter(ticket=master).order_by("seq").first()
    told = recipients(master, event, [])
    for one in others:
        who = again(parties.desk(one.origin.slug))
        assert reads(who, master)
        assert reads(who, one)
        assert who.user in told


def test_the_main_case_must_be_visible_to_the_one_who_marks():
    hidden, own = cases.incident(), cases.incident(parties.desk(NEIGHBOUR))
    desk, number = parties.desk(NEIGHBOUR), hidden.number
    assert refused(lambda: step(own, "mark_duplicate", desk, master_ticket=number)) == ["not_found"]
    found = refused(lambda: step(own, "merge", desk, merged_tickets=[number]))
    assert found in (["not_found"], ["not_from_this_state"])


def test_one_that_cannot_be_merged_stops_the_others_and_is_named():
    master, others = four_regions()
    gone = step(others[1], "cancel", parties.desk(THIRD), reason="Löste sig")
    numbers = [one.number for one in others]
    with pytest.raises(Refused) as error:
        step(master, "merge", parties.support_manager(), merged_tickets=numbers)
    (reason,) = error.value.reasons
    assert (reason.code, reason.field) == ("not_merged", "merged_tickets")
    assert gone.number in str(reason.text)


def test_a_region_merges_its_own_cases_and_not_those_of_others():
    desk = parties.desk()
    master, own = places.incident("in_progress"), cases.incident()
    step(master, "merge", desk, merged_tickets=[own.number])
    assert fresh(own.pk).state == "duplicate"
    joint = step(cases.at_support(), "widen", parties.support(), reason="Fler")
    assert refused(lambda: step(master, "merge", desk, merged_tickets=[joint.number])) == ["not_merged"]


def test_what_is_not_the_same_kind_or_the_case_itself_is_refused():
    desk, master = parties.desk(), places.incident("in_progress")
    for number in (master.number, places.case().number):
        assert refused(lambda number=number: step(master, "merge", desk, merged_tickets=[number])) == [
            "not_a_duplicate"
        ]


def test_a_confidential_case_is_not_merged_with_another():
    desk, master = parties.desk(), places.incident()
    ticket = places.incident()
    data = {"reason": "Känsligt", "named_readers": [desk.user.email]}
    ticket = step(ticket, "make_confidential", parties.region_security(), **data)
    assert refused(lambda: step(ticket, "mark_duplicate", desk, master_ticket=master.number)) == [
        "confidential_not_merged"
    ]


def undo(ticket, who, *, at=None):
    perform(Ticket, ticket.pk, "undo_duplicate", actor=who, via="test", data={"reason": "Två olika"}, at=at)
    return fresh(ticket.pk)


def test_undo_brings_back_notes_followers_and_time_and_takes_the_part_out_of_the_main_case():
    master, (own, *_others) = four_regions()
    desk = parties.desk(NEIGHBOUR)
    own = step(step(own, "add_note", desk, note_text="Vårt eget", note_audience="customer"), "watch", desk)
    before = watchers(own), notes_of(desk, own), watchers(master)
    step(master, "merge", parties.support_manager(), merged_tickets=[own.number])
    assert desk.user.email in watchers(master)
    after = undo(own, parties.region_manager(NEIGHBOUR))
    assert (after.state, after.closed_at) == ("triage", None)
    assert (watchers(own), notes_of(desk, own), watchers(master)) == before
    leg = places.leg_of(master, NEIGHBOUR)
    assert leg.state == "split"
    assert [one.state for one in places.legs(own)] == ["in_progress"]
    assert not reads(again(desk), master)
    assert not Link.all_objects.filter(ticket=own, ended_at=None).exists()
    assert_whole(own.pk)
    assert_whole(master.pk)


def test_whoever_followed_the_main_case_before_follows_it_after_the_undo():
    desk = parties.desk()
    master, own = places.incident("in_progress"), cases.incident()
    step(master, "watch", desk)
    step(own, "mark_duplicate", desk, master_ticket=master.number)
    undo(own, parties.region_manager())
    assert desk.user.email in watchers(master)


def test_a_region_that_had_its_own_part_of_the_main_case_keeps_it():
    master = places.joined()
    own = cases.incident(parties.desk(NEIGHBOUR))
    step(master, "merge", parties.support_manager(), merged_tickets=[own.number])
    assert len(places.legs(master)) == 2
    undo(own, parties.region_manager(NEIGHBOUR))
    assert places.leg_of(master, NEIGHBOUR).state == "in_progress"
    assert reads(again(parties.desk(NEIGHBOUR)), master)


def test_a_part_that_came_by_merging_is_taken_back_on_its_own_case():
    from tickets.models import RegionLeg

    master, _others = merged()
    leg = places.leg_of(master, NEIGHBOUR)
    call = {"actor": parties.support_manager(), "via": "test", "data": {"reason": "Annat fel"}}
    assert refused(lambda: perform(RegionLeg, leg.pk, "split_out", **call)) == ["came_by_merging"]


def test_the_joint_manager_undoes_what_she_merged():
    _master, others = merged()
    assert undo(others[0], parties.support_manager()).state == "triage"


def test_a_merged_general_case_lets_its_region_read_the_main_case_until_the_undo():
    def at_support(region: str) -> Ticket:
        desk = parties.desk(region)
        ticket = step(places.case("triage", who=desk), "hand_over_support", desk, **places.OFFER)
        return cases.answer(ticket, "accept", parties.support(), team=cases.team(parties.SUPPORT_ORG).slug)

    master, own = at_support(parties.REGION), at_support(NEIGHBOUR)
    step(master, "merge", parties.support(), merged_tickets=[own.number])
    desk = again(parties.desk(NEIGHBOUR))
    assert reads(desk, master)
    assert TicketGroupGrant.objects.get(content_object=master).reason_code == f"duplicate:{own.pk}"
    undo(own, parties.support_desk_manager())
    assert not reads(again(desk), master)


def test_those_of_a_duplicates_duplicate_come_along():
    first, second, third = (cases.incident(parties.desk(one)) for one in (NEIGHBOUR, THIRD, parties.REGION))
    manager = parties.support_manager()
    step(second, "merge", manager, merged_tickets=[first.number])
    step(third, "merge", manager, merged_tickets=[second.number])
    for region in (NEIGHBOUR, THIRD):
        assert reads(again(parties.desk(region)), third)
    assert len(places.legs(third)) == 3


def test_undoing_a_merge_leaves_what_the_region_reads_by_joining():
    master = places.incident("in_progress")
    step(master, "share", parties.object_leader(), **share_with(NEIGHBOUR))
    step(master, "join", again(parties.desk(NEIGHBOUR)), **places.JOINING)
    own = cases.incident(parties.desk(NEIGHBOUR))
    marks(own, master)
    undo(own, parties.support_manager())
    shares = TicketGroupGrant.objects.filter(content_object=master)
    shares.filter(reason_code="share").delete()
    assert reads(again(parties.desk(NEIGHBOUR)), master)


def test_undoing_one_merge_leaves_what_the_region_reads_by_another():
    master, (first, *_others) = four_regions()
    second = cases.incident(parties.desk(NEIGHBOUR))
    for one in (first, second):
        marks(one, master)
    undo(second, parties.support_manager())
    assert reads(again(parties.desk(NEIGHBOUR)), master)
    undo(first, parties.support_manager())
    assert not reads(again(parties.desk(NEIGHBOUR)), master)


def share_with(region: str) -> dict:
    return {"share_level": "comment_ticket", "reason": "Samma fel?", "to_organisation": region}


def marks(ticket, master) -> None:
    step(ticket, "mark_duplicate", parties.support_manager(), master_ticket=master.number)


def test_the_duplicates_are_a_list_that_the_main_case_leads_to_and_all_are_undone_at_once():
    master, others = merged()
    manager = visitor("sussa-incidentansvarig", parties.SUPPORT_ORG)
    address = f"/arenden/?duplicate_of={master.number}&state=all"
    assert escape(address) in manager.see(f"/arenden/{master.number}/").content.decode()
    listed = manager.text(address)
    assert all(one.number in listed for one in others)
    assert f"Dubbletter av: {master.number}" in listed
    who = actor_for(manager.user)
    found = every_hit({"duplicate_of": master.number.lower(), "state": "all"}, who)
    assert {one.number for one in found} == {one.number for one in others}
    run = runs.choose(found, "undo_duplicate", actor=who, via="web", at=timezone.now())
    runs.start(run, data={"reason": "Tre olika fel"}, hat=None, at=timezone.now())
    while working.work(seconds=60):
        pass
    assert [fresh(one.pk).state for one in others] == ["triage"] * 3
    assert [leg.region.slug for leg in places.legs(master) if leg.state != PARTED] == [parties.REGION]
    assert every_hit({"duplicate_of": master.number, "state": "all"}, who) == []
    assert_whole(master.pk)


def test_the_duplicates_are_listed_for_those_alone_who_read_the_main_case_too():
    """That a case duplicates one which the reader may not read is said nowhere."""
    desk, master = parties.desk(), places.incident("in_progress")
    own = step(cases.incident(), "share", parties.object_leader(), **way.SHARE)
    step(master, "merge", desk, merged_tickets=[own.number])
    asked = {"duplicate_of": master.number, "state": "all"}
    assert [one.number for one in every_hit(asked, desk)] == [own.number]
    neighbour = parties.desk(NEIGHBOUR)
    assert (reads(neighbour, own), reads(neighbour, master)) == (True, False)
    assert every_hit(asked, neighbour) == []
