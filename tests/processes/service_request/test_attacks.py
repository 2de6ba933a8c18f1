"""Orders looked at by somebody who wants more than is hers: what is not judged, not hers to read, or never ends."""

import io
import re
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from engine import due
from engine.errors import Refused
from engine.perform import perform
from engine.validate import Unusable
from roles import changing
from roles.actor import actor_for
from roles.credentials import make_token
from tests import parties
from tests.api.calling import Program
from tests.cases import answer, fresh, step, team
from tests.groups.giving import leader, member
from tests.people import actor, person, wear
from tests.processes.service_request import places as at
from tests.processes.service_request.bulk import places as bulk
from tests.processes.service_request.experts import places as experts
from tests.processes.service_request.quoting import places as quoting
from tests.web.tickets.door import Visitor, words
from tickets.models import Event, TemplateRecord, TextVersion, Ticket
from tickets.processes.service_request import hearing, signing
from tickets.processes.service_request.bulk import results, template_files
from tickets.processes.service_request.catalogue import publishing, reading
from tickets.processes.service_request.catalogue.models import CatalogueVersion
from tickets.processes.service_request.codes import Purpose

pytestmark = pytest.mark.django_db
TEMPLATE_QUOTED = experts.NEW | {"fulfiller": "vendor", "quote_request": "Bygg mallen."}


def codes_of(refused) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def program(who) -> Program:
    token, _row = make_token(user=who.user, name="test", expires_at=timezone.now() + timedelta(days=1))
    return Program(token)


def told(ticket, name: str):
    return Event.all_objects.filter(ticket=ticket, step=name)


# --- What is not judged ---


def test_answers_of_a_draft_are_judged_when_it_is_ordered_though_they_are_not_sent_again():
    ticket = step(at.draft(), "save", at.orderer(), answers={"kind": "burn"}, ordered_for=at.FOR)
    for sent in ({}, {"answers": None}):
        with pytest.raises(Refused) as refused:
            step(ticket, "order", at.orderer(), **sent)
        assert {"answers.kind", "answers.what"} <= set(refused.value.by_field())


def test_answers_to_the_questions_of_one_item_are_none_to_anothers():
    ticket = step(at.draft(), "save", at.orderer(), answers=at.ANSWERS[at.ITEM], ordered_for=at.FOR)
    with pytest.raises(Refused) as refused:
        step(ticket, "order", at.orderer(), catalogue_item=at.PREAPPROVED)
    assert "answers.unit" in refused.value.by_field()


@pytest.mark.parametrize("answers", ['{"what": NaN}', {"what": [[[{"a": 1}]]]}, {"x" * 500: "y"}, '{"what": 1e999}'])
def test_odd_answers_of_a_draft_do_not_break_its_reading(answers):
    ticket = step(at.draft(), "save", at.orderer(), answers=answers, ordered_for=at.FOR)
    page = Visitor(at.orderer().user).see(f"/bestalla/{at.ITEM}/", draft=str(ticket.pk))
    assert page.status_code == 200


def test_numbers_of_rows_are_cheap_to_read():
    began = time.process_time()
    with suppress(Unusable):
        results.numbers_in(",".join(["1-99999"] * 250), [])
    assert time.process_time() - began < 0.2


def test_a_heading_of_the_file_is_no_formula(monkeypatch):
    version = reading.called(bulk.ITEM, None, timezone.now())
    first, *others = template_files.questions_of(version.form)
    odd = replace(first, label=replace(first.label, sv="=1+1", en="=1+1"))
    monkeypatch.setattr(template_files, "questions_of", lambda form: [odd, *others])
    book = load_workbook(io.BytesIO(template_files.template_file(version, "xlsx").content))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    assert "=1+1" in {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells}


# --- What is not hers to read ---


@pytest.mark.parametrize("answers", [at.ANSWERS[at.REGIONAL], {"nonsense": 1}])
def test_another_regions_item_does_not_exist(answers):
    """Neither its name nor what its form asks is told in a refusal."""

    def of(item):
        with pytest.raises(Refused) as refused:
            at.placed(who=at.orderer(parties.NEIGHBOUR), catalogue_item=item, answers=answers)
        return [(one.code, one.field, str(one.text)) for one in refused.value.reasons]

    assert of(at.REGIONAL) == of(f"{at.REGIONAL}:1") == of("no-such-item")


def test_the_vendor_reads_nothing_of_a_quote_that_the_support_organisation_gave():
    ticket = step(at.quoted_at_vendor(), "quote_returned", at.reviewer(), reason="Vi gör det själva.")
    ticket = step(ticket, "review_to_quote", at.reviewer(), **at.QUOTING | {"fulfiller": "support"})
    ticket = step(ticket, "quote", at.reviewer(), **quoting.quote(quote_text="Vi gör det för hälften."))
    assert Ticket.objects.visible_to(parties.vendor()).filter(pk=ticket.pk).exists()
    read = TextVersion.objects.visible_to(parties.vendor()).filter(ticket_id=ticket.pk, field="quote_text")
    assert not read.exists()
    said = told(ticket, "quote").get()
    assert (said.audience, said.changed["quote"]["for"]) == ("customer", f"@{ticket.origin_id}")


