"""Handing over: the sender holds it until the receiver says yes; routes are data; one way leads to the vendor."""

import pytest

from engine.errors import NotPermitted, NotPossible, Refused
from engine.perform import perform
from outbox.models import Message
from tests import cases, parties
from tests.cases import answer, fresh, step, team
from tests.people import actor
from tests.tickets import places
from tests.tickets.reading import again, files_of, notes_of, reads, steps_of, words_of
from tests.tickets.ways import sunday_night
from tickets.models import Event, Handoff, LedgerRow, Ticket

pytestmark = pytest.mark.django_db

BYPASS = cases.LETTER | {"reason": "Allt står still", "contract_severity": 1}
RETURN = {"return_reason": "saknar_underlag", "reason": "Vilken avdelning?"}


WORKING = {"team": "arbetsplats-och-natverk", "category_open": "infrastruktur"}


def offer(ticket=None):
    desk = parties.desk()
    return step(ticket or places.incident("triage", who=desk), "escalate_tier", desk, **cases.TO_SUPPORT)


def holders(ticket) -> list[str]:
    rows = LedgerRow.all_objects.filter(ticket=ticket).order_by("span").select_related("organisation")
    return [row.organisation.slug for row in rows]


def bypassed():
    """A P1 sent straight to the vendor on a Sunday night."""
    ticket = step(places.incident("triage"), "prioritise", parties.desk(), impact=1, urgency=1)
    at = sunday_night(ticket)
    event = perform(
        Ticket, ticket.pk, "emergency_bypass", actor=parties.region_manager(), via="test", data=BYPASS, at=at
    )
    return fresh(event.ticket_id)


def test_the_sender_holds_the_case_until_the_receiver_accepts():
    ticket = offer()
    assert (ticket.holder.slug, ticket.offered_to.slug) == (parties.REGION, parties.SUPPORT_ORG)
    assert holders(ticket) == [parties.REGION]
    ticket = answer(ticket, "accept", parties.support(), assignee="me")
    assert (ticket.holder.slug, ticket.offered_to) == (parties.SUPPORT_ORG, None)
    assert ticket.assignee == parties.support().user
    assert holders(ticket) == [parties.REGION, parties.SUPPORT_ORG]
    first, second = LedgerRow.all_objects.filter(ticket=ticket).order_by("span")
    accepted = Event.all_objects.get(ticket=ticket, step="accept")
    assert first.span.upper == second.span.lower == accepted.at


def test_nobody_is_handed_a_case_twice_at_once():
    ticket = offer()
    with pytest.raises(Refused) as refused:
        step(ticket, "escalate_tier", parties.desk(), **cases.TO_SUPPORT)
    assert [reason.code for reason in refused.value.reasons] == ["handoff_open"]


def test_accepting_demands_a_team_or_a_person_of_the_receiver():
    ticket = offer()
    with pytest.raises(Refused) as refused:
        answer(ticket, "accept", parties.support())
    assert [reason.code for reason in refused.value.reasons] == ["assignee_or_team"]
    with pytest.raises(Refused) as refused:
        answer(ticket, "accept", parties.support(), team=team(parties.REGION).pk)
    assert [reason.code for reason in refused.value.reasons] == ["team_of_other_organisation"]
    with pytest.raises(Refused) as refused:
        answer(ticket, "accept", parties.support(), assignee=parties.desk().user.email)
    assert [reason.code for reason in refused.value.reasons] == ["person_of_other_organisation"]


def test_a_returned_case_stays_with_its_sender_who_reads_what_is_missing():
    ticket = answer(offer(), "return", parties.support_manager(), **RETURN)
    assert (ticket.holder.slug, ticket.offered_to, ticket.returns) == (parties.REGION, None, 1)
    row = Handoff.all_objects.get(ticket=ticket)
    assert (row.state, row.return_reason) == ("returned", "saknar_underlag")
    assert words_of(parties.desk(), ticket)["reason"] == RETURN["reason"]


def test_only_the_process_role_of_the_receiver_returns():
    ticket = offer()
    with pytest.raises(NotPermitted):
        answer(ticket, "return", parties.support(), **RETURN)
    with pytest.raises(NotPossible):
        answer(ticket, "return", parties.region_manager(), **RETURN)


def test_the_third_return_alerts_the_process_roles_once():
    ticket = places.incident("triage")
    for number in range(1, 5):
        ticket = answer(offer(ticket), "return", parties.support_manager(), **RETURN)
        alerts = [row for row in Message.objects.all() if "third_return" in row.payload["why"]]
        assert len(alerts) == (1 if number >= 3 else 0)
    assert "process_role" in alerts[0].payload["whom"]


