"""The register of duties to report: over all cases, cut to the organisation, the nearest time first."""

import pytest

from roles.models import Role
from tests import cases, parties, query_counts
from tests.api import calling
from tests.people import actor
from tests.processes.major_incident import places as majors
from tests.processes.regulatory import opened
from tests.web.tickets.door import Visitor, words

pytestmark = pytest.mark.django_db
PAGE = "/rapporteringsplikt/"


def seen(who, **asked) -> str:
    return words(Visitor(who.user).see(PAGE, **asked)).replace("\xad", "")


def listed(program, **asked) -> list[dict]:
    answer = program.get("duties", **asked)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def of_region(slug: str = parties.REGION):
    return calling.program("region-informationssakerhetsansvarig", slug)


def of_support():
    return calling.program("sussa-informationssakerhetsansvarig", parties.SUPPORT_ORG)


def test_those_under_way_stand_by_what_is_due_next():
    """Its next report, not its age; what has no time but "without delay" by when it was known."""
    warned = opened.sent(opened.track(hours=10), "warning", hours=9)
    fresh, late = opened.track(hours=2), opened.track("gdpr_33", hours=80)
    at_once = opened.track("device", who=opened.device_specialist(), hours=60)
    rows = listed(of_region())
    assert [one["id"] for one in rows] == [at_once.pk, late.pk, fresh.pk, warned.pk]
    assert [one["next_stage"] for one in rows] == ["authority", "breach", "warning", "notification"]
    assert rows[0]["due_at"] is None and rows[3]["due_at"] is not None
    page = seen(opened.security())
    assert "4 prövningar som du får läsa." in page and "8 h för sent" in page and "Snarast" in page


def test_the_views_hold_what_was_decided_and_sent():
    sent, nothing, open_one = opened.breach_sent(), opened.not_reportable(), opened.track()
    program = of_region()
    assert [one["id"] for one in listed(program)] == [open_one.pk]
    assert [one["id"] for one in listed(program, which="reported")] == [sent.pk]
    (row,) = listed(program, which="nothing")
    assert (row["id"], row["decided_role"] != "", row["next_stage"]) == (nothing.pk, True, None)
    assert {one["id"] for one in listed(program, which="all")} == {sent.pk, nothing.pk, open_one.pk}
    page = seen(opened.security())
    assert "Cybersäkerhet 1 0 0 1" in page and "GDPR 0 0 1 0" in page


def test_who_decided_is_named_in_the_language_of_the_reader():
    decided = opened.not_reportable()
    role = Role.objects.get(label_sv=decided.decided_role)
    reader = opened.security().user
    reader.language = "en"
    reader.save()
    visitor = Visitor(reader)
    page, file = (visitor.see(address, which="nothing") for address in (PAGE, f"{PAGE}fil/"))
    (row,) = listed(of_region(), which="nothing", headers={"Accept-Language": "en"})
    assert role.label_en != role.label_sv
    assert role.label_en in words(page) and role.label_en in file.content.decode()
    assert row["decided_role"] == role.label_en


def test_a_region_reads_its_own_and_the_support_organisation_reads_all():
    ticket = majors.major("declared")
    here = {one["organisation"] for one in listed(of_region())}
    assert here == {parties.REGION}
    everywhere = {one["organisation"] for one in listed(of_support())}
    assert everywhere == {row.region.slug for row in majors.rows(ticket) if row.guessed}
    assert listed(of_region("orebro-lan")) == []
    assert ticket.number in seen(actor("sussa-objektagare", parties.SUPPORT_ORG))
    assert listed(of_support(), organisation=parties.REGION) == listed(of_region())


def test_what_the_vendor_reads_is_its_own():
    makers = opened.makers()
    cases.step(makers.ticket, "assess_reporting", opened.security(), **opened.ASSESSING())
    assert [one["id"] for one in listed(calling.vendor())] == [makers.pk]
    page = seen(opened.vendor(), which="all")
    assert "Tillverkaren 1 0 0 0" in page and "Cybersäkerhet 1" not in page


def test_it_is_filtered_by_law_and_words_and_refuses_what_it_does_not_know():
    nis2, gdpr = opened.track(), opened.track("gdpr_33")
    program = of_region()
    assert [one["id"] for one in listed(program, law="gdpr_33")] == [gdpr.pk]
    assert [one["id"] for one in listed(program, q=nis2.ticket.number)] == [nis2.pk]
    asked = {"law": "notice", "organisation": "nowhere", "which": "nothing-such"}
    assert [program.get("duties", **{name: value}).status_code for name, value in asked.items()] == [422] * 3
    page = Visitor(opened.security().user).see(PAGE, law="notice")
    assert page.status_code == 422 and "Det valet finns inte här." in words(page)


def test_a_notice_is_answered_not_reported():
    opened.notice_sent()
    assert listed(of_support(), which="all") == []
    assert "Ingen prövning här" in seen(opened.security())


def test_the_file_holds_the_same_rows():
    one = opened.sent(opened.track("gdpr_33"), "breach", report_reference="IMY-2026-77")
    text = Visitor(opened.security().user).see(f"{PAGE}fil/", which="all").content.decode()
    (line,) = text.strip().splitlines()[1:]
    assert one.ticket.number in line and "IMY-2026-77" in line and "Rapporterad" in line


def test_those_who_decide_and_lead_have_it_in_the_menu():
    people = (
        opened.security(),
        opened.device_specialist(),
        actor("sussa-objektagare", parties.SUPPORT_ORG),
        parties.desk(),
    )
    shown = [PAGE in Visitor(who.user).client.get("/").content.decode() for who in people]
    assert shown == [True, True, True, False]


def test_the_register_costs_the_same_however_many_there_are():
    client, program = Visitor(parties.support_security().user).client, of_support()
    for _round in range(2):
        opened.track(), opened.track("gdpr_33"), opened.breach_sent()
        client.get(PAGE), program.get("duties")
        query_counts.check("web: duties", lambda: client.get(PAGE), at_most=10)
        query_counts.check("api: list duties", lambda: program.get("duties"), at_most=6)
