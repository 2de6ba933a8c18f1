"""The description of the API and the page of keys in a real browser, under the strict content policy."""

import pytest

from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_description_is_shown_without_any_script_in_the_page(visit):
    window = visit()
    window.page.goto("/api/v1/docs/")
    window.page.wait_for_selector("text=Register a ticket")
    window.page.click("text=Register a ticket")
    window.page.wait_for_selector("text=Idempotency-Key")
    assert window.faults == []


def test_the_page_of_keys_is_sound_and_shows_the_new_key(visit):
    user = person("cambio-service-desk", "cambio")
    window = visit()
    window.log_in(user.email)
    window.page.goto("/konto/nycklar/")
    window.assert_sound()
    window.page.fill("[name=name]", "Nattjobbet")
    window.page.click("text=Skapa nyckeln")
    window.page.wait_for_selector(".secret")
    window.assert_sound()


def test_the_list_of_problems_is_sound(visit):
    window = visit()
    window.page.goto("/api/v1/problems/#stale")
    window.assert_sound()