def test_the_sender_takes_an_unanswered_offer_back_and_the_receiver_cannot():
    ticket = offer()
    with pytest.raises(NotPossible):
        answer(ticket, "withdraw", parties.support(), reason="Nej")
    ticket = answer(ticket, "withdraw", parties.desk(), reason="Löste sig")
    assert (ticket.offered_to, Handoff.all_objects.get(ticket=ticket).state) == (None, "withdrawn")


def test_an_answered_offer_cannot_be_answered_again():
    ticket = offer()
    row = places.open_handoff(ticket)
    answer(ticket, "accept", parties.support(), assignee="me")
    for name, who, data in (
        ("accept", parties.support(), {"assignee": "me"}),
        ("return", parties.support_manager(), RETURN),
        ("withdraw", parties.desk(), {"reason": "Ångrar"}),
    ):
        with pytest.raises(NotPossible) as refused:
            perform(Handoff, row.pk, name, actor=who, via="test", data=data)
        assert [reason.code for reason in refused.value.reasons] == ["not_from_this_state"]


def test_no_region_sends_a_case_to_the_vendor_past_the_support_organisation():
    ticket = step(places.incident("triage"), "prioritise", parties.desk(), impact=3, urgency=3)
    with pytest.raises((NotPossible, NotPermitted)):
        step(ticket, "escalate_vendor", parties.desk(), **cases.TO_VENDOR)
    with pytest.raises(NotPossible) as refused:
        step(ticket, "emergency_bypass", parties.region_manager(), **BYPASS)
    assert [reason.code for reason in refused.value.reasons] == ["not_an_emergency"]


def test_the_emergency_way_is_closed_in_office_hours():
    ticket = step(places.incident("triage"), "prioritise", parties.desk(), impact=1, urgency=1)
    monday = sunday_night(ticket).replace(hour=8, minute=0)
    from datetime import timedelta

    for at in (monday + timedelta(days=1), monday + timedelta(days=1, hours=8, minutes=59)):
        with pytest.raises(NotPossible):
            perform(
                Ticket, ticket.pk, "emergency_bypass", actor=parties.region_manager(), via="test", data=BYPASS, at=at
            )
    at = monday + timedelta(days=1, hours=9)
    perform(Ticket, ticket.pk, "emergency_bypass", actor=parties.region_manager(), via="test", data=BYPASS, at=at)


def test_in_an_emergency_the_support_organisation_becomes_co_holder_and_is_told():
    ticket = bypassed()
    assert (ticket.offered_to.slug, ticket.co_holder.slug) == (parties.VENDOR_ORG, parties.SUPPORT_ORG)
    row = places.open_handoff(ticket)
    assert (row.bypass, row.from_organisation.slug) == (True, parties.REGION)
    told = [row.payload["whom"] for row in Message.objects.all()]
    assert any("support_on_call" in whom for whom in told)
    ticket = answer(ticket, "accept", parties.vendor(), assignee="me")
    assert (ticket.holder.slug, ticket.co_holder.slug) == (parties.VENDOR_ORG, parties.SUPPORT_ORG)
    assert step(ticket, "ask", parties.support(), question="Läge?", awaited_party=parties.VENDOR_ORG).awaited


def test_after_an_emergency_the_vendor_hands_back_to_the_support_organisation():
    ticket = answer(bypassed(), "accept", parties.vendor(), assignee="me")
    ticket = step(ticket, "report_solution", parties.vendor(), solution="Omstart", handoff_letter="Klart")
    assert ticket.offered_to.slug == parties.SUPPORT_ORG
    ticket = answer(ticket, "accept", parties.support(), assignee="me")
    assert (ticket.holder.slug, ticket.co_holder) == (parties.SUPPORT_ORG, None)


def test_the_regions_own_it_gets_a_case_works_on_it_and_hands_it_back():
    desk, it = parties.desk(), parties.region_it()
    ticket = step(places.incident("triage", who=desk), "hand_over_it", desk, **places.OFFER)
    assert ticket.offered_to.slug == parties.REGION_IT
    assert reads(it, ticket)
    assert not reads(actor(parties.DESK_ROLE, f"{parties.NEIGHBOUR}-it-mt"), ticket)
    with pytest.raises(NotPossible):
        step(ticket, "assign", again(it), **WORKING)
    ticket = answer(ticket, "accept", it, assignee="me")
    step(ticket, "assign", again(it), **WORKING)
    ticket = step(ticket, "hand_back", it, **places.OFFER)
    assert ticket.offered_to.slug == parties.REGION
    ticket = answer(ticket, "accept", desk, assignee="me")
    assert ticket.holder.slug == parties.REGION
    with pytest.raises(NotPossible):
        step(ticket, "assign", again(it), **WORKING)


