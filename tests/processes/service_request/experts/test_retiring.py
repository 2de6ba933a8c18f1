"""A template is taken out of use by who leads its forum, from a day and with a reason; who uses it hears of it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from engine.errors import Refused
from outbox.deliver import deliver
from roles import changing
from tests import parties, query_counts
from tests.api.calling import program
from tests.cases import step
from tests.processes.service_request import places as at
from tests.processes.service_request.experts import places as experts
from tests.web.tickets.door import Visitor, words
from tickets.models import Notice, TemplateRecord, TemplateRetirement
from tickets.processes.service_request.experts import reading, retiring

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]
SLUG = "lm-hoftfraktur-smarta"
PAGE = f"/mallar/{SLUG}/"
DAY = timedelta(days=1)
WHY = "Preparatet har utgått. Använd den för hela sjukhuset."


def today():
    return timezone.localdate()


def retired(who=None, *, slug=SLUG, day=None, reason=WHY, decision="2026 § 31"):
    said = {"retires_on": day or today(), "reason": reason, "decision": decision}
    return retiring.retire(who or experts.coordinator(), slug, at=timezone.now(), **said)


def row(who=None, slug=SLUG) -> reading.Row:
    return reading.row_of(reading.records(who or experts.expert()).get(slug=slug))


def refused(call) -> set[str]:
    with pytest.raises(changing.Refused) as told:
        call()
    return set(told.value.reasons)


def told(row) -> set[int]:
    deliver(now=timezone.now() + timedelta(minutes=1))
    deliver(now=timezone.now() + timedelta(minutes=2))
    return set(Notice.objects.unscoped("test").filter(retirement=row).values_list("user_id", flat=True))


# --- The register ---


def test_from_its_day_on_it_is_retired_and_offered_no_more():
    retired(day=today() + 3 * DAY)
    assert (row().state, row().ends_on) == ("in_use", today() + 3 * DAY)
    assert SLUG in dict(reading.choices(experts.expert(), "medication"))
    retiring.take_back(experts.coordinator(), SLUG, at=timezone.now())
    retired(day=today())
    assert (row().state, row().since) == ("retired", today())
    assert SLUG not in dict(reading.choices(experts.expert(), "medication"))
    assert not any(one.record.slug == SLUG for one in reading.listed({}, experts.expert()).rows)


def test_no_order_is_decided_with_one_that_is_out_of_use():
    ticket = experts.with_experts()
    retired()
    with pytest.raises(Refused) as why:
        experts.decided(ticket, **experts.REUSED)
    assert [one.code for one in why.value.reasons] == ["not_in_use"]


def test_taken_back_it_is_used_as_before_and_both_rows_stay():
    first = retired()
    retiring.take_back(experts.coordinator(), SLUG, at=timezone.now())
    assert (row().state, row().ends_on) == ("in_use", None)
    first.refresh_from_db()
    assert first.undone_by == experts.coordinator().user and first.undone_as
    assert refused(lambda: retiring.take_back(experts.coordinator(), SLUG, at=timezone.now())) == {""}
    retired(decision="2026§40")
    assert TemplateRetirement.objects.unscoped("test").filter(record__slug=SLUG).count() == 2
    assert retiring.standing(row().record).decision == f"{experts.FORUM} 2026 § 40"


def test_what_was_written_of_it_stays():
    one = retired()
    for change in ({"reason": "Annat"}, {"retires_on": today() + DAY}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            TemplateRetirement.objects.unscoped("test").filter(pk=one.pk).update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        one.delete()


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 601}, "reason"),
        ({"reason": "Gäller 19121212-1212"}, "reason"),
        ({"decision": "beslutat i mars"}, "decision"),
        ({"day": timezone.localdate() + 367 * DAY}, "retires_on"),
        ({"day": timezone.localdate() - 20_000 * DAY}, "retires_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(said, named):
    assert refused(lambda: retired(**said)) == {named}
    assert not TemplateRetirement.objects.unscoped("test").exists()


def test_of_two_who_do_it_the_second_is_told_so():
    retired()
    assert refused(retired) == {""}


def test_one_that_is_only_decided_is_not_taken_out_of_use():
    ticket, _decision = experts.decided(experts.with_experts())
    record = TemplateRecord.objects.unscoped("test").get(order_id=ticket.pk)
    assert refused(lambda: retired(slug=record.slug)) == {""}


# --- Who does it, and who hears of it ---


@pytest.mark.parametrize("who", [experts.informatics, experts.expert, parties.support, at.reviewer])
def test_nobody_does_it_but_who_leads_its_forum(who):
    with pytest.raises(changing.NotAllowed):
        retired(who())
    with pytest.raises(changing.NotAllowed):
        retiring.take_back(who(), SLUG, at=timezone.now())


def test_the_vendor_finds_no_such_template():
    with pytest.raises(TemplateRecord.DoesNotExist):
        retired(parties.vendor())


def test_the_experts_of_its_kind_and_who_waits_for_an_order_of_it_hear_of_it(mailoutbox):
    people = {"here": experts.expert(parties.REGION), "there": experts.expert(), "other": experts.informatician()}
    experts.decided(experts.with_experts(), **experts.REUSED)
    orderer = at.orderer().user.pk
    one = retired()
    found = told(one)
    assert {people["here"].user.pk, people["there"].user.pk, orderer} <= found
    assert people["other"].user.pk not in found and experts.coordinator().user.pk not in found
    sent = [one for one in mailoutbox if people["there"].user.email in one.to]
    assert any(PAGE in one.body and "Höftfraktur" not in one.body + one.subject for one in sent)
    text = words(Visitor(people["there"].user).client.get("/aviseringar/"))
    assert row().name in text and "används inte längre från" in text


def test_of_one_regions_template_the_other_regions_hear_nothing():
    here, there = experts.expert(parties.REGION), experts.expert()
    record = row().record
    TemplateRecord.objects.unscoped("test").filter(pk=record.pk).update(region_id=here.hats[0].organisation.pk)
    found = told(retired())
    assert here.user.pk in found and there.user.pk not in found


# --- The pages and the API ---


def test_it_is_done_on_its_page_and_undone_from_the_receipt():
    visitor = Visitor(experts.coordinator().user)
    assert "Avveckla mallen" in words(visitor.see(PAGE))
    form = f"{PAGE}avveckla/"
    wrong = visitor.client.post(form, {"retires_on": today().isoformat(), "reason": WHY, "decision": "ja"})
    assert wrong.status_code == 422 and WHY in words(wrong) and "2026 § 7" in words(wrong)
    done = visitor.client.post(
        form, {"retires_on": today().isoformat(), "reason": WHY, "decision": "2026 § 31"}, follow=True
    )
    assert WHY in words(done) and "2026 § 31" in words(done) and f"{PAGE}ta-tillbaka/" in done.content.decode()
    assert "Avvecklad" in words(visitor.see("/mallar/", which="retired"))
    back = visitor.client.post(f"{PAGE}ta-tillbaka/", follow=True)
    assert WHY not in words(back) and row().state == "in_use"


def test_others_read_its_page_and_no_more():
    retired()
    reader = Visitor(experts.expert().user)
    page = reader.see(PAGE)
    assert WHY in words(page) and "ta-tillbaka" not in page.content.decode()
    assert reader.see(f"{PAGE}avveckla/").status_code == 403
    assert reader.client.post(f"{PAGE}ta-tillbaka/").status_code == 403
    outside = Visitor(parties.vendor().user)
    assert outside.see(PAGE).status_code == 404
    assert outside.client.post(f"{PAGE}ta-tillbaka/").status_code == 404
    assert reader.see("/mallar/finns-inte/").status_code == 404


def test_it_is_done_over_the_api():
    desk = program("sussa-samordnare-lakemedelsmallar", parties.SUPPORT_ORG)
    body = {"retires_on": today().isoformat(), "reason": WHY, "decision": "2026 § 31"}
    wrong = desk.post(f"templates/{SLUG}/retire", body | {"decision": "ja", "retires_on": "2026-02-30"})
    assert {one["field"] for one in wrong.json()["errors"]} == {"retires_on"}
    made = desk.post(f"templates/{SLUG}/retire", body)
    assert made.status_code == 200 and made.json()["retires_on"] == today().isoformat()
    assert desk.post(f"templates/{SLUG}/retire", body).status_code == 422
    assert desk.post(f"templates/{SLUG}/take-back").json()["retires_on"] is None
    assert desk.post("templates/finns-inte/retire", body).status_code == 404
    assert program("region-halsoinformatik", parties.REGION).post(f"templates/{SLUG}/retire", body).status_code == 403
    vendor = program(parties.VENDOR_ROLE, parties.VENDOR_ORG)
    assert vendor.post(f"templates/{SLUG}/retire", body).status_code == 404
    assert vendor.post(f"templates/{SLUG}/take-back").status_code == 404


def test_its_page_costs_few_queries():
    retired()
    visitor = Visitor(experts.coordinator().user)
    visitor.see(PAGE)
    query_counts.check("web: template", lambda: visitor.see(PAGE), at_most=14)


def test_an_order_that_is_carried_out_goes_on():
    ticket, _decision = experts.decided(experts.with_experts(), **experts.REUSED)
    retired()
    assert (
        step(ticket, "add_note", at.reviewer(), note_text="Vi byter.", note_audience="customer").state == "fulfilment"
    )