def test_the_vendor_reads_its_own_quote_as_a_document_that_came():
    ticket = step(at.quoted_at_vendor(), "quote", at.reviewer(), **quoting.quote())
    read = TextVersion.objects.visible_to(parties.vendor()).filter(ticket_id=ticket.pk, field="quote_text")
    assert read.exists()


def test_the_vendor_reads_nothing_of_what_the_experts_decided():
    ticket, _decision = experts.decided(experts.with_experts(), "expert_to_quote", **experts.QUOTED)
    facts = {"decision", "reuses_template", "expert_field"}
    seen = [program(who).get(f"tickets/{ticket.number}").json()["facts"] for who in (at.quoter(), at.reviewer())]
    assert [facts & set(one) for one in seen] == [set(), facts]


def test_what_the_approver_wrote_is_not_the_vendors():
    ticket = step(at.placed(at.PRICED), "approve", at.approver(), comment="Internt: budgeten är 50 000.")
    ticket = step(ticket, "review_to_quote", at.reviewer(), **at.QUOTING)
    read = TextVersion.objects.visible_to(parties.vendor()).filter(ticket_id=ticket.pk)
    assert "answers" in read.values_list("field", flat=True)
    assert "comment" not in read.values_list("field", flat=True)


def test_the_vendor_reads_no_limits():
    """A quote just below one would need no second yes."""
    member("godkannare", amount_limit=Decimal(51_234))
    seen = program(parties.vendor()).get("order-groups", organisation=parties.REGION).json()["results"]
    assert [one["amount_limit"] for one in seen] == [None]
    shown = {}
    for who in (parties.vendor(), leader(parties.NEIGHBOUR)):
        page = Visitor(who.user).see("/roller/bestallare/", organisation=parties.REGION)
        shown[who.hats[0].tier] = "".join(words(page).split())
    assert ("51234" in shown["vendor"], "51234" in shown["region"]) == (False, True)


def test_one_who_may_not_read_it_learns_nothing_of_its_rows():
    ticket = bulk.placed()
    for who in (at.orderer(parties.NEIGHBOUR), parties.vendor()):
        visitor, caller = Visitor(who.user), program(who)
        for number in (ticket.number, "TJF-2026-999999"):
            paths = [f"/arenden/{number}/rader/", f"/arenden/{number}/rader/fil/", f"/arenden/{number}/rader/valda/"]
            assert {visitor.see(path).status_code for path in paths} == {404}
            assert caller.get(f"tickets/{number}/rows").status_code == 404


# --- One's own order ---


def test_nobody_makes_herself_one_of_those_who_order_without_an_approver():
    with pytest.raises(changing.Refused) as refused:
        member("forgodkand", who=leader().user)
    assert set(refused.value.reasons) == {"person"}


@pytest.mark.parametrize("said", ["{name}, avdelning 12", "Till {email}", "avdelning 12 ({name})"])
def test_whoever_is_named_among_other_words_does_not_approve(said):
    who = at.approver()
    ticket = at.placed(ordered_for=said.format(name=who.user, email=who.user.email))
    with pytest.raises(Refused) as refused:
        step(ticket, "approve", who)
    assert codes_of(refused) == {"own_order"}


def test_a_person_without_a_name_is_not_named():
    who = at.approver()
    type(who.user).objects.filter(pk=who.person_id).update(given_name="", family_name="")
    assert step(at.placed(), "approve", at.approver()).state == "joint_review"


def test_an_approver_whom_it_is_ordered_for_does_not_count_when_the_parties_are_chosen():
    who, small = at.approver(), at.in_group("godkannare", "region-kliniker", limit=Decimal(3000))
    ticket = step(at.placed(at.PRICED, ordered_for=str(who.user)), "approve", small)
    ticket = step(ticket, "review_to_quote", at.reviewer(), **at.QUOTING)
    ticket = answer(ticket, "accept", parties.vendor(), team=team(parties.VENDOR_ORG).slug)
    ticket = step(ticket, "quote", at.quoter(), **quoting.quote())
    assert [one.key for one in signing.PARTIES[Purpose.QUOTE](ticket)] == ["region_object", "finance"]


def test_an_approver_below_the_price_does_not_decline_for_those_above():
    ticket = quoting.quoted()
    small = at.in_group("godkannare", "region-kliniker", limit=Decimal(10))
    with pytest.raises(Refused) as refused:
        step(ticket, "decline_quote", small, **quoting.DECLINING)
    assert codes_of(refused) == {"above_limit"}