def test_the_vendor_reads_the_letter_and_what_was_meant_for_all_and_nothing_from_before():
    desk, support, vendor = parties.desk(), parties.support(), parties.vendor()
    ticket = cases.at_support()
    step(ticket, "add_note", desk, note_text="Bara oss", note_audience="customer")
    step(ticket, "add_note", support, note_text="Internt", note_audience="own")
    step(ticket, "add_note", desk, note_text="Till alla", note_audience="all")
    assert not reads(vendor, ticket)
    ticket = step(ticket, "escalate_vendor", support, **cases.TO_VENDOR)
    assert reads(vendor, ticket)
    assert notes_of(vendor, ticket) == ["Till alla"]
    assert words_of(vendor, ticket)["handoff_letter"] == cases.LETTER["handoff_letter"]
    assert {"register", "triage", "prioritise", "escalate_tier"}.isdisjoint(steps_of(vendor, ticket))
    assert {"escalate_vendor", "propose"} <= set(steps_of(vendor, ticket))
    assert notes_of(desk, ticket) == ["Bara oss", "Till alla"]
    assert notes_of(support, ticket) == ["Bara oss", "Internt", "Till alla"]


def test_the_vendor_sees_a_picture_only_when_a_specialist_has_looked_at_it():
    from tests.tickets.made_files import picture, text_file
    from tickets.models import Attachment

    ticket, support = cases.at_support(), parties.support()
    files = {"files": [picture(), text_file()], "note_audience": "all", "image_checked": True}
    step(ticket, "attach", parties.desk(), **files)
    ticket = step(ticket, "escalate_vendor", support, **cases.TO_VENDOR)
    assert files_of(parties.vendor(), ticket) == ["logg.txt"]
    image = Attachment.all_objects.get(ticket=ticket, readable=False)
    step(ticket, "confirm_file", support, file=image.pk)
    assert sorted(files_of(parties.vendor(), ticket)) == ["logg.txt", "skarmbild.png"]


def test_the_vendor_neither_closes_prioritises_nor_decides_for_the_customer():
    ticket, vendor = cases.at_vendor(), parties.vendor_manager()
    ticket = step(
        ticket, "assign", vendor, team=team(parties.VENDOR_ORG).slug, category_open="programfel", assignee="me"
    )
    ticket = step(ticket, "take", vendor)
    for name in ("resolve", "close", "cancel", "prioritise", "mark_duplicate", "reclassify", "widen", "share", "link"):
        with pytest.raises((NotPermitted, NotPossible)):
            step(ticket, name, vendor)


def test_what_the_vendor_finds_itself_is_held_by_the_support_organisation_from_the_start():
    from tests.cases import opened

    ticket = opened("incident", parties.vendor(), affected_regions=[parties.REGION])
    assert (ticket.holder.slug, ticket.origin.slug) == (parties.SUPPORT_ORG, parties.SUPPORT_ORG)
    assert (ticket.vendor.slug, ticket.vendor_since) == (parties.VENDOR_ORG, ticket.registered_at)
    assert [leg.region.slug for leg in places.legs(ticket)] == [parties.REGION]
    assert reads(parties.vendor(), ticket)
    assert reads(parties.desk(), ticket)
    assert not reads(parties.desk(parties.NEIGHBOUR), ticket)


def test_a_hand_over_for_another_reason_says_which():
    ticket = places.case("triage")
    data = places.OFFER | {"handoff_reason": "annat"}
    with pytest.raises(Refused) as refused:
        step(ticket, "hand_over_support", parties.desk(), **data)
    assert list(refused.value.by_field()) == ["reason"]
    step(ticket, "hand_over_support", parties.desk(), **data, reason="Semester")


def test_the_routes_are_those_of_the_collaboration_and_no_others():
    from regions import directory

    places_ = (parties.REGION, parties.NEIGHBOUR, parties.REGION_IT, parties.SUPPORT_ORG, parties.VENDOR_ORG)
    open_to = {
        (one, other)
        for one in places_
        for other in places_
        if (way := directory.route(directory.by_slug(one), directory.by_slug(other))) and not way.only_by
    }
    region, neighbour, it, support, vendor = places_
    assert open_to == {
        (region, it),
        (it, region),
        (region, support),
        (support, region),
        (neighbour, support),
        (support, neighbour),
        (support, it),
        (it, support),
        (support, vendor),
        (vendor, support),
    }
