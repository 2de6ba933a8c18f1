"""Several cases at once and saved views in a real browser: by keyboard, with script and without, at two widths."""

import pytest

from tests.cases import at_support, fresh, incident, prioritised, step, team
from tests.parties import REGION, desk, object_leader
from tickets.bulk import working

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def assigned():
    return step(prioritised(), "assign", desk(), team=team(REGION).slug, category_open="programfel")


def logged_in(visit, who, **more):
    window = visit(**more)
    window.log_in(who.user.email)
    return window


def test_a_step_on_several_cases_with_the_keyboard_from_the_list_to_the_report(visit):
    held, waiting = [assigned(), assigned()], [incident(), prioritised()]
    at_support()
    window = logged_in(visit, desk())
    page = window.page
    page.goto("/arenden/?state=open")
    for key in "jxjx":
        page.keyboard.press(key)
    assert page.locator("[data-pick]:checked").count() == 2
    assert "2" in page.locator("[data-pick-count]").inner_text()
    page.locator("[data-pick-all] input").check()
    assert page.locator("[data-pick]:checked").count() == 5
    window.assert_sound()
    page.select_option("#bulk_step", "hold")
    page.click("#bulk button")
    page.locator("textarea").first.fill("Gick det bra?")
    page.locator("input[name=hold_reason]").first.check()
    window.assert_sound()
    page.click("button[value=try]")
    page.locator("text=Går att göra i 2 av 5 ärenden").wait_for()
    window.assert_sound()
    page.click("button[value=run]")
    page.locator("text=0 av 5 är klara").wait_for()
    window.assert_sound()
    working.work(seconds=60)
    page.locator("text=Klart i 2 av 5 ärenden").wait_for()  # the page asks by itself
    window.assert_sound()
    assert [fresh(one.pk).state for one in (*held, *waiting)] == ["on_hold", "on_hold", "new", "triage"]
    page.goto("/arenden/flera/")
    window.assert_sound()


def test_shift_ticks_a_stretch(visit):
    for _ in range(4):
        incident()
    page = logged_in(visit, desk()).page
    page.goto("/arenden/?state=open")
    page.locator("[data-pick]").nth(0).click()
    page.locator("[data-pick]").nth(2).click(modifiers=["Shift"])
    assert page.locator("[data-pick]:checked").count() == 3


def test_without_script_everything_is_reached_by_pressing_and_reloading(visit):
    tickets = [incident(), incident()]
    page = logged_in(visit, desk(), script=False).page
    page.goto("/arenden/?state=open")
    page.select_option("#bulk_which", "page")
    page.select_option("#bulk_step", "triage")
    page.click("#bulk button")
    page.click("button[value=run]")
    working.work(seconds=60)
    page.click("text=Visa hur långt det har kommit")
    page.locator("text=Klart i 2 av 2 ärenden").wait_for()
    assert [fresh(one.pk).state for one in tickets] == ["triage", "triage"]


def test_a_view_is_kept_shared_and_opened_by_a_colleague(visit):
    incident()
    window = logged_in(visit, object_leader())
    page = window.page
    page.goto("/arenden/?state=open&region=me&sort=registered")
    page.click("text=Spara som vy")
    page.fill("#id_view_name", "Äldsta först")
    page.select_option("#id_view_shared_with", f"{REGION}:")
    window.assert_sound()
    page.click("text=Spara vyn")
    page.locator("nav.views a[aria-current=page]", has_text="Äldsta först").wait_for()
    page.click("text=Vyer av listan")
    window.assert_sound()
    page.click("text=Byt namn eller dela")
    window.assert_sound()
    colleague = logged_in(visit, desk()).page
    colleague.goto("/arenden/")
    colleague.click("nav.views a:has-text('Äldsta först')")
    colleague.wait_for_url("**sort=registered**")
