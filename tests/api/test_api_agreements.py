"""Reading the agreements over the API: the customer side does, the vendor does its own contract, if anything."""

from datetime import date

import pytest

from sla.agreement_versions import publish_loaded, said_by
from sla.models import Agreement, AgreementVersion, Calendar
from tests import query_counts
from tests.api.calling import program as program_of
from tests.api.calling import support, vendor

pytestmark = pytest.mark.django_db


def test_the_customer_side_reads_agreements_versions_and_since_when_they_count():
    desk = support()
    listed = query_counts.check("api: agreements", lambda: desk.get("agreements"), at_most=6).json()["results"]
    uc = next(one for one in listed if one["slug"] == "uc-cambio")
    assert (uc["kind"], uc["provider"], uc["customer"]) == ("uc", "cambio", "sussa-vardstod")
    said = query_counts.check("api: one agreement", lambda: desk.get("agreements/uc-cambio"), at_most=9).json()
    (version,) = said["versions"]
    assert (version["number"], version["valid_from"], version["is_example"]) == (1, "2020-01-01", True)
    p3 = {"process": "incident", "metric": "resolve", "priority": 3, "minutes": 2700, "calendar": "office"}
    assert p3 in version["targets"]
    assert {"hold": "await_customer", "rule": "pauses"} in version["pauses"]
    assert (version["most_pauses"], version["longest_pause_minutes"], version["pause_calendar"]) == (3, 5400, "office")
    assert {"region": "dalarna", "since": "2020-01-01", "until": None} in said["counts"]
    assert len(said["counts"]) == 9
    assert desk.get("agreements/none").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_versions_and_drafts_are_not_read():
    found = Agreement.objects.get(slug="uc-cambio")
    before = said_by(found.versions.get())
    publish_loaded(found, before, {one.slug: one for one in Calendar.objects.all()})
    AgreementVersion.objects.create(agreement=found, valid_from=date(2040, 1, 1), changed_at="2026-01-01T00:00Z")
    desk = support()
    said = query_counts.check("api: one agreement", lambda: desk.get("agreements/uc-cambio"), at_most=9).json()
    assert [one["number"] for one in said["versions"]] == [1, 2]


def test_the_vendor_reads_its_own_contract_where_it_answers_for_it():
    program = program_of("cambio-contract-manager", "cambio")
    assert [one["slug"] for one in program.get("agreements").json()["results"]] == ["uc-cambio"]
    assert [one["number"] for one in program.get("agreements/uc-cambio").json()["versions"]] == [1]
    for slug in ("sla-sussa", "ola-sussa", "ola-it-mt"):
        assert program.get(f"agreements/{slug}").status_code == 404


def test_for_the_vendors_desk_there_are_none():
    program = vendor()
    assert program.get("agreements").json() == {"results": []}
    assert program.get("agreements/uc-cambio").status_code == 404
