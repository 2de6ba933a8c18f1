"""A fourth region types a title and is offered the workaround that three regions' incidents led to."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import cases, parties
from tests.browser.desk import Desk, fill
from tests.cases import fresh, team
from tests.people import person
from tests.processes.known_error import places

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
THREE, FOURTH = ("dalarna", "halland", "vasterbotten"), "gavleborg"


@pytest.fixture
def published():
    found = [cases.incident(parties.desk(region), title=places.TITLE) for region in THREE]
    return places.known_error(behind=places.problem(*found), affected_regions=list(THREE))


@pytest.fixture
def typing(visit, published):
    def open_window(**wishes):
        leader = person("region-objektledare", FOURTH)
        window = visit(**wishes)
        window.log_in(leader.email)
        window.page.on("dialog", lambda dialog: dialog.accept())
        window.page.goto("/arenden/ny/incident/")
        window.page.fill("[name=title]", "Läkemedelslistan fryser när vi skriver ut")
        window.page.press("[name=title]", "Tab")
        return window

    return open_window


def test_the_workaround_is_one_click_away_while_the_title_is_typed(typing, published):
    page = typing().page
    hint = page.locator("#similar")
    hint.get_by_text(published.number).first.wait_for()
    assert not hint.get_by_text(places.WORKAROUND).is_visible()
    hint.get_by_text("Visa den tillfälliga lösningen").first.click()
    assert hint.get_by_text(places.WORKAROUND).is_visible()
    assert not any(hint.get_by_text(region).count() for region in THREE), "nothing of the three regions' incidents"


def test_the_list_fits_a_phone_and_leads_to_the_known_error(typing, published):
    page = typing(narrow=True).page
    page.goto("/kanda-fel/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click(f"text={published.title}")
    page.wait_for_url(f"**/{published.number}/")
    assert page.get_by_text(places.WORKAROUND).first.is_visible()
    assert fresh(published.pk).state == "published"


# --- The whole way, by hand ---

DECLARED = {
    "root_cause_code": "programfel",
    "cause_text": "Utskriften låser listan.",
    "workaround": places.WORKAROUND,
    "affected_versions": "4.1.0–4.2.2",
}


def number_in(text: str, prefix: str) -> str:
    return re.search(rf"{prefix}-\d{{4}}-\d{{6}}", text).group()


def register_from_trend(manager: Desk, incidents) -> str:
    """The list of faults that come back says why, and its incidents are linked from the start."""
    page = manager.page
    page.goto("/problem/trender/")
    assert "3 incidenter" in manager.text() and "3 regioner" in manager.text()
    page.click("text=Starta problem från dessa >> nth=0")
    page.locator("[name=incident_links]").wait_for()
    assert all(one.number in page.input_value("[name=incident_links]") for one in incidents)
    fill(page.locator("main"), "title", places.TITLE)
    page.click("main form button[value=register]")
    return number_in(page.locator(".toast").inner_text(), "PRB")


def declare(manager: Desk, number: str) -> str:
    """Assessed, analysed and declared; gives the number of the known error that was drafted."""
    page = manager.page
    manager.open(number)
    manager.take("assess", impact=2, urgency=2, problem_frequency="weekly", category_open="programfel")
    aim = (timezone.localdate() + timedelta(days=20)).isoformat()
    manager.take("start_rca", problem_owner=manager.user.pk, team=team(parties.SUPPORT_ORG).pk, target_date=aim)
    assert all(page.locator("main").get_by_text(region).count() for region in ("Dalarna", "Halland", "Västerbotten"))
    page.click("#step-declare_ke > a")
    form = page.locator("#step-form-declare_ke form")
    form.wait_for()
    for name, value in DECLARED.items():
        fill(form, name, value)
    for region in THREE:
        form.locator(f"[name=affected_regions][value={region}]").check()
    manager.submit(form.locator("button[type=submit]"))
    return number_in(manager.text(), "KFE")


def publish(manager: Desk, number: str) -> None:
    manager.open(number)
    manager.page.click("#step-publish > a")
    form = manager.page.locator("#step-form-publish form")
    form.wait_for()
    review = (timezone.localdate() + timedelta(days=90)).isoformat()
    typed = {"symptom": "Listan fryser.", "known_error_owner": manager.user.pk, "review_at": review}
    for name, value in (typed | {one: DECLARED[one] for one in ("workaround", "affected_versions")}).items():
        fill(form, name, value)
    for region in THREE:
        form.locator(f"[name=affected_regions][value={region}]").check()
    manager.submit(form.locator("button[type=submit]"))


def test_from_three_regions_incidents_to_a_workaround_that_a_fourth_region_is_offered(at_desk):
    from engine import due

    found = [
        cases.incident(parties.desk(region), title=f"{places.TITLE} på avdelning {ward}")
        for ward, region in enumerate(THREE, start=4)
    ]
    manager = at_desk("sussa-problemansvarig", parties.SUPPORT_ORG)
    number = register_from_trend(manager, found)
    known = declare(manager, number)
    publish(manager, known)
    due.fire()
    desk = at_desk("region-objektspecialist-support", THREE[0])
    told = desk.open(found[0].number)
    assert known in told and places.WORKAROUND in told
    assert not any(one.number in told for one in found[1:]), "another region's incident"
    fourth = at_desk("region-objektledare", FOURTH)
    fourth.page.goto("/arenden/ny/incident/")
    fourth.page.fill("[name=title]", "Läkemedelslistan fryser när vi skriver ut")
    fourth.page.press("[name=title]", "Tab")
    hint = fourth.page.locator("#similar")
    hint.get_by_text(known).first.wait_for()
    hint.get_by_text("Visa den tillfälliga lösningen").first.click()
    assert hint.get_by_text(places.WORKAROUND).is_visible()
    assert not any(hint.get_by_text(one.number).count() for one in found), "a case of another region"
