"""One fault, several regions: each its own part of one incident, and a way back to a case of its own."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from engine.errors import NotPermitted, NotPossible, Refused
from engine.perform import perform
from outbox.models import Message
from sla.models import DueStep
from tests import cases, parties
from tests.cases import fresh, step
from tests.people import actor
from tests.tickets import places
from tests.tickets.reading import again, reads, words_of
from tests.tickets.replaying import assert_whole
from tickets.models import Event, LedgerRow, Link, RegionLeg, TextVersion, Ticket
from tickets.telling import recipients

pytestmark = pytest.mark.django_db
NEIGHBOUR = parties.NEIGHBOUR
THIRD = "vasterbotten"


def move(leg, name: str, who, **data):
    perform(RegionLeg, leg.pk, name, actor=who, via="test", data=data)
    return RegionLeg.all_objects.get(pk=leg.pk)


def refusals(call) -> list[str]:
    with pytest.raises((Refused, NotPossible)) as refused:
        call()
    return [reason.code for reason in refused.value.reasons]


def own_case(leg) -> Ticket:
    return fresh(Link.all_objects.get(other=leg.ticket, kind="split_from").ticket_id)


# --- We too ---


def test_we_too_gives_the_region_its_own_reporter_answers_and_impact():
    who = parties.desk(NEIGHBOUR)
    ticket = places.joined()
    leg = places.leg_of(ticket)
    assert (leg.reporter, leg.reporter_organisation.slug) == (who.user, NEIGHBOUR)
    assert (leg.patient_safety, leg.users_affected, leg.units) == ("risk", "n2_10", "Avdelning 3")
    assert (leg.state, leg.merged_from) == ("in_progress", None)
    assert ticket.patient_safety == "nej"
    assert ticket.reporter != who.user
    words = TextVersion.all_objects.filter(ticket=ticket, event_seq=leg.joined_seq)
    assert {row.field: row.body for row in words} == {
        "leg_symptom": "Samma sak hos oss.",
        "leg_contact": "Grannens support",
        "leg_units": "Avdelning 3",
    }
    assert_whole(ticket.pk)


def test_the_region_that_joined_goes_on_reading_when_the_incident_is_narrowed():
    ticket = places.joined()
    assert reads(parties.object_leader(NEIGHBOUR), ticket)
    refused = refusals(lambda: step(ticket, "narrow", parties.support(), reason="Bara en"))
    assert refused == ["read_by_others"]


def test_a_region_that_reads_a_shared_case_joins_and_keeps_reading_after_the_share():
    ticket = places.incident("in_progress")
    until = timezone.now() + timedelta(days=1)
    share = {"share_level": "comment_ticket", "reason": "Samma fel?", "to_organisation": NEIGHBOUR}
    step(ticket, "share", parties.object_leader(), expires_at=until, **share)
    step(ticket, "join", parties.desk(NEIGHBOUR), **places.JOINING)
    from engine import due

    due.fire(now=until + timedelta(minutes=1))
    assert reads(parties.desk(NEIGHBOUR), ticket)


def test_a_region_that_cannot_read_the_incident_cannot_join_it():
    ticket = places.incident()
    with pytest.raises(Ticket.DoesNotExist):
        step(ticket, "join", parties.desk(NEIGHBOUR), **places.JOINING)


def test_a_region_joins_once_and_the_owner_never():
    ticket = places.joined()
    for who in (parties.desk(NEIGHBOUR), parties.region_manager(NEIGHBOUR), parties.desk()):
        assert refusals(lambda who=who: step(ticket, "join", who, **places.JOINING)) == ["has_a_part"]


def test_the_regions_own_it_joins_for_its_region():
    it = actor(parties.DESK_ROLE, f"{NEIGHBOUR}-it-mt")
    ticket = places.joint()
    who = parties.desk(NEIGHBOUR)
    share = {"share_level": "view_ticket", "reason": "Se", "to_organisation": f"{NEIGHBOUR}-it-mt"}
    step(ticket, "share", parties.object_leader(), **share)
    step(ticket, "join", again(it), **places.JOINING)
    leg = places.leg_of(ticket)
    assert leg.reporter == it.user
    assert refusals(lambda: step(ticket, "join", who, **places.JOINING)) == ["has_a_part"]


def test_neither_support_nor_vendor_joins():
    ticket = places.joint()
    with pytest.raises((NotPermitted, NotPossible)):
        step(ticket, "join", parties.support(), **places.JOINING)


def test_a_region_that_was_only_named_gets_its_words_and_reporter_by_joining():
    ticket = places.joint_incident()
    before = places.leg_of(ticket)
    assert before.reporter is None
    step(ticket, "join", parties.desk(NEIGHBOUR), **places.JOINING)
    after = places.leg_of(ticket)
    assert (after.pk, after.reporter) == (before.pk, parties.desk(NEIGHBOUR).user)
    assert_whole(ticket.pk)


def test_units_or_the_whole_region_are_stated():
    data = places.JOINING | {"leg_units": ""}
    ticket = places.joint()
    assert refusals(lambda: step(ticket, "join", parties.desk(NEIGHBOUR), **data)) == ["units_missing"]
    step(ticket, "join", parties.desk(NEIGHBOUR), **data, leg_whole_region=True)
    assert places.leg_of(ticket).whole_region


def test_one_more_region_proposes_the_widest_impact():
    ticket = places.joint()
    assert (ticket.priority, ticket.urgency) == (3, 2)
    ticket = step(ticket, "join", parties.desk(NEIGHBOUR), **places.JOINING)
    assert (ticket.priority, ticket.proposed_priority) == (3, 1)


def test_two_regions_join_from_the_same_page():
    ticket = places.joint()
    for region in (NEIGHBOUR, THIRD):
        facts = {"actor": parties.desk(region), "via": "web", "version": ticket.version, "data": places.JOINING}
        perform(Ticket, ticket.pk, "join", **facts)
    assert [leg.region.slug for leg in places.legs(ticket)].count(NEIGHBOUR) == 1
    assert len(places.legs(ticket)) == 3
    assert fresh(ticket.pk).version == ticket.version


def test_a_region_that_joins_a_solved_incident_keeps_it_from_closing():
    ticket = step(places.joint_incident("resolved"), "widen", parties.support(), reason="Fler")
    places.confirm_all(ticket)
    assert DueStep.objects.filter(step="close", subject_id=ticket.pk, fired_at=None).exists()
    ticket = step(ticket, "join", parties.desk(THIRD), **places.JOINING)
    assert not DueStep.objects.filter(step="close", subject_id=ticket.pk, fired_at=None).exists()
    assert refusals(lambda: step(ticket, "close", parties.support_manager())) != []
    leg = places.leg_of(ticket, THIRD)
    move(leg, "resolve", parties.support())
    move(leg, "region_confirm", parties.desk(THIRD))
    assert DueStep.objects.filter(step="close", subject_id=ticket.pk, fired_at=None).exists()


def test_confirming_and_declining_move_only_the_regions_own_part():
    ticket = places.joined()
    who = parties.support()
    ticket = step(ticket, "assign", who, team=cases.team(parties.SUPPORT_ORG).slug, category_open="data", assignee="me")
    ticket = step(step(ticket, "take", who), "resolve", who, **cases.SOLUTION)
    mine, theirs = places.leg_of(ticket, NEIGHBOUR), places.leg_of(ticket, parties.REGION)
    assert [mine.state, theirs.state] == ["resolved", "resolved"]
    assert refusals(lambda: move(theirs, "region_confirm", parties.desk(NEIGHBOUR))) != []
    assert move(mine, "region_decline", parties.desk(NEIGHBOUR), what_remains="Allt").state == "in_progress"
    assert places.leg_of(ticket, parties.REGION).state == "resolved"
    assert move(theirs, "region_confirm", parties.desk()).state == "confirmed"
    assert "legs_not_answered" in refusals(lambda: step(ticket, "close", parties.region_manager()))


def test_the_one_who_joined_confirms_for_the_region_as_its_reporter():
    clinician = actor("region-kliniker", NEIGHBOUR)
    ticket = places.joined(who=clinician)
    leg = places.leg_of(ticket)
    leg = move(leg, "resolve", parties.support())
    assert move(leg, "region_confirm", clinician).state == "confirmed"
    assert refusals(lambda: move(places.leg_of(ticket), "region_decline", actor("region-kliniker", THIRD))) != []


def test_whoever_joined_is_told_as_the_reporter_is():
    ticket = places.joined()
    event = Event.all_objects.filter(ticket=ticket).order_by("seq").first()
    told = recipients(ticket, event, ["participants"])
    assert parties.desk(NEIGHBOUR).user in told


# --- What is affected changes ---


def test_a_region_says_what_is_affected_now():
    ticket = places.joined()
    leg = move(
        places.leg_of(ticket),
        "restate",
        parties.desk(NEIGHBOUR),
        leg_users_affected="n11_100",
        leg_patient_safety="intraffat",
        leg_units="Avdelning 3, Avdelning 4",
    )
    assert (leg.users_affected, leg.patient_safety, leg.units) == ("n11_100", "intraffat", "Avdelning 3, Avdelning 4")
    assert (leg.state, leg.whole_region, fresh(ticket.pk).patient_safety) == ("in_progress", False, "nej")
    event = Event.all_objects.filter(ticket=ticket, step="restate").get()
    assert event.changed["leg.users_affected"] == {"old": "n2_10", "new": "n11_100", "for": "all"}
    assert_whole(ticket.pk)


def test_what_is_left_out_stays_and_neither_units_nor_region_is_refused():
    ticket = places.joined()
    mine = parties.desk(NEIGHBOUR)
    leg = move(places.leg_of(ticket), "restate", mine, leg_patient_safety="nej")
    assert (leg.units, leg.users_affected, leg.patient_safety) == ("Avdelning 3", "n2_10", "nej")
    assert refusals(lambda: move(leg, "restate", mine, leg_units="")) == ["units_missing"]
    leg = move(leg, "restate", mine, leg_units="", leg_whole_region=True)
    assert (leg.units, leg.whole_region) == ("", True)


def test_only_the_region_itself_changes_what_is_affected_there():
    leg = places.leg_of(places.joined())
    for who in (parties.desk(THIRD), parties.support(), parties.desk(parties.REGION)):
        with pytest.raises((NotPermitted, NotPossible, RegionLeg.DoesNotExist)):
            move(leg, "restate", who, leg_patient_safety="nej")


def test_a_new_worry_for_patients_reaches_those_who_follow_it_up():
    ticket = places.joined()
    mine = parties.desk(NEIGHBOUR)
    told = Message.objects.filter(
        subject_id=ticket.pk, payload__why=["patient_safety"], payload__whom__contains="holder"
    )
    move(places.leg_of(ticket), "restate", mine, leg_units="Avdelning 5")
    before = told.count()
    move(places.leg_of(ticket), "restate", mine, leg_patient_safety="intraffat")
    assert told.count() == before + 1
    event = Event.all_objects.filter(ticket=ticket, step="restate").latest("seq")
    follow_up = actor("region-incidentansvarig", NEIGHBOUR).user
    assert follow_up in recipients(ticket, event, ["patient_safety"])


# --- The way back ---


def test_split_out_goes_on_as_an_incident_of_its_own_with_words_reporter_and_time():
    ticket = places.joined()
    leg = places.leg_of(ticket)
    at = leg.joined_at + timedelta(hours=3)
    who = parties.desk(NEIGHBOUR)
    perform(RegionLeg, leg.pk, "split_out", actor=who, via="test", data={"reason": "Annat fel"}, at=at)
    new = own_case(leg)
    assert places.leg_of(ticket).state == "split"
    assert (new.process, new.state, new.origin.slug, new.holder.slug) == ("incident", "triage", NEIGHBOUR, NEIGHBOUR)
    assert new.number not in (None, ticket.number)
    assert (new.reporter, new.patient_safety, new.title) == (who.user, "risk", ticket.title)
    words = words_of(who, new)
    assert (words["symptom"], words["contact"], words["affected_units"]) == (
        "Samma sak hos oss.",
        "Grannens support",
        "Avdelning 3",
    )
    assert [leg.region.slug for leg in places.legs(new)] == [NEIGHBOUR]
    rows = list(LedgerRow.all_objects.filter(ticket=new).order_by("span"))
    assert rows[0].span.lower == new.registered_at == leg.joined_at
    assert all(one.span.upper == after.span.lower for one, after in pairwise(rows))
    assert [row.organisation.slug for row in rows] == [parties.SUPPORT_ORG, NEIGHBOUR]
    assert_whole(new.pk)
    assert_whole(ticket.pk)


def test_both_ends_lead_to_each_other_for_those_who_read_both():
    leg = places.joined_leg()
    move(leg, "split_out", parties.desk(NEIGHBOUR), reason="Annat fel")
    for who in (parties.desk(NEIGHBOUR), parties.support()):
        assert Link.objects.visible_to(again(who)).filter(other=leg.ticket, kind="split_from").count() == 1
    assert not Link.objects.visible_to(parties.desk(THIRD)).filter(kind="split_from").exists()


def test_the_joint_manager_splits_out_and_the_regions_reporter_stays():
    leg = places.joined_leg()
    move(leg, "split_out", parties.support_manager(), reason="Annat fel")
    new = own_case(leg)
    assert (new.reporter, new.reporter_organisation.slug) == (parties.desk(NEIGHBOUR).user, NEIGHBOUR)


@pytest.mark.parametrize("who", [parties.desk, parties.support, lambda: parties.desk(THIRD)])
def test_nobody_else_splits_a_part_out(who):
    leg = places.joined_leg()
    with pytest.raises((NotPermitted, NotPossible)):
        move(leg, "split_out", who(), reason="Annat fel")


def test_the_owners_part_and_a_confirmed_part_are_not_split_out():
    ticket = places.joined()
    manager = parties.support_manager()
    assert refusals(lambda: move(places.leg_of(ticket, parties.REGION), "split_out", manager, reason="x")) == [
        "owners_part"
    ]
    leg = move(places.leg_of(ticket), "resolve", parties.support())
    leg = move(leg, "region_confirm", parties.desk(NEIGHBOUR))
    assert refusals(lambda: move(leg, "split_out", manager, reason="x")) == ["not_from_this_state"]


def test_no_part_of_a_confidential_incident_becomes_a_case_of_its_own():
    ticket = places.joined()
    named = {"reason": "Känsligt", "named_readers": [parties.desk(NEIGHBOUR).user.email]}
    step(ticket, "make_confidential", parties.region_security(), **named)
    leg, desk = places.leg_of(ticket), again(parties.desk(NEIGHBOUR))
    assert refusals(lambda: move(leg, "split_out", desk, reason="x")) == ["is_confidential"]


def test_a_region_that_was_split_out_may_join_again():
    leg = places.joined_leg()
    who = parties.desk(NEIGHBOUR)
    move(leg, "split_out", who, reason="Annat fel")
    step(leg.ticket, "join", again(who), **places.JOINING)
    assert RegionLeg.all_objects.filter(ticket=leg.ticket, region__slug=NEIGHBOUR).count() == 2
    assert places.leg_of(leg.ticket).state == "in_progress"


def test_the_incident_waits_no_longer_for_a_part_that_was_split_out():
    ticket = places.joint_incident("resolved")
    here, there = places.leg_of(ticket, parties.REGION), places.leg_of(ticket, NEIGHBOUR)
    move(here, "region_confirm", parties.desk())
    assert not DueStep.objects.filter(step="close", subject_id=ticket.pk, fired_at=None).exists()
    move(there, "split_out", parties.desk(NEIGHBOUR), reason="Annat fel")
    assert DueStep.objects.filter(step="close", subject_id=ticket.pk, fired_at=None).exists()
    assert not DueStep.objects.filter(step="time_out", subject_id=there.pk, fired_at=None).exists()


def test_a_region_that_was_split_out_reads_on_but_writes_no_more():
    ticket = places.incident("in_progress", affected_regions=[NEIGHBOUR])
    leg = places.leg_of(ticket)
    move(leg, "split_out", parties.desk(NEIGHBOUR), reason="Annat fel")
    who = again(parties.desk(NEIGHBOUR))
    assert reads(who, ticket)
    with pytest.raises(NotPossible):
        step(ticket, "add_note", who, note_text="Hej", note_audience="customer")
