"""Signatures of a release: every party by another person, never changed, void when what was signed is another."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from engine.errors import NotPermitted, NotPossible, Refused
from engine.perform import perform
from regions import directory
from roles.actor import SYSTEM, actor_for
from tests import parties
from tests.people import actor, person, wear
from tests.processes.release import places as at
from tests.web.tickets.door import Visitor
from tickets.models import Event, ReleaseSign, TextVersion, Ticket
from tickets.processes.release import signing

pytestmark = pytest.mark.django_db


def codes_of(refused) -> list[str]:
    return [one.code for one in refused.value.reasons]


def signs(ticket, **which):
    return ReleaseSign.objects.unscoped("test").filter(ticket_id=ticket.pk, **which)


def ready():
    return at.made_ready(at.release("acceptance"))


def test_the_last_of_four_signatures_approves_it_in_the_same_transaction():
    ticket = at.signed(ready(), at.lead(), at.object_leader(), at.it_leader())
    assert ticket.state == "acceptance"
    ticket = at.signed(ticket, at.region_lead())
    assert ticket.state == "approved" and ticket.detail().approved_at is not None
    found = signs(ticket, purpose="approve", void_at=None)
    assert len({one.person_id for one in found}) == 4
    assert {one.organisation.slug for one in found} == {parties.SUPPORT_ORG, parties.REGION}
    last = list(Event.objects.unscoped("test").filter(ticket_id=ticket.pk).order_by("-seq")[:2])
    assert [one.step for one in last] == ["approve", "sign_approval"]
    assert last[0].cause == "signatures:approve" and last[0].at == last[1].at


def test_one_person_does_not_sign_for_two_parties():
    both = at.lead().user
    wear(both, "sussa-objektledare", parties.SUPPORT_ORG)
    ticket = at.signed(ready(), actor_for(both))
    with pytest.raises(Refused) as refused:
        at.signed(ticket, actor_for(both))
    assert "signed_already" in codes_of(refused)


def test_a_deputy_does_not_sign_for_one_who_has_signed_nor_she_after_her_deputy():
    holder, deputy = at.it_leader().user, person("sussa-jurist", parties.SUPPORT_ORG)
    wear(holder, "sussa-objektledare", parties.SUPPORT_ORG)
    wear(deputy, "sussa-objektledare", parties.SUPPORT_ORG, deputy_for=holder)
    herself, by_deputy = (holder, "sussa-objektledare-it"), (deputy, "sussa-objektledare")
    for first, second in ((herself, by_deputy), (by_deputy, herself)):
        ticket = ready()
        signed_as(ticket, *first)
        with pytest.raises(Refused) as refused:
            signed_as(ticket, *second)
        assert codes_of(refused) == ["signed_already"]


def signed_as(ticket, who, role: str) -> None:
    signer = actor_for(who)
    hat = next(one.assignment_id for one in signer.hats if one.role == role)
    read = {"regulatory_note_read": True}
    perform(Ticket, ticket.pk, "sign_approval", actor=signer, via="test", data=read, hat=hat)


def test_a_party_signs_once_and_the_sentence_says_who_is_missing():
    ticket = at.signed(ready(), at.region_lead())
    with pytest.raises(Refused) as refused, override("sv"):
        at.signed(ticket, at.region_lead(parties.NEIGHBOUR))
    assert codes_of(refused) == ["party_signed"]
    left = "Återstår att skriva under: den driftsättningsansvariga, objektledaren och objektledaren IT."
    assert str(refused.value.reasons[0].text).endswith(left)


def test_a_region_that_does_not_take_part_does_not_sign():
    with pytest.raises(NotPossible) as refused:
        at.signed(ready(), at.region_lead("norrbotten"))
    assert codes_of(refused) == ["not_participating"]


def test_the_vendor_signs_nothing():
    with pytest.raises(NotPermitted):
        at.signed(ready(), at.vendor_lead())


def test_another_scope_makes_signatures_void_and_tells_who_has_signed():
    ticket = at.signed(ready(), at.lead(), at.it_leader())
    ticket = at.take(ticket, "rescope", at.chair(), cause=at.CAUSE, reason="Ett fel till.", **at.scope())
    assert not signs(ticket, void_at=None).exists() and signs(ticket).count() == 2
    event = Event.objects.unscoped("test").get(ticket_id=ticket.pk, step="rescope")
    assert event.changed["signatures_voided"]["count"] == 2
    from tickets.processes.release.hearing import _signers

    assert set(_signers(ticket, event)) == {at.lead().user.pk, at.it_leader().user.pk}


def test_a_signature_is_neither_changed_nor_taken_away():
    row = signs(at.signed(ready(), at.lead())).get()
    for change in ({"party": "object"}, {"person_id": at.it_leader().user.pk}, {"digest": "0"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReleaseSign.all_objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()
    ReleaseSign.all_objects.filter(pk=row.pk).update(void_at=row.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReleaseSign.all_objects.filter(pk=row.pk).update(void_at=None)


def test_those_whose_signature_is_missing_are_told_by_name_of_their_party():
    from tickets.processes.release.hearing import _unsigned

    people = (at.lead(), at.object_leader(), at.it_leader(), at.region_lead(), at.region_lead("norrbotten"))
    ticket = at.signed(ready(), at.lead(), at.object_leader())
    event = Event.objects.unscoped("test").filter(ticket_id=ticket.pk, step="sign_approval").latest("seq")
    told = _unsigned(ticket, event)
    assert [one.user.pk in told for one in people] == [False, False, True, True, False]


# --- Calling it off ---


def test_both_object_managers_call_it_off():
    ticket = at.take(at.planning(), "sign_cancel", at.object_leader(), reason="Slås ihop.")
    assert ticket.state == "planning"
    with pytest.raises(Refused):
        at.take(ticket, "sign_cancel", at.object_leader(), reason="Slås ihop.")
    assert at.take(ticket, "sign_cancel", at.it_leader(), reason="Slås ihop.").state == "cancelled"


# --- The halt ---


def halted(who, **data):
    return at.take(at.release("rollout"), "halt", who, **at.HALT | data)


def test_any_region_stops_it_for_the_safety_of_patients_and_lifts_it_with_the_release_manager():
    ticket = halted(at.region_object_leader("norrbotten"))
    assert ticket.state == "halted" and ticket.detail().halted_by.slug == "norrbotten"
    ticket = at.take(ticket, "sign_lift", at.lead(), reason="Rättad.")
    assert ticket.state == "halted"
    with pytest.raises(NotPossible) as refused:
        at.take(ticket, "sign_lift", at.region_object_leader(), reason="Rättad.")
    assert codes_of(refused) == ["not_halter"]
    who = actor("region-major-incident-ansvarig", "norrbotten")
    ticket = at.take(ticket, "sign_lift", who, reason="Rättad.")
    assert (ticket.state, ticket.detail().halted_by, ticket.detail().halted_waves) == ("rollout", None, [])


def test_a_region_stops_it_on_no_other_ground():
    with pytest.raises(Refused) as refused:
        halted(at.region_lead(), halt_ground="operations")
    assert codes_of(refused) == ["not_patient_safety"]
    assert halted(at.vendor_lead(), halt_ground="operations").state == "halted"


def test_the_release_manager_alone_lifts_her_own_stop():
    ticket = halted(at.lead(), halt_ground="fault")
    with pytest.raises(Refused) as refused:
        at.take(ticket, "sign_lift", at.major_manager(), reason="Rättad.")
    assert codes_of(refused) == ["party_signed"]
    assert at.take(ticket, "sign_lift", at.lead(), reason="Rättad.").state == "rollout"


def test_a_second_stop_takes_signatures_of_its_own():
    ticket = at.take(halted(at.lead(), halt_ground="fault"), "sign_lift", at.lead(), reason="Rättad.")
    ticket = at.take(ticket, "halt", at.major_manager(), **at.HALT)
    assert ticket.state == "halted"
    ticket = at.take(ticket, "sign_lift", at.lead(), reason="Rättad.")
    assert ticket.state == "halted"
    assert at.take(ticket, "sign_lift", at.major_manager(), reason="Rättad.").state == "rollout"


def test_another_region_stops_what_is_stopped_already_and_is_asked_before_it_goes_on():
    ticket = halted(at.region_object_leader("norrbotten"))
    ticket = at.take(ticket, "sign_lift", at.lead(), reason="Rättad.")
    ticket = at.take(ticket, "halt", at.region_object_leader("halland"), **at.HALT | {"reason": "Fel enhet visas."})
    assert ticket.detail().halters == sorted(directory.by_slug(one).pk for one in ("norrbotten", "halland"))
    assert signing.missing(ticket, "lift")[0].key == "manager", "what was signed is another now"
    for who in (at.lead(), at.region_object_leader("norrbotten")):
        ticket = at.take(ticket, "sign_lift", who, reason="Rättad.")
    with override("sv"):
        assert "Region Halland" in signing.sentence(ticket, "lift")
    assert ticket.state == "halted"
    ticket = at.take(ticket, "sign_lift", at.region_object_leader("halland"), reason="Rättad.")
    assert (ticket.state, ticket.detail().halters) == ("rollout", [])


def test_a_stop_of_some_waves_is_widened_and_keeps_its_gravest_ground():
    ticket = at.row_ready(at.release("rollout"), at.NEIGHBOUR, wave=2)
    ticket = at.take(ticket, "halt", at.region_object_leader(), **at.HALT, affected_waves=["2"])
    since = ticket.detail().halted_at
    with pytest.raises(Refused) as refused:
        at.take(ticket, "halt", at.region_object_leader(), **at.HALT, affected_waves=["2"])
    assert codes_of(refused) == ["halted_already"]
    wider = at.take(ticket, "halt", at.lead(), halt_ground="fault", reason="Gäller alla.", affected_waves=["1"])
    detail = wider.detail()
    assert (detail.halted_waves, detail.halt_ground, detail.halted_at) == ([1, 2], "patient_safety", since)
    assert detail.halters == [directory.by_slug(at.REGION).pk], "the release manager signs in any case"
    assert at.take(wider, "halt", at.region_object_leader(), **at.HALT).detail().halted_waves == []


def test_the_stop_is_told_in_the_words_of_each_who_stopped_it_and_not_of_who_lifts_it():
    ticket = halted(at.region_object_leader("norrbotten"))
    ticket = at.take(ticket, "halt", at.vendor_lead(), halt_ground="fault", reason="Fel paket.")
    ticket = at.take(ticket, "sign_lift", at.lead(), reason="Rättad i natt.")
    for who in (at.region_lead(), at.vendor_lead()):
        said = panel_of(ticket, who)
        assert at.HALT["reason"] in said and "Fel paket." in said
        assert "Rättad i natt." not in said
    assert "Region Norrbotten och Cambio" in panel_of(ticket, at.region_lead())


def panel_of(ticket, who) -> str:
    page = Visitor(who.user).text(f"/arenden/{ticket.number}/")
    return page.split("Utrullningen är stoppad:")[1].split("Målperiod")[0]


def test_named_waves_are_stopped_and_the_others_go_on():
    ticket = at.row_ready(at.release("rollout"), at.NEIGHBOUR, wave=2)
    ticket = at.take(ticket, "halt", at.lead(), halt_ground="fault", reason="Saknar ett index.", affected_waves=["2"])
    assert ticket.detail().halted_waves == [2]
    now = {"actual_start": timezone.now()}
    with pytest.raises(Refused) as refused:
        at.row_step(ticket, "deploy_start", at.region_lead(at.NEIGHBOUR), region=at.NEIGHBOUR, **now)
    assert codes_of(refused) == ["halted"]
    assert at.row_of(at.row_step(ticket, "deploy_start", at.region_lead(), **now)).state == "deploying"


def test_every_region_and_the_vendor_read_why_it_was_stopped():
    ticket = halted(at.region_object_leader())
    readers = [at.region_lead(region.slug) for region in directory.regions()]
    for who in (*readers, at.vendor_lead()):
        words = TextVersion.objects.visible_to(who).filter(ticket_id=ticket.pk, field="reason")
        assert [one.body for one in words] == [at.HALT["reason"]], who


def test_another_change_makes_the_signatures_void_and_the_same_one_does_not():
    ticket = at.signed(ready(), at.lead(), at.object_leader())
    same = at.take(ticket, "name_change", at.lead(), release_change=ticket.detail().change.number)
    assert len(same.signs()) == 2
    other = at.take(same, "name_change", at.lead(), release_change=at.a_change().number)
    assert other.signs() == []
    with pytest.raises(Refused) as refused:
        at.take(other, "approve", SYSTEM)
    assert codes_of(refused) == ["not_signed"]


def test_nothing_is_approved_under_a_change_that_is_over():
    ticket = at.take(ready(), "name_change", at.lead(), release_change=at.a_change("closed").number)
    with pytest.raises(Refused) as refused:
        at.signed(ticket, at.lead())
    assert codes_of(refused) == ["change_is_over"]
