"""The catalogue, the form of an order and its editor in a real browser, wide and narrow, by axe and by keyboard."""

import re

import pytest
from django.db import connection

from regions import directory
from tests.parties import DESK_ROLE, REGION, SUPPORT_ORG
from tests.processes.service_request import places as at

NEXT = "main form.form > .actions button.button--primary"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def as_it_was():
    """What the tests publish is no longer there for the next."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute("delete from tickets_catalogueversion where coalesce(number, 2) > 1")
        cursor.execute("set session_replication_role = origin")
    directory.clear()


def test_an_order_is_found_filled_in_and_placed_by_keyboard_alone(enter):
    at.orderer()
    window = enter(DESK_ROLE, REGION)
    page = window.page
    page.goto("/bestalla/")
    window.assert_sound()
    page.focus("[name=q] >> nth=-1")
    page.keyboard.type("behörighet ändrad")
    page.keyboard.press("Enter")
    page.locator("h3 a:text-is('Ändrad behörighet')").wait_for()
    window.assert_sound()
    page.focus("h3 a:text-is('Ändrad behörighet')")
    page.keyboard.press("Enter")
    page.locator("[name='answers.hsa_id']").wait_for()
    window.assert_sound()
    page.focus("[name='answers.what']")
    page.keyboard.type("Signera remisser")
    page.focus("[name='ordered_for']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#error-summary")
    window.assert_sound()
    assert page.input_value("[name='answers.what']") == "Signera remisser"
    page.focus("#error-summary a >> nth=0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "answers.hsa_id"
    page.keyboard.type("SE2321000180-1A2B")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.is_checked("[name='answers.kind'][value=add]")
    page.fill("[name='answers.first_day']", "2026-12-07")
    page.focus("[name=ordered_for]")
    page.keyboard.type("Avdelning 12")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/arenden/TJF-"))
    page.locator("text=Signera remisser").first.wait_for()
    window.assert_sound()
    page.goto("/mina-bestallningar/")
    page.locator("text=Ändrad behörighet").first.wait_for()
    window.assert_sound()


def test_every_kind_of_question_is_sound(enter):
    at.orderer()
    window = enter(DESK_ROLE, REGION)
    for slug in ("medication-template-new", "new-integration", "training-environment", "authorisation-rows"):
        window.page.goto(f"/bestalla/{slug}/")
        window.page.locator("[name=ordered_for]").wait_for()
        window.assert_sound()


def test_an_item_is_edited_previewed_and_published(enter, as_it_was):
    window = enter("sussa-tjansteforfragningsansvarig", SUPPORT_ORG)
    page = window.page
    page.goto("/katalog/")
    window.assert_sound()
    page.click("main table a:text-is('Ändrad behörighet')")
    page.locator("text=Ny version").first.wait_for()
    window.assert_sound()
    page.click("main a:text-is('Ny version')")
    page.locator("[name=q0-label_sv]").wait_for()
    window.assert_sound()
    page.focus("button[value=add]")
    page.keyboard.press("Enter")
    page.locator("[name=q4-label_sv]").wait_for()
    page.click(NEXT)
    page.wait_for_selector("#error-summary")
    window.assert_sound()
    page.fill("[name=q4-label_sv]", "Vem har beslutat?")
    page.fill("[name=q4-label_en]", "Who has decided?")
    page.click(NEXT)
    page.locator("h1:text('Vad som ändras')").wait_for()
    page.locator("text=Vem har beslutat?").first.wait_for()
    window.assert_sound()
    page.click("button:text-is('Publicera')")
    page.locator("text=Version 2 är publicerad").first.wait_for()
    window.assert_sound()
