"""Searching in a real browser: by the keyboard alone, without script, wide and narrow, light and dark."""

import pytest

from tests.cases import at_support, incident

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = ("region-objektspecialist-support", "dalarna")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_of_hits_is_sound_at_every_width(enter, dark):
    for _ in range(27):
        incident(title="Läkemedelslistan laddas inte")
    at_support(title="Läkemedelslistan visas dubbelt", affected_regions=["gavleborg"])
    visitor = enter(*DESK, dark=dark)
    for query in ("", "?q=lista", "?q=lista&state=open&process=incident", "?q=läkmedelslista", "?q=zinkgrodan"):
        visitor.page.goto(f"/sok/{query}")
        visitor.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        visitor.assert_sound()


def test_the_slash_leads_to_the_box_and_the_keys_on_to_the_case(enter):
    incident(title="Läkemedelslistan laddas inte")
    page = enter(*DESK).page
    page.goto("/oversikt/")
    page.keyboard.press("/")
    page.keyboard.type("lista")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sok/?q=lista")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/arenden/INC-**")
    assert "Läkemedelslistan laddas inte" in page.inner_text("h1")


def test_searching_needs_no_script(enter):
    incident(title="Läkemedelslistan laddas inte")
    page = enter(*DESK, script=False).page
    page.goto("/")
    page.fill("#search", "lista")
    page.press("#search", "Enter")
    assert "1 träff" in page.inner_text("main")