def test_a_deputy_of_whoever_ordered_does_not_approve_in_her_stead():
    who, deputy = at.orderer(), person("region-kliniker", parties.REGION)
    wear(who.user, "region-objektledare", parties.REGION)
    wear(deputy, "region-objektledare", parties.REGION, deputy_for=who.user)
    ticket = quoting.above()
    with pytest.raises(Refused) as refused:
        step(ticket, "sign_quote", actor_for(deputy), **quoting.ALONE)
    assert codes_of(refused) == {"own_order"}


def test_a_deputy_does_not_sign_for_one_who_has_signed_nor_she_after_her_deputy():
    who, deputy = quoting.controller().user, person("sussa-jurist", parties.SUPPORT_ORG)
    wear(who, "sussa-objektledare", parties.SUPPORT_ORG)
    wear(deputy, "sussa-objektledare", parties.SUPPORT_ORG, deputy_for=who)
    for first, second in ((who, deputy), (deputy, who)):
        ticket = quoting.joint()
        hats = {hat.role: hat.assignment_id for hat in actor_for(first).hats}
        finance = hats.get("sussa-ekonomicontroller", hats["sussa-objektledare"])
        given = {"actor": actor_for(first), "via": "test", "data": quoting.REFERENCE, "hat": finance}
        perform(Ticket, ticket.pk, "sign_quote", **given)
        hats = {hat.role: hat.assignment_id for hat in actor_for(second).hats}
        other = hats["sussa-objektledare"] if first == who else hats["sussa-ekonomicontroller"]
        with pytest.raises(Refused) as refused:
            perform(Ticket, ticket.pk, "sign_quote", actor=actor_for(second), via="test", data={}, hat=other)
        assert codes_of(refused) == {"signed_already"}


def test_only_those_whose_yes_is_missing_are_told():
    quoting.manager()
    ticket = step(quoting.joint(), "sign_quote", quoting.controller(), **quoting.REFERENCE)
    heard = hearing._unsigned(fresh(ticket.pk), told(ticket, "sign_quote").get())
    assert quoting.manager().person_id in heard
    assert quoting.controller().person_id not in heard


def test_one_who_has_signed_is_not_asked_for_the_other_party():
    both = person("sussa-tjansteforfragningsansvarig", parties.SUPPORT_ORG)
    wear(both, "sussa-andringsansvarig", parties.SUPPORT_ORG)
    ticket = step(at.reviewed(), "sign_convert", at.reviewer(), reason="Delad konfiguration.")
    assert both.pk not in hearing._unsigned(fresh(ticket.pk), told(ticket, "sign_convert").get())


def test_a_region_does_not_turn_to_the_vendor_through_an_item_of_its_own(monkeypatch):
    monkeypatch.setattr(CatalogueVersion, "is_preapproved", lambda version, day: True)
    monkeypatch.setattr(reading.called(at.REGIONAL, None, timezone.now()), "fulfiller", "vendor")
    ticket = at.placed(at.REGIONAL)
    assert (ticket.state, ticket.offered_to.slug) == ("fulfilment", parties.SUPPORT_ORG)
    assert not Ticket.objects.visible_to(parties.vendor()).filter(pk=ticket.pk).exists()


def test_what_lies_outside_the_contract_is_not_approved_beforehand():
    """It would be carried out without the quote that the catalogue promises."""
    wanted = publishing.wanted_of(reading.called(at.PREAPPROVED, None, timezone.now()))
    assert publishing.faults(wanted) == {}
    assert set(publishing.faults(replace(wanted, in_contract=False))) == {"preapproved_by"}


def test_the_start_page_asks_those_whose_yes_it_takes():
    """Not whom it is ordered for, who would be asked for nothing; the finance controller instead."""
    who, small = at.approver(), at.in_group("godkannare", "region-kliniker", limit=Decimal(3000))

    def waits(one) -> set[str]:
        return set(re.findall(r"/arenden/(TJF-[0-9-]+)/steg/", Visitor(one.user).see("/").content.decode()))

    ticket = at.placed(at.PRICED, ordered_for=f"{who.user}, avdelning 12")
    assert (waits(who), waits(small)) == (set(), {ticket.number})
    ticket = step(ticket, "approve", small)
    ticket = step(ticket, "review_to_quote", at.reviewer(), **at.QUOTING)
    ticket = answer(ticket, "accept", parties.vendor(), team=team(parties.VENDOR_ORG).slug)
    ticket = step(ticket, "quote", at.quoter(), **quoting.quote())
    assert (waits(who), waits(quoting.controller())) == (set(), {ticket.number})


# --- What never ends, or is lost ---


