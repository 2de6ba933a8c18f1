"""A fourth region types a title and is offered the workaround that three regions' incidents led to."""

import pytest

from tests import cases, parties
from tests.cases import fresh
from tests.people import PASSWORD, person
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
        window.log_in(leader.email, PASSWORD)
        window.page.wait_for_load_state()
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
