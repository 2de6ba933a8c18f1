"""Orders from the draft to the accepted delivery: which way they go by themselves, and who may say yes."""

from datetime import date
from decimal import Decimal

import pytest

from engine.errors import NotPermitted, NotPossible, Refused
from roles.actor import actor_for
from tests import parties
from tests.cases import answer, fresh, step, team
from tests.people import person, wear
from tests.processes.service_request import places as at
from tickets.models import Event, Link, OrderSign, TextVersion, Ticket
from tickets.processes.service_request import converting
from tickets.processes.service_request.catalogue import reading
from tickets.processes.service_request.subject import as_answers

pytestmark = pytest.mark.django_db


def codes_of(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def steps_of(ticket) -> list[str]:
    return list(Event.all_objects.filter(ticket=ticket).order_by("seq").values_list("step", flat=True))


# --- The way by itself ---


def test_an_order_of_a_region_goes_to_an_approver_and_then_to_be_assessed():
    ticket = at.placed()
    assert (ticket.state, ticket.holder, ticket.visibility) == ("regional_approval", ticket.origin, "region")
    assert ticket.number.startswith("TJF-")
    assert ticket.title == reading.version(at.row_of(ticket).version_id).title_sv
    assert steps_of(ticket) == ["open", "order", "route_to_approval"]
    after = step(ticket, "approve", at.approver())
    assert (after.state, after.holder.slug) == ("joint_review", parties.SUPPORT_ORG)
    assert at.row_of(after).approved_by_id == at.approver().person_id


def test_a_pre_approved_item_goes_to_whoever_carries_it_out_who_takes_it_over():
    ticket = at.placed(at.PREAPPROVED)
    row = at.row_of(ticket)
    assert (ticket.state, row.approved_by_rule, row.fulfiller) == ("fulfilment", "preapproved_item", "support")
    assert (ticket.holder, ticket.offered_to.slug) == (ticket.origin, parties.SUPPORT_ORG)
    after = answer(ticket, "accept", parties.support(), team=team(parties.SUPPORT_ORG).slug)
    assert after.holder.slug == parties.SUPPORT_ORG


def test_an_order_of_the_support_organisation_needs_no_approver():
    ticket = at.placed(who=at.support_orderer())
    assert (ticket.state, at.row_of(ticket).approved_by_rule) == ("joint_review", "preapproved_group")


def test_the_pre_approved_group_needs_no_approver_in_its_phase_alone(monkeypatch):
    who = at.in_group("forgodkand", "region-kliniker")
    assert at.placed(who=who).state == "regional_approval"
    monkeypatch.setattr("regions.phases.approval_mode", lambda region_id, at: "preapproved_group")
    ticket = at.placed(who=who)
    assert (ticket.state, at.row_of(ticket).approved_by_rule) == ("joint_review", "preapproved_group")
    assert at.placed().state == "regional_approval"  # an orderer outside the group


def test_a_regions_own_item_is_assessed_by_the_region_and_only_offered_there():
    ticket = step(at.placed(at.REGIONAL), "approve", at.approver())
    assert ticket.holder == ticket.origin
    after = step(ticket, "review_to_fulfilment", at.region_reviewer(), fulfiller="region", in_contract="yes")
    assert (after.state, after.holder, after.offered_to) == ("fulfilment", after.origin, None)
    with pytest.raises(Refused) as refused:
        at.placed(at.REGIONAL, who=at.orderer(parties.NEIGHBOUR))
    assert codes_of(refused) == ["not_found"]


def test_a_region_does_not_assess_orders_of_joint_items():
    with pytest.raises(NotPossible) as refused:
        step(at.reviewed(), "review_to_fulfilment", at.region_reviewer(), **at.REVIEWED)
    assert "joint_item" in codes_of(refused)


# --- Who may say yes ---


def test_nobody_approves_her_own_order_under_any_hat():
    """Who orders is an approver, too, by another role at the same region."""
    who = at.orderer().user
    wear(who, at.APPROVER_ROLE, parties.REGION)
    at._join(who, "godkannare", parties.REGION)
    for name, data in (("approve", {}), ("reject", at.REJECTING)):
        with pytest.raises(Refused) as refused:
            step(at.placed(), name, actor_for(who), **data)
        assert codes_of(refused) == ["own_order"]
    with pytest.raises(Refused) as refused:  # nor one that is for her
        step(
            at.placed(who=at.in_group("bestallare", "region-kliniker"), ordered_for=str(who)), "approve", actor_for(who)
        )
    assert codes_of(refused) == ["own_order"]


def test_above_the_limit_those_are_named_who_can_approve():
    ticket = at.placed(at.PRICED)
    assert at.row_of(ticket).amount == Decimal("2400.00")
    small = at.in_group("godkannare", "region-kliniker", limit=Decimal(2399))
    with pytest.raises(Refused) as refused:
        step(ticket, "approve", small)
    assert "högre" in str(refused.value.reasons[0].text)  # nobody has
    at.in_group("godkannare", parties.DESK_ROLE)  # without a limit, but it is her own order
    large = at.approver()
    with pytest.raises(Refused) as refused:
        step(ticket, "approve", small)
    assert codes_of(refused) == ["above_limit"]
    assert str(refused.value.reasons[0].text).endswith(f" {large.user}.")
    assert step(ticket, "approve", large).state == "joint_review"


def test_only_the_ordering_organisations_approvers_approve():
    with pytest.raises((NotPossible, Ticket.DoesNotExist)):
        step(at.placed(), "approve", at.approver(parties.NEIGHBOUR))
    with pytest.raises(NotPermitted):
        step(at.placed(), "approve", parties.object_leader())


# --- The order itself ---


def test_what_is_wrong_with_the_answers_is_said_answer_by_answer():
    with pytest.raises(Refused) as refused:
        at.placed(answers={"kind": "burn", "what": "x", "first_day": "2026-12-07"})
    assert {reason.field for reason in refused.value.reasons} == {"answers.hsa_id", "answers.kind"}


def test_answers_are_kept_as_one_text_and_searched_for_personal_numbers():
    ticket = at.placed()
    row = TextVersion.objects.unscoped("test").get(ticket_id=ticket.pk, field="answers")
    assert as_answers(row.body) == at.ANSWERS[at.ITEM]
    said = Event.all_objects.get(ticket=ticket, step="order").changed["answers"]
    assert said["text"] == row.digest
    with pytest.raises(Refused) as refused:
        at.placed(answers=at.ANSWERS[at.ITEM] | {"what": "Gäller 811218-9876"})
    assert codes_of(refused) == ["personal_number"]


def test_a_priced_item_needs_a_cost_centre():
    with pytest.raises(Refused) as refused:
        at.placed(at.PRICED, cost_centre="")
    assert codes_of(refused) == ["cost_centre_missing"]


def test_a_form_of_an_older_version_is_refused_and_an_old_order_keeps_it(monkeypatch):
    ticket, old = at.placed(), reading.called(at.ITEM, None, at.timezone.now())
    new = type(old)(pk=old.pk + 10_000, item=old.item, number=old.number + 1, title_sv=old.title_sv, form=old.form)
    new.valid_from = date(2023, 1, 1)
    monkeypatch.setattr(reading, "current", lambda item_id, at: new)
    monkeypatch.setattr(reading, "is_offered", lambda version, region_id, at: True)
    with pytest.raises(Refused) as refused:
        at.placed(catalogue_item=f"{at.ITEM}:{old.number}")
    assert codes_of(refused) == ["item_changed"]
    assert fresh(ticket.pk).ordered().pk == old.pk


def test_a_returned_order_is_the_orderers_draft_with_the_question_and_everything_that_was_written():
    ticket = step(at.reviewed(), "return", at.reviewer(), question="Vilken enhet?")
    assert (ticket.state, ticket.holder, ticket.number is not None) == ("draft", ticket.origin, True)
    assert ticket.said()["question"] == "Vilken enhet?"
    after = step(ticket, "order", at.orderer())  # everything stands
    assert (after.state, after.number) == ("regional_approval", ticket.number)
    assert after.answers() == at.ANSWERS[at.ITEM]


def test_a_draft_is_saved_as_far_as_it_has_come_and_judged_when_it_is_ordered():
    ticket = step(at.draft(), "save", at.orderer(), answers={"kind": "add"}, ordered_for=at.FOR)
    assert (ticket.answers(), ticket.number) == ({"kind": "add"}, None)
    with pytest.raises(Refused) as refused:
        step(ticket, "order", at.orderer(), answers={"kind": "add"})
    assert "answers.what" in refused.value.by_field()


@pytest.mark.parametrize("end", ["reject", "cancel"])
def test_an_order_that_has_ended_is_copied_to_a_new_one(end):
    ticket = at.placed(at.PRICED)
    who, data = {"reject": (at.approver(), at.REJECTING), "cancel": (at.orderer(), {"reason": "Fel."})}[end]
    ticket = step(ticket, end, who, **data)
    copy = at.draft(item=at.PRICED, copied_from=ticket.number)
    row = at.row_of(copy)
    assert (copy.answers(), row.ordered_for, row.cost_centre) == (at.ANSWERS[at.PRICED], at.FOR, "41230")
    assert row.copied_from_id == ticket.pk
    assert step(copy, "order", at.orderer()).state == "regional_approval"


def test_only_an_ended_order_of_the_same_item_and_place_is_copied():
    living, ended = at.placed(), step(at.placed(), "cancel", at.orderer(), reason="Fel.")
    for item, old in ((at.ITEM, living), (at.PREAPPROVED, ended)):
        with pytest.raises(Refused) as refused:
            at.draft(item=item, copied_from=old.number)
        assert codes_of(refused) == ["not_an_order"]


# --- Assessed, carried out, delivered ---


def test_work_outside_the_contract_goes_by_way_of_a_quote():
    with pytest.raises(Refused) as refused:
        step(at.reviewed(), "review_to_fulfilment", at.reviewer(), fulfiller="support", in_contract="no")
    assert codes_of(refused) == ["outside_contract"]


def test_the_vendor_reads_an_order_once_it_is_asked_and_not_before():
    ticket = at.reviewed(at.PRICED)
    assert not Ticket.objects.visible_to(parties.vendor()).filter(pk=ticket.pk).exists()
    after = step(ticket, "review_to_quote", at.reviewer(), **at.QUOTING)
    assert Ticket.objects.visible_to(parties.vendor()).filter(pk=ticket.pk).exists()
    read = TextVersion.objects.visible_to(parties.vendor()).filter(ticket_id=ticket.pk).values_list("field", flat=True)
    assert {"answers", "ordered_for"} <= set(read)
    assert not {"cost_centre"} & set(read)
    assert (after.state, after.offered_to.slug) == ("quoting", parties.VENDOR_ORG)


def test_the_vendor_reports_a_solution_and_support_delivers():
    ticket = step(at.at_vendor(), "report_solution", parties.vendor(), solution="Ansluten.", handoff_letter="Klart.")
    ticket = answer(ticket, "accept", parties.support(), team=team(parties.SUPPORT_ORG).slug)
    assert step(ticket, "deliver", parties.support(), delivery_note="Skrivaren är ansluten.").state == "delivered"


def test_a_complaint_takes_it_back_and_its_acceptance_closes_it():
    ticket = step(at.delivered(), "complain", at.orderer(), **at.COMPLAINT)
    assert (ticket.state, ticket.resolved_at, ticket.reopenings) == ("fulfilment", None, 1)
    ticket = step(ticket, "deliver", parties.support(), delivery_note="Rätt enhet nu.")
    ticket = step(ticket, "accept", at.orderer(), satisfaction=4)
    assert ticket.state == "closed"
    assert ticket.closed_at is not None


def test_withdrawal_during_fulfilment_takes_the_fulfillers_consent_and_what_it_has_cost():
    ticket = at.fulfilled_by_support()
    with pytest.raises(Refused) as refused:
        step(ticket, "cancel_in_fulfilment", at.orderer(), reason="Stänger.", cost_note="Inget.")
    assert codes_of(refused) == ["fulfiller_has_not_agreed"]
    ticket = at.withdrawal_agreed()
    assert ticket.said()["cost_note"] == at.COST["cost_note"]
    assert step(ticket, "cancel_in_fulfilment", at.orderer(), reason="Stänger.").state == "cancelled"


# --- It becomes a change ---


def test_two_different_persons_sign_and_a_draft_of_a_change_is_linked():
    ticket = step(at.reviewed(), "sign_convert", at.reviewer(), reason="Delad konfiguration.")
    assert ticket.state == "joint_review"
    with pytest.raises(Refused) as refused:
        step(ticket, "sign_convert", at.reviewer(), reason="Igen.")
    assert codes_of(refused) == ["signed_already"]
    ticket = step(ticket, "sign_convert", at.change_manager(), reason="Jag tar den.")
    assert (ticket.state, ticket.closed_at is not None) == ("closed", True)
    link = Link.all_objects.get(other=ticket, kind="follows")
    assert (link.ticket.process, link.ticket.state, link.ticket.title) == ("change", "draft", ticket.title)
    assert link.ticket.reporter_id == at.change_manager().person_id
    assert OrderSign.all_objects.filter(ticket=ticket, void_at=None).count() == 2


def test_where_nobody_who_signed_may_begin_a_change_the_order_stays_and_says_so(monkeypatch):
    ticket = step(at.reviewed(), "sign_convert", at.reviewer(), reason="Delad konfiguration.")
    monkeypatch.setattr(converting, "CAPABILITY", "a.right.that.nobody.has")
    with pytest.raises(Refused) as refused:
        step(ticket, "sign_convert", at.change_manager(), reason="Jag tar den.")
    assert codes_of(refused) == ["nobody_drafts"]
    assert fresh(ticket.pk).state == "joint_review"
    assert OrderSign.all_objects.filter(ticket=ticket).count() == 1
    assert not Link.all_objects.filter(other=ticket).exists()


def test_one_person_with_both_roles_does_not_sign_twice():
    both = person("sussa-tjansteforfragningsansvarig", parties.SUPPORT_ORG)
    wear(both, "sussa-andringsansvarig", parties.SUPPORT_ORG)
    ticket = step(at.reviewed(), "sign_convert", actor_for(both), reason="Delad konfiguration.")
    with pytest.raises(Refused) as refused:
        step(ticket, "sign_convert", actor_for(both), reason="Den andra rollen.")
    assert codes_of(refused) == ["signed_already"]