@pytest.mark.parametrize("end", ["review_reject", "convert", "expert_no"])
def test_a_template_that_was_decided_is_dropped_where_the_order_ends_without_it(end):
    ticket, _decision = experts.decided(experts.with_experts(), "expert_to_quote", **TEMPLATE_QUOTED)
    ticket = step(ticket, "quote_returned", at.reviewer(), reason="Ingen offert kom.")
    if end == "review_reject":
        ticket = step(ticket, "review_reject", at.reviewer(), **at.REJECTING)
    elif end == "convert":
        ticket = step(ticket, "sign_convert", at.reviewer(), reason="Delad.")
        ticket = step(ticket, "sign_convert", at.change_manager(), reason="Delad.")
    else:
        ticket = step(ticket, "return", at.reviewer(), question="Gäller det barn, också?")
        answers = experts.ANSWERS | {"purpose": "Även för barn."}
        ticket = step(step(ticket, "order", at.orderer(), answers=answers), "approve", at.approver())
        ticket = step(ticket, "review_to_expert", at.reviewer(), **experts.ASKED)
        ticket, _decision = experts.decided(ticket, "expert_no", reason="Inte för barn.")
    assert ticket.closed_at is not None
    rows = TemplateRecord.objects.unscoped("test").filter(order_id=ticket.pk)
    assert list(rows.values_list("state", flat=True)) == ["dropped"]


def test_the_newest_decision_alone_counts_for_the_register():
    ticket, _decision = experts.decided(experts.with_experts(), "expert_to_quote", **TEMPLATE_QUOTED)
    ticket = step(ticket, "quote_returned", at.reviewer(), reason="Ingen offert kom.")
    ticket = step(ticket, "review_to_expert", at.reviewer(), **experts.ASKED)
    ticket, _decision = experts.decided(ticket, "expert_to_fulfilment", **experts.REUSED)
    rows = TemplateRecord.objects.unscoped("test").filter(order_id=ticket.pk)
    assert list(rows.values_list("state", flat=True)) == ["dropped"]
    assert at.row_of(ticket).reuses_template.slug == experts.REUSED["reused_template"]


def test_that_the_promised_time_has_passed_is_said_while_it_is_on_hold_too():
    ticket = at.fulfilled_by_support()
    late, until = at.row_of(ticket).fulfil_by, timezone.now() + timedelta(days=29)
    third = {"hold_reason": "await_third_party", "supplier": "inera", "supplier_reference": "I-1"}
    ticket = step(ticket, "hold", parties.support(), **third, hold_question="När?", resume_at=until)
    due.fire(now=late + timedelta(minutes=1))
    assert told(ticket, "fulfilment_late").count() == 1


def test_an_order_that_came_back_lapses_where_its_orderer_has_left():
    ticket = step(at.reviewed(), "return", at.reviewer(), question="Vilken enhet?")
    due.fire(now=at.row_of(ticket).expires_at + timedelta(minutes=1))
    assert fresh(ticket.pk).state == "expired"
    assert told(ticket, "expires_soon").count() == 2


def test_an_order_that_was_completed_does_not_lapse_as_the_draft_that_it_was():
    ticket = step(at.reviewed(), "return", at.reviewer(), question="Vilken enhet?")
    before = at.row_of(ticket).expires_at
    ticket = step(step(ticket, "order", at.orderer()), "approve", at.approver())
    due.fire(now=before + timedelta(days=400))
    assert (fresh(ticket.pk).state, at.row_of(ticket).expires_at) == ("joint_review", None)


def test_a_quote_for_a_regions_own_item_can_be_given():
    ticket = step(at.placed(at.REGIONAL), "approve", at.approver())
    given = {"fulfiller": "support", "in_contract": "no", "quote_request": "Vad kostar det?"}
    ticket = step(ticket, "review_to_quote", at.region_reviewer(), **given)
    assert step(ticket, "quote", at.reviewer(), **quoting.quote()).state == "order_approval"


def test_the_last_day_of_a_quote_may_lie_far_ahead():
    assert quoting.quoted(quote_valid_until="2200-12-31").state == "order_approval"


def test_architects_of_the_regions_give_their_opinion():
    asked = experts.ASKED | {"expert_field": "architecture"}
    for role in ("region-chefsarkitekt", "region-losningsarkitekt"):
        ticket = step(at.reviewed(), "review_to_expert", at.reviewer(), **asked)
        after = step(ticket, "expert_opinion", actor(role, parties.NEIGHBOUR), **experts.OPINION)
        assert after.state == "expert_review"
    with pytest.raises(Refused) as refused:  # of the field alone
        step(experts.with_experts(), "expert_opinion", actor("region-chefsarkitekt", parties.REGION), **experts.OPINION)
    assert codes_of(refused) == {"other_field"}
