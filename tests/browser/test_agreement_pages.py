"""The agreements in a real browser, wide and narrow: reading, a draft, what would have happened, published."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from regions import directory
from sla.models import AgreementVersion, WhatIf
from tests import cases
from tests.parties import SUPPORT_ORG
from tickets.what_if import working

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
P3 = "[name=target_incident_resolve_3]"
NEXT = "main form button.button--primary"


@pytest.fixture
def window(enter):
    yield enter("sussa-objektledare", SUPPORT_ORG)
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        for table in ("sla_target", "sla_pause"):
            added = "(select id from sla_agreementversion where number > 1 or state = 'draft')"
            cursor.execute(f"delete from {table} where version_id in {added}")
        cursor.execute("delete from sla_agreementversion where number > 1 or state = 'draft'")
        cursor.execute("delete from sla_agreementregion")
        cursor.execute("set session_replication_role = origin")
    directory.clear()


def test_reading_comparing_and_trying_a_target_is_sound(window):
    page = window.page
    page.goto("/avtal/")
    window.assert_sound()
    page.click("main table a:has-text('Cambio')")
    page.locator("h2:text('Vad som är utlovat')").wait_for()
    window.assert_sound()
    page.fill("[name=day]", "")
    page.click("text=Räkna ut")
    page.wait_for_selector("#error-summary")
    window.assert_sound()
    page.fill("[name=day]", "2026-09-04")
    page.click("text=Räkna ut")
    page.locator("[data-tried]").wait_for()
    window.assert_sound()
    page.goto("/avtal/uc-cambio/jamfor/?fran=1&till=1")
    window.assert_sound()
    page.goto("/avtal/external-inera/")
    window.assert_sound()


def test_a_draft_says_what_would_have_happened_and_is_published(window):
    cases.at_vendor()
    page = window.page
    page.goto("/avtal/uc-cambio/")
    page.click("text=Ny version")
    page.locator(P3).wait_for()
    window.assert_sound()
    page.fill(P3, "snart")
    page.fill("[name=reason]", "Kortare lösningstid")
    page.click(NEXT)
    page.wait_for_selector("#error-summary")
    window.assert_sound()
    assert page.input_value(P3) == "snart"
    page.fill(P3, "1 h, dygnet runt")
    page.click(NEXT)
    page.locator("h1:text('Vad som ändras')").wait_for()
    page.locator("#what-if progress").wait_for()
    window.assert_sound()
    WhatIf.objects.update(until=timezone.now() + timedelta(days=1))
    working.work()
    page.locator("text=hölls → missas").wait_for()
    window.assert_sound()
    draft = page.url
    page.click("text=Öppna på egen sida")
    page.locator("h1:text('Vad som hade hänt')").wait_for()
    window.assert_sound()
    page.goto(draft)
    page.check("[name=confirmed]")
    page.click("text=Publicera")
    page.locator("text=Version 2 är publicerad").first.wait_for()
    window.assert_sound()
    assert AgreementVersion.objects.get(agreement__slug="uc-cambio", number=2).reason == "Kortare lösningstid"
    page.goto("/avtal/uc-cambio/jamfor/?fran=1&till=2")
    page.locator("text=Incidentprocessen, Lösning, P3").wait_for()
    window.assert_sound()


def test_the_days_of_a_region_are_sound_with_faults_and_saved(window):
    page = window.page
    page.goto("/avtal/sla-sussa/region/dalarna/")
    window.assert_sound()
    page.fill("[name=valid_from]", "2027-02-01")
    page.click(NEXT)
    page.wait_for_selector("#error-summary")
    window.assert_sound()
    page.fill("[name=reason]", "Acceptanstest 1")
    page.check("[name=confirmed]")
    page.click(NEXT)
    page.locator("text=egen dag").wait_for()
    window.assert_sound()
