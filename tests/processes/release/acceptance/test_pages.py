"""The acceptance protocol as each reader sees it: what stands there, what does not, and that it stays cheap."""

from __future__ import annotations

import re

import pytest

from tests import cases, parties, query_counts
from tests.pages import browser, text_of
from tests.people import actor
from tests.processes.release import places as releases
from tests.processes.release.acceptance import places as at

pytestmark = pytest.mark.django_db


def page(ticket, who, status: int = 200) -> str:
    answer = browser(who).get(f"/releaser/{ticket.number}/acceptans/")
    return text_of(answer, status)


def full():
    """Two results, a critical defect that is waived, and one that is open."""
    ticket = at.waived()
    cases.step(ticket, "record_result", at.tester(), test_case=1, case_outcome="ok")
    data = {"test_case": 1, "case_outcome": "not_ok", "case_comment": "Listan är tom på akuten."}
    cases.step(ticket, "record_result", at.tester(at.NEIGHBOUR), **data)
    return cases.step(ticket, "report_defect", at.tester(), **at.DEFECT | {"defect_title": "Dosen avrundas"})


def test_the_protocol_says_how_each_region_went_what_is_wrong_and_who_owns_what_is_waived():
    said = page(full(), at.tester())
    for words in ("Ordinera från mall", "Listan är tom på akuten.", "Inte OK", "Kritiska fel står i vägen"):
        assert words in said
    assert "2. Dosen avrundas" in said and "Listan kan laddas om." in said
    assert str(at.object_leader().user) in said


def test_the_vendor_reads_the_defects_and_neither_why_they_are_waived_nor_by_whom():
    said = page(full(), releases.vendor_lead())
    assert "Listan blir tom" in said and "Accepterat" in said.replace("accepterat", "Accepterat")
    assert "Listan kan laddas om." not in said and str(at.object_leader().user) not in said
    assert at.tester().user.short_name not in said


def test_whoever_does_not_read_the_release_is_told_that_it_is_not_there():
    ticket = full()
    security = parties.support_security()
    data = {"reason": "Känsligt", "named_readers": [security.user.email]}
    cases.step(ticket, "make_confidential", security, **data)
    page(ticket, at.tester("sormland"), 404)
    page(cases.incident(), at.tester(), 404)


def test_one_press_on_the_page_records_that_a_case_went_well():
    ticket = at.testing()
    window = browser(at.tester())
    assert "Det gick bra" in page(ticket, at.tester())
    address = f"/arenden/{ticket.number}/steg/record_result/"
    answer = window.post(address, {"test_case": "1", "case_outcome": "ok"})
    assert answer.status_code == 303
    (result,) = cases.fresh(ticket.pk).test_results()
    assert (result.outcome, result.person_id) == ("ok", at.tester().person_id)
    assert "Det gick bra" not in page(ticket, actor("region-objektledare", "sormland"))


def test_the_form_offers_the_defects_that_the_step_can_be_about():
    ticket = cases.step(full(), "mend_defect", at.tester(), defect=2, mended_build="10.1.0-55")
    window = browser(at.object_leader())
    ending = window.get(f"/arenden/{ticket.number}/steg/end_waiver/?defect=1").content.decode()
    assert re.search(r'<option value="1" selected>1\. Listan blir tom', ending)
    assert "Dosen avrundas" not in ending
    opening = browser(at.tester()).get(f"/arenden/{ticket.number}/steg/reopen_defect/").content.decode()
    assert "2. Dosen avrundas" in opening and "1. Listan blir tom" not in opening


def test_the_protocol_costs_the_same_however_many_rows_there_are():
    ticket, reader = full(), at.tester()
    window = browser(reader)
    address = f"/releaser/{ticket.number}/acceptans/"
    window.get(address)
    query_counts.check("web: acceptance protocol", lambda: window.get(address), at_most=20)
    for number in range(2, 6):
        cases.step(ticket, "add_test_case", at.manager(), **at.CASE)
        cases.step(ticket, "record_result", at.tester(at.NEIGHBOUR), test_case=number, case_outcome="ok")
        cases.step(ticket, "report_defect", at.tester(), **at.DEFECT)
    query_counts.check("web: acceptance protocol", lambda: window.get(address), at_most=20)
