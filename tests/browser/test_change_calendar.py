"""The change calendar and the templates in a real browser: wide and narrow, by keyboard, without script, on paper."""

import pytest

from tests.change_calendar.planning import freeze, plan, window
from tests.parties import REGION
from tickets.change_calendar.rows import FreezePeriod

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/andringar/kalender/"
MONTH = PAGE + "?manad=2026-12"


@pytest.fixture
def planned():
    from django.db import connection, transaction

    with transaction.atomic():
        plan("2026-12-02 22:00", "2026-12-02 23:30", title="Byte av certifikat")
        plan("2026-12-02 23:00", "2026-12-03 01:00", title="Ny skrivarkö")
        freeze("2026-12-21", "2027-01-06")
        window("18:00", "22:00", weekdays=[2], place="cambio")
    yield
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        for table in ("changedetail", "affectedregion", "affectedservice"):
            cursor.execute(
                f"delete from tickets_{table} where ticket_id in"
                " (select id from tickets_ticket where number like 'AND-1999-%')"
            )
        cursor.execute("delete from tickets_ticket where number like 'AND-1999-%'")
        for table in ("freezeperiod", "servicewindow", "calendarfeed"):
            cursor.execute(f"delete from tickets_{table}")
        cursor.execute("set session_replication_role = origin")


@pytest.mark.usefixtures("planned")
def test_month_list_rules_and_feed_are_sound(enter):
    window = enter("region-driftsattningsansvarig", REGION)
    page = window.page
    for address in (MONTH, MONTH + "&vy=lista", PAGE + "regler/", "/konto/kalender/", "/andringar/mallar/"):
        page.goto(address)
        window.assert_sound()
    page.goto("/konto/kalender/")
    page.click("main button.button--primary")
    page.locator("#made").wait_for()
    window.assert_sound()


@pytest.mark.usefixtures("planned")
def test_a_freeze_is_set_by_keyboard_with_a_look_at_what_it_hits(enter):
    window = enter("region-driftsattningsansvarig", REGION)
    page = window.page
    page.goto(PAGE + "stopp/nytt/")
    window.assert_sound()
    page.focus("[name=name]")
    page.keyboard.type("Vinterstopp")
    page.fill("[name=first_day]", "2026-12-01")
    page.fill("[name=last_day]", "2026-12-05")
    page.focus("button[value=preview]")
    page.keyboard.press("Enter")
    page.locator("#hits").wait_for()
    window.assert_sound()
    assert "Byte av certifikat" in page.inner_text("main")
    page.focus("button[value=save]")
    page.keyboard.press("Enter")
    page.locator("text=Vinterstopp >> nth=0").wait_for()
    assert FreezePeriod.objects.filter(name="Vinterstopp", organisation__slug=REGION, ended_at=None).exists()


@pytest.mark.usefixtures("planned")
def test_a_month_goes_on_paper_with_its_marks(enter):
    window = enter("region-driftsattningsansvarig", REGION)
    page = window.page
    page.goto(MONTH)
    page.emulate_media(media="print")
    assert page.locator(".month").is_visible()
    assert not page.locator(".filters").is_visible()
    assert page.locator("text=Krockar med").first.is_visible()
