"""Templates in the browser and over REST: the list, one template, the draft, and what is shown to whom."""

import pytest

from tests import parties, query_counts
from tests.api import calling
from tests.cases import fresh
from tests.pages import browser, text_of
from tests.processes.change_template import places
from tests.processes.change_template.places import manager, proposer, template
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
PAGE = "/andringar/mallar/"


def test_the_list_says_what_may_differ_until_when_and_how_it_went():
    ticket = template()
    said = text_of(browser(parties.desk()).get(PAGE))
    assert places.TITLE in said
    assert ticket.number in said
    assert "Antal enheter: 1–10" in said
    assert "Avdelning: fritext" in said
    assert "version 1" in said
    assert "ingen ändring är avslutad än" in said


def test_the_list_is_divided_by_state_and_filtered_by_service_and_words():
    approved, suspended = template(), template("suspended", services=["natverk"])
    visitor = browser(parties.desk())
    assert suspended.number not in text_of(visitor.get(PAGE))
    assert suspended.number in text_of(visitor.get(PAGE, {"which": "suspended"}))
    assert approved.number in text_of(visitor.get(PAGE, {"service": "cosmic"}))
    assert approved.number not in text_of(visitor.get(PAGE, {"service": "natverk"}))
    assert approved.number in text_of(visitor.get(PAGE, {"q": "organisationskatalogen"}))
    assert "Ingen mall passar" in text_of(visitor.get(PAGE, {"q": "skrivare"}))
    assert "kan inte visas" in text_of(visitor.get(PAGE, {"which": "nothing"}), 422)


def test_the_page_of_one_shows_plans_limits_versions_and_decision():
    ticket = template()
    said = text_of(browser(parties.desk()).get(f"/arenden/{ticket.number}/"))
    for words in (
        "Mallen",
        "Plan för att backa",
        "Stäng enheten igen.",
        "Godkända versioner",
        "Version 1",
        "beslut 2026 § 1",
    ):
        assert words in said


def test_a_region_drafts_one_in_the_browser():
    visitor = browser(proposer())
    assert visitor.get("/arenden/ny/andringsmall/").status_code == 200
    typed = {"title": "Ny skrivarkö", "services": ["skrivare"], "page": "1", "go": "register"}
    answer = visitor.post("/arenden/ny/andringsmall/", typed)
    assert answer.status_code == 302, text_of(answer)
    made = Ticket.objects.unscoped("test").get(title="Ny skrivarkö")
    assert (made.process, made.state, made.service.slug) == ("standard-change-template", "draft", "skrivare")


def test_a_renewal_begins_with_what_is_approved():
    ticket = template()
    page = browser(manager()).get(f"/forum/sussa-cambio-cab/besluta/{ticket.number}/renew/")
    assert "Stäng enheten igen." in text_of(page)
    assert places.LIMITS.splitlines()[0] in text_of(page)


def test_only_who_may_write_is_offered_to():
    assert "Ny standardändringsmall" in text_of(browser(proposer()).get(PAGE))
    assert "Ny standardändringsmall" not in text_of(browser(parties.desk()).get(PAGE))
    assert browser(parties.desk()).get("/arenden/ny/andringsmall/").status_code == 403


def test_the_vendor_reads_none_of_those_that_others_carry_out():
    ticket = template()
    assert ticket.number not in text_of(browser(parties.vendor()).get(PAGE))
    assert browser(parties.vendor()).get(f"/arenden/{ticket.number}/").status_code == 404


def test_the_vendor_reads_a_template_by_which_it_does_the_work_once_it_is_approved():
    proposed = template("proposed", vendor_works=True)
    assert browser(parties.vendor()).get(f"/arenden/{proposed.number}/").status_code == 404
    ticket = template(vendor_works=True)
    assert ticket.number in text_of(browser(parties.vendor()).get(PAGE))
    said = text_of(browser(parties.vendor()).get(f"/arenden/{ticket.number}/"))
    for words in ("Stäng enheten igen.", "Antal enheter", "Genomförare"):
        assert words in said, words


def test_a_change_made_from_it_is_the_vendors_to_carry_out():
    from tests.processes.change import places as changes

    ticket = template(vendor_works=True)
    change = changes.standard(template=ticket)
    assert change.state == "authorised"
    assert change.detail().vendor_works
    page = text_of(browser(parties.vendor()).get(f"/arenden/{change.number}/"))
    assert ticket.number in page


def test_a_template_that_does_not_have_the_vendor_work_refuses_a_change_that_does():
    from tests.processes.change import places as changes

    change = changes.standard(vendor_works=True)
    assert change.state == "draft"


def test_the_vendor_is_told_of_no_changes_that_it_does_not_read():
    from tickets.processes.change_template import reading

    ticket = template(vendor_works=True)
    assert reading.successes([ticket.pk], parties.vendor()) == {}


def test_the_api_gives_limits_as_numbers_and_words():
    ticket = template()
    (one,) = calling.region().get("change-templates").json()["results"]
    assert (one["number"], one["state"], one["approved_version"]) == (ticket.number, "approved", 1)
    assert one["limits"][0] == {"name": "Antal enheter", "low": 1, "high": 10, "words": []}
    assert one["limits"][1]["words"] == ["test", "produktion"]
    assert (one["changes_ended"], one["changes_successful"]) == (0, 0)
    assert calling.region().get("change-templates", which="draft").json()["results"] == []
    assert calling.region().get("change-templates", which="nothing").status_code == 422
    assert calling.vendor().get("change-templates").json()["total"] == 0


def test_the_number_of_queries_does_not_grow():
    visitor, program = browser(parties.desk()), calling.region()
    visitor.get(PAGE)
    program.get("change-templates")
    for rows in (1, 4):
        for _number in range(rows):
            ticket = template()
        query_counts.check("web: change templates", lambda: visitor.get(PAGE), at_most=13)
        query_counts.check("api: list change templates", lambda: program.get("change-templates"), at_most=6)
    address = f"/arenden/{fresh(ticket.pk).number}/"
    query_counts.check("web: page of a change template", lambda: visitor.get(address), at_most=30)
