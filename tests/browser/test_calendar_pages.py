"""The calendars in a real browser, wide and narrow: reading, trying a time, a new version with faults and published."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from regions import directory
from tests.parties import SUPPORT_ORG

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def window(enter):
    yield enter("sussa-objektledare", SUPPORT_ORG)
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(
            "delete from sla_calendarday where version_id in (select id from sla_calendarversion where number > 1)"
        )
        cursor.execute("delete from sla_calendarversion where number > 1")
        cursor.execute("set session_replication_role = origin")
    directory.clear()


def test_reading_and_trying_a_time_is_sound(window):
    page = window.page
    page.goto("/kalendrar/")
    window.assert_sound()
    page.click("main table a >> nth=0")
    page.locator("h2:text('Prova')").wait_for()
    window.assert_sound()
    page.fill("[name=hours]", "6000")
    page.click("text=Räkna ut")
    page.wait_for_selector("#error-summary")
    window.assert_sound()
    page.fill("[name=hours]", "9")
    page.click("text=Räkna ut")
    page.locator("[data-tried]").wait_for()
    window.assert_sound()
    page.goto("/kalendrar/around-the-clock/")
    window.assert_sound()


def test_a_new_version_is_sound_with_faults_and_until_it_is_published(window):
    page = window.page
    page.goto("/kalendrar/office/")
    page.click("text=Ny version")
    page.locator("[name=day_0]").wait_for()
    window.assert_sound()
    page.fill("[name=day_0]", "17.00–08.00")
    page.fill("[name=own_days]", "i morgon stängt")
    page.click("main form.form button.button--primary")
    page.wait_for_selector("#error-summary")
    window.assert_sound()
    assert page.input_value("[name=own_days]") == "i morgon stängt"
    page.fill("[name=day_0]", "09.00–17.00")
    page.fill("[name=own_days]", f"{timezone.localdate() + timedelta(days=400)} 08.00–12.00 Kort dag")
    page.click("main form.form button.button--primary")
    page.locator("h1:text('Vad som ändras')").wait_for()
    window.assert_sound()
    page.click("text=Publicera")
    page.locator("text=Version 2 är publicerad").first.wait_for()
    window.assert_sound()
