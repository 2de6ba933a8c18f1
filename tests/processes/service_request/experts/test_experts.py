"""Orders of templates through their expert forum, and the register that its decisions lead to."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engine.errors import NotPermitted, NotPossible, Refused
from regions import directory
from tests import parties
from tests.cases import fresh, step
from tests.people import person
from tests.processes.service_request import places as at
from tests.processes.service_request.experts import places as experts
from tickets.balloting import freezing
from tickets.models import Decision, Event, ExpertOpinion, TemplateRecord, TextVersion, Ticket
from tickets.processes import doors as doors  # the pages say what waits for whom
from tickets.processes.service_request.experts import reading
from tickets.web import turns

pytestmark = pytest.mark.django_db


def reads(actor, ticket) -> bool:
    return Ticket.objects.visible_to(actor).filter(pk=ticket.pk).exists()


def codes(why) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in why.value.reasons]


def listed(actor, **asked) -> list[reading.Row]:
    return reading.listed(asked, actor).rows


def turns_of(actor) -> set[str]:
    return {one.turn for one in turns.waiting_for(actor)}


# --- The forum ---


def test_the_regions_experts_of_the_field_read_the_order_until_the_forum_has_decided():
    ticket = experts.reviewed()
    assert not reads(experts.expert(), ticket)
    ticket = step(ticket, "review_to_expert", at.reviewer(), **experts.ASKED)
    assert reads(experts.expert(), ticket) and reads(experts.expert("blekinge"), ticket)
    assert not reads(experts.informatician(), ticket) and not reads(parties.desk(parties.NEIGHBOUR), ticket)
    ticket, _decision = experts.decided(ticket)
    assert not reads(experts.expert(), ticket) and reads(experts.expert(parties.REGION), ticket)


def test_its_page_says_by_their_role_who_of_the_regions_reads_it():
    ticket = experts.with_experts()
    page = Client()
    page.force_login(at.orderer().user)
    shown = page.get(f"/arenden/{ticket.number}/").content.decode()
    readers = shown.partition('id="lasare"')[2].partition("</ul>")[0]
    assert readers.count("läkemedelsmallar") == 2, readers  # the regions' together, and the joint one
    assert "-lakemedelsmallar" not in readers
    assert readers.count("Region Halland") == 1


def test_they_read_it_no_longer_when_it_goes_back_to_its_orderer_either():
    ticket = step(experts.with_experts(), "return", at.reviewer(), question="Vilken enhet?")
    assert not reads(experts.expert(), ticket)


def test_an_expert_gives_her_regions_opinion_and_may_give_a_later_one():
    ticket = experts.with_experts()
    assert "expert_opinion" in turns_of(experts.expert())
    step(ticket, "expert_opinion", experts.expert(), **experts.OPINION)
    assert "expert_opinion" not in turns_of(experts.expert())
    step(ticket, "expert_opinion", experts.expert(), expert_verdict="against", opinion_text="Den som finns räcker.")
    found = reading.opinions(fresh(ticket.pk), experts.coordinator())
    assert [(one.verdict, one.organisation.slug) for one in found] == [
        ("endorse", parties.NEIGHBOUR),
        ("against", parties.NEIGHBOUR),
    ]
    assert Event.objects.unscoped("test").filter(ticket=ticket, step="expert_opinion").count() == 2


def test_an_opinion_is_never_changed():
    step(experts.with_experts(), "expert_opinion", experts.expert(), **experts.OPINION)
    with pytest.raises(Exception, match="append"):
        ExpertOpinion.objects.unscoped("test").update(verdict="against")


def test_the_vendor_reads_neither_opinions_nor_the_forums_decision():
    ticket = experts.with_experts()
    step(ticket, "expert_opinion", experts.expert(), **experts.OPINION)
    ticket, decision = experts.decided(ticket, "expert_to_quote", **experts.QUOTED)
    assert reads(parties.vendor(), ticket)
    assert reading.opinions(ticket, parties.vendor()) == []
    page = client_of(parties.VENDOR_ROLE, parties.VENDOR_ORG).get(reverse("tickets:detail", args=[ticket.number]))
    words = page.content.decode()
    assert experts.OPINION["opinion_text"] not in words and f"{decision.year} § {decision.number}" not in words


def test_experts_of_another_field_give_no_opinion():
    ticket = experts.with_experts()
    with pytest.raises(Refused) as why:
        step(ticket, "expert_opinion", experts.informatician(parties.REGION), **experts.OPINION)
    assert codes(why) == [("other_field", "")]


def test_the_coordinator_of_the_field_has_it_on_her_start_page():
    ticket = experts.with_experts()
    assert "expert_decision" in turns_of(experts.coordinator())
    assert "expert_decision" not in turns_of(experts.informatics())
    experts.decided(ticket)
    assert "expert_decision" not in turns_of(experts.coordinator())


# --- The decision ---


def test_the_decision_is_the_forums_own_numbered_and_bound_to_what_was_ordered():
    ticket = experts.with_experts()
    digest = freezing.digest(freezing.content(ticket))
    ticket, decision = experts.decided(ticket)
    assert ticket.state == "fulfilment"
    assert decision.digest == digest
    assert at.row_of(ticket).decision == str(decision) == f"{experts.FORUM} {decision.year} § {decision.number}"


def test_other_answers_are_another_content():
    ticket = experts.with_experts()
    digest = freezing.digest(freezing.content(ticket))
    ticket = step(ticket, "return", at.reviewer(), question="Vilken enhet?")
    answers = experts.ANSWERS | {"route": "injection"}
    ticket = step(ticket, "order", at.orderer(), answers=answers, ordered_for=at.FOR)
    assert freezing.digest(freezing.content(ticket)) != digest


def test_nobody_takes_the_steps_of_the_decision_without_one():
    ticket = experts.with_experts()
    with pytest.raises(Refused) as why:
        step(ticket, "expert_to_fulfilment", experts.coordinator(), **experts.NEW)
    assert codes(why) == [("by_decision", "")]


def test_only_the_forum_of_the_field_decides():
    ticket = experts.with_experts()
    with pytest.raises(Refused) as why:
        experts.decided(ticket, who=experts.informatics(), forum="sussa-region-halsoinformatik")
    assert codes(why) == [("other_forum", "")]
    with pytest.raises(NotPermitted):
        experts.decided(ticket, who=experts.informatics())
    assert not Decision.objects.unscoped("test").exists()


def test_whoever_ordered_does_not_decide():
    ticket = experts.with_experts()
    who = person("sussa-samordnare-lakemedelsmallar", parties.SUPPORT_ORG)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('engine.subject', %s, true)", [f"tickets_ticket:{ticket.pk}"])
        cursor.execute("update tickets_ticket set reporter_id = %s where id = %s", [who.pk, ticket.pk])
    with pytest.raises(NotPossible):
        experts.decided(ticket)


def test_the_forum_may_say_no_and_the_order_ends():
    ticket, _decision = experts.decided(experts.with_experts(), "expert_no", reason="En befintlig mall räcker.")
    assert ticket.state == "rejected"
    assert not TemplateRecord.objects.unscoped("test").filter(order=ticket).exists()


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"reuse_existing_template": "yes"}, {("required", "reused_template")}),
        (
            {"reuse_existing_template": "yes", "reused_template": "lm-hoftfraktur-smarta", "template_name": "Ny"},
            {("no_new_template", "template_name")},
        ),
        (
            {"reuse_existing_template": "yes", "reused_template": "jm-omvardnadsanamnes"},
            {("other_kind", "reused_template")},
        ),
        (
            {"reuse_existing_template": "yes", "reused_template": "lm-hoftfraktur-smarta-2022"},
            {("not_in_use", "reused_template")},
        ),
        ({"reuse_existing_template": "yes", "reused_template": "saknas"}, {("not_found", "reused_template")}),
        ({"reuse_existing_template": "no"}, {("required", "template_name"), ("required", "template_purpose")}),
        (
            {"reuse_existing_template": "not_relevant", "template_name": "Ny"},
            {("not_about_templates", "template_name")},
        ),
    ],
)
def test_the_decision_says_what_the_register_needs(given, found):
    with pytest.raises(Refused) as why:
        experts.decided(experts.with_experts(), **({"fulfiller": "support"} | given))
    assert set(codes(why)) == found


def test_a_forum_that_decides_on_no_templates_makes_none():
    asked = experts.ASKED | {"expert_field": "architecture"}
    ticket = step(experts.reviewed(), "review_to_expert", at.reviewer(), **asked)
    by = {"who": experts.architect(), "forum": experts.OF_ARCHITECTURE}
    with pytest.raises(Refused) as why:
        experts.decided(ticket, **by, **experts.NEW)
    assert codes(why) == [("no_templates_here", "reuse_existing_template")]
    given = {"reuse_existing_template": "not_relevant", "fulfiller": "support"}
    ticket, _decision = experts.decided(ticket, **by, **given)
    assert ticket.state == "fulfilment"
    assert not TemplateRecord.objects.unscoped("test").filter(order=ticket).exists()


def test_a_name_for_the_register_holds_no_personal_number():
    with pytest.raises(Refused) as why:
        experts.decided(experts.with_experts(), **experts.NEW | {"template_name": "Mall för 19121212-1212"})
    assert codes(why) == [("personal_number", "template_name")]


# --- The register ---


def test_what_was_decided_stands_in_the_register_for_all_nine_and_tells_nothing_of_the_order():
    ticket, decision = experts.decided(experts.with_experts())
    for region in directory.regions():
        row = listed(experts.expert(region.slug), q="äldrevård")[0]
        assert (row.name, row.state, row.order) == (experts.NEW["template_name"], "decided", ticket.number)
        assert f"{row.forum} {row.decision}" == str(decision)
        assert row.opens == (region.slug == parties.REGION)
        words = f"{row.name} {row.purpose}"
        assert at.FOR not in words and experts.ANSWERS["responsible"] not in words
    assert listed(parties.vendor()) == []


def test_it_is_in_use_when_the_order_is_accepted_and_takes_the_place_of_an_older_one():
    data = experts.NEW | {"reused_template": "lm-hoftfraktur-smarta"}
    ticket, _decision = experts.decided(experts.with_experts(), **data)
    assert [one.record.slug for one in listed(parties.desk(), q="höftfraktur, före")] == ["lm-hoftfraktur-smarta"]
    ticket = step(ticket, "deliver", parties.support(), delivery_note="Mallen är byggd.")
    ticket = step(ticket, "accept", at.orderer())
    row = listed(parties.desk(), q="äldrevård")[0]
    assert row.state == "in_use"
    assert listed(parties.desk(), q="höftfraktur, före") == []
    old = next(one for one in listed(parties.desk(), which="retired") if one.record.slug == "lm-hoftfraktur-smarta")
    assert (old.state, old.since) == ("retired", row.since)


def test_it_was_never_made_where_the_order_is_withdrawn():
    ticket, _decision = experts.decided(experts.with_experts())
    ticket = step(ticket, "ask_withdrawal", at.orderer(), reason="Behövs inte.")
    ticket = step(ticket, "agree_withdrawal", parties.support(), **at.COST)
    step(ticket, "cancel_in_fulfilment", at.orderer(), reason="Behövs inte.", **at.COST)
    assert [one.state for one in listed(parties.desk(), q="äldrevård", which="all")] == ["dropped"]


def test_that_one_that_exists_is_used_is_recorded_and_makes_no_new_one():
    before = TemplateRecord.objects.unscoped("test").count()
    ticket, _decision = experts.decided(experts.with_experts(), **experts.REUSED)
    assert at.row_of(ticket).reuses_template.slug == "lm-hoftfraktur-smarta"
    assert TemplateRecord.objects.unscoped("test").count() == before


def test_words_that_are_removed_from_the_order_are_gone_from_the_register():
    ticket, _decision = experts.decided(experts.with_experts())
    text = TextVersion.objects.unscoped("test").get(ticket=ticket, field="template_name")
    step(ticket, "hide_personal_data", parties.support(), hidden_part=text.part_key)
    assert listed(parties.desk(), q="äldrevård") == []
    row = next(one for one in listed(parties.desk()) if one.order == ticket.number)
    assert experts.NEW["template_name"] not in row.name


def test_the_register_is_narrowed_by_words_kind_region_and_state():
    who = parties.desk()
    assert {one.record.kind for one in listed(who, kind="record")} == {"record"}
    assert [one.record.slug for one in listed(who, region="norrbotten")] == ["lm-dialys-norrbotten"]
    assert all(one.record.region is None for one in listed(who, region="joint"))
    assert {one.state for one in listed(who, which="retired")} == {"retired"}
    assert [one.record.slug for one in listed(who, q="pyelonefrit")] == ["lm-pyelonefrit-vuxen"]
    with pytest.raises(Refused):
        listed(who, q="19121212-1212")


# --- Templates that are like what is ordered ---


def alike(text: str, kind: str = "medication") -> list[str]:
    return [one.record.slug for one in reading.alike([text], kind, parties.desk())]


def test_templates_with_words_in_common_are_found_while_an_order_is_written():
    assert alike(experts.ANSWERS["template_name"])[0] == "lm-hoftfraktur-smarta"
    assert alike("Omvårdnad vid inskrivning", "record")[0] == "jm-omvardnadsanamnes"
    assert alike("Omvårdnad vid inskrivning", "medication") == []
    assert alike("Smärtlindring för 19121212-1212") == []
    assert alike("") == []


def test_a_page_of_the_register_costs_two_queries_however_many_templates():
    who = parties.desk()
    with CaptureQueriesContext(connection) as seen:
        reading.listed({}, who)
    assert len(seen) == 2


# --- Pages ---


def client_of(role: str, organisation: str) -> Client:
    client = Client()
    client.force_login(person(role, organisation))
    return client


def test_the_register_is_a_page_and_a_file_for_the_customers_side_alone():
    ticket, _decision = experts.decided(experts.with_experts())
    client = client_of(parties.DESK_ROLE, parties.NEIGHBOUR)
    page = client.get(reverse("tickets:templates"), {"q": "äldrevård"}).content.decode()
    assert experts.NEW["template_name"] in page and ticket.number in page
    assert reverse("tickets:detail", args=[ticket.number]) not in page
    file = client.get(reverse("tickets:templates_file"), {"kind": "medication"}).content.decode("utf-8-sig")
    assert f";{ticket.number}" in file and file.count("\n") == 17
    vendor = client_of(parties.VENDOR_ROLE, parties.VENDOR_ORG)
    assert vendor.get(reverse("tickets:templates")).status_code == 404
    assert vendor.get(reverse("tickets:templates_file")).status_code == 404


def test_the_page_of_an_order_shows_templates_that_are_like_it_the_opinions_and_the_decision():
    ticket = experts.reviewed()
    client = client_of("sussa-tjansteforfragningsansvarig", parties.SUPPORT_ORG)
    url = reverse("tickets:detail", args=[ticket.number])
    assert "Smärtlindring vid höftfraktur, före och efter operation" in client.get(url).content.decode()
    ticket = step(ticket, "review_to_expert", at.reviewer(), **experts.ASKED)
    step(ticket, "expert_opinion", experts.expert(), **experts.OPINION)
    page = client.get(url).content.decode()
    assert "Forum för läkemedelsmallar" in page and experts.OPINION["opinion_text"] in page
    ticket, decision = experts.decided(ticket)
    page = client.get(url).content.decode()
    assert f"{decision.year} § {decision.number}" in page and experts.NEW["template_name"] in page


def test_the_rows_of_like_templates_answer_what_is_written_in_the_form():
    client = client_of(parties.DESK_ROLE, parties.REGION)
    ticket = experts.placed()
    url = reverse("tickets:similar_templates", args=[at.row_of(ticket).version_id])
    page = client.post(url, {"answers.template_name": "Smärtlindring höftfraktur"}).content.decode()
    assert "Smärtlindring vid höftfraktur, före och efter operation" in page
