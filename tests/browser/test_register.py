"""Registering an incident in a real browser: few decisions, the keyboard alone, and nothing that is typed is lost."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache

from tests.cases import incident
from tests.parties import REGION, desk, object_leader
from tests.people import PASSWORD, person
from tests.web.test_register import assert_nowhere_in_the_database, personal_number
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESS = "/arenden/ny/incident/"
TITLE, SYMPTOM = "Provsvar visas dubbelt", "Rad ett\nRad två med <tecken>"


@pytest.fixture
def leader():
    """A practised object manager: she has registered before, so her last service is known."""
    incident(object_leader(), service="provsvar", title="Tidigare ärende")
    return person("region-objektledare", REGION)


@pytest.fixture
def inside(visit, leader):
    def open_window(**wishes):
        window = visit(**wishes)
        window.log_in(leader.email)
        window.page.on("dialog", lambda dialog: dialog.accept())
        window.page.goto(ADDRESS)
        return window

    return open_window


def fill_first(page, symptom=SYMPTOM):
    page.fill("[name=title]", TITLE)
    page.fill("[name=symptom]", symptom)


def fill_second(page):
    page.fill("[name=affected_units]", "Avdelning 12")
    page.check("[name=users_affected][value=n11_100]")
    page.check("[name=reserve_routine][value=yes]")
    page.check("[name=patient_safety][value=risk]")


def go_on(page, text):
    page.click(f"text={text}")
    page.wait_for_load_state()


def registered():
    return Ticket.objects.unscoped("test").exclude(title="Tidigare ärende")


def test_a_practised_person_needs_six_decisions(inside):
    window = inside()
    page = window.page
    decisions = 0
    assert page.evaluate("document.activeElement.name") == "title"
    fill_first(page)
    decisions += 2
    go_on(page, "Nästa: vilka som berörs")
    fill_second(page)
    decisions += 4
    go_on(page, "Nästa: läs igenom")
    assert "Provsvar" in page.inner_text("main")
    go_on(page, "Registrera incidenten")
    page.locator(".toast").wait_for()
    number = registered().get().number
    assert page.url.endswith(f"/arenden/{number}/")
    assert number in page.inner_text(".toast")
    assert decisions <= 6
    assert window.faults == []


def test_the_keyboard_alone_is_enough(inside):
    page = inside().page
    page.keyboard.type(TITLE)
    page.keyboard.press("Tab")
    page.keyboard.type("Varje svar får två rader.")
    tab_to(page, "button.button--primary")
    page.keyboard.press("Enter")
    page.locator("[name=affected_units]").wait_for()
    page.keyboard.type("Avdelning 12")
    tab_to(page, "[name=users_affected]")
    for name in ("users_affected", "reserve_routine", "patient_safety"):
        assert page.evaluate("document.activeElement.name") == name
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    tab_to(page, "button.button--primary")
    page.keyboard.press("Enter")
    page.locator("text=Det här registrerar du").wait_for()
    tab_to(page, "button.button--primary")
    page.keyboard.press("Enter")
    page.locator(".toast").wait_for()
    assert registered().get().patient_safety == "nej"


def tab_to(page, selector, *, most=25):
    """Press Tab until an element of `main` that matches has the focus."""
    for _press in range(most):
        if page.evaluate("wanted => document.activeElement.matches(`main ${wanted}`)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {selector}")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_back_button_of_the_browser_keeps_what_was_typed(inside, script):
    page = inside(script=script).page
    fill_first(page)
    go_on(page, "Nästa: vilka som berörs")
    fill_second(page)
    go_on(page, "Nästa: läs igenom")
    page.go_back()
    page.locator("[name=affected_units]").wait_for()
    assert page.input_value("[name=affected_units]") == "Avdelning 12"
    page.go_back()
    page.locator("textarea[name=symptom]").wait_for()
    assert page.input_value("[name=title]") == TITLE
    assert page.input_value("[name=symptom]") == SYMPTOM
    go_on(page, "Nästa: vilka som berörs")
    fill_second(page)
    go_on(page, "Nästa: läs igenom")
    go_on(page, "Registrera incidenten")
    assert registered().count() == 1


def test_the_page_s_own_back_button_keeps_everything(inside):
    page = inside().page
    fill_first(page)
    go_on(page, "Nästa: vilka som berörs")
    fill_second(page)
    go_on(page, "Nästa: läs igenom")
    go_on(page, "Tillbaka")
    assert page.is_checked("[name=patient_safety][value=risk]")
    go_on(page, "Tillbaka")
    assert page.input_value("[name=symptom]") == SYMPTOM


def test_a_double_click_registers_once(inside):
    page = inside().page
    fill_first(page)
    go_on(page, "Nästa: vilka som berörs")
    fill_second(page)
    go_on(page, "Nästa: läs igenom")
    page.dblclick("text=Registrera incidenten")
    page.locator(".toast").wait_for()
    assert registered().count() == 1


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_log_out_in_the_middle_gives_the_same_form_with_the_same_text(inside, leader, script):
    window = inside(script=script)
    page = window.page
    fill_first(page)
    go_on(page, "Nästa: vilka som berörs")
    fill_second(page)
    Session.objects.all().delete()
    cache.clear()
    go_on(page, "Nästa: läs igenom")
    page.locator("h1:text('Logga in')").wait_for()
    window.fill_log_in(leader.email, PASSWORD)
    if not script:
        page.click("text=Visa formuläret med min text")
    page.locator("text=Här är det du skrev").wait_for()
    assert page.input_value("[name=affected_units]") == "Avdelning 12"
    assert page.input_value("input[name=symptom]") == SYMPTOM
    assert registered().count() == 0
    go_on(page, "Nästa: läs igenom")
    go_on(page, "Registrera incidenten")
    assert registered().get().title == TITLE


def test_a_personal_number_stays_in_the_page_and_nowhere_else(inside):
    window = inside()
    page, number = window.page, personal_number()
    fill_first(page, symptom=f"Exempel {number} fick två poster.")
    go_on(page, "Nästa: vilka som berörs")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    assert number in page.input_value("[name=symptom]")
    assert number not in page.inner_text("#error-summary")
    assert_nowhere_in_the_database(number)
    assert all(number not in str(row.get_decoded()) for row in Session.objects.all())
    assert not any(number.encode() in (value or b"") for value in everything_cached())
    window.assert_sound()
    page.click("text=Ta bort numret åt mig")
    page.wait_for_load_state()
    assert number not in page.input_value("[name=symptom]")
    assert "fick två poster." in page.input_value("[name=symptom]")
    go_on(page, "Nästa: vilka som berörs")
    page.locator("[name=affected_units]").wait_for()


def everything_cached():
    client = cache._cache.get_client()
    return [client.get(key) for key in client.scan_iter("*") if client.type(key) == b"string"]


def test_what_may_be_known_already_stands_under_the_title_while_it_is_written(inside):
    known = incident(desk(), title="Vidimering av provsvar ger dubbla poster")
    window = inside()
    page = window.page
    page.type("[name=title]", "Dubbla provsvar vid vidimering")
    page.locator(".similar").wait_for()
    assert known.number in page.inner_text(".similar")
    assert page.evaluate("document.activeElement.name") == "title"
    window.assert_sound()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_each_page_is_sound_at_every_width(inside, dark):
    window = inside(dark=dark)
    page = window.page
    window.assert_sound()
    page.click("summary:has-text('Ändra det ifyllda')")
    window.assert_sound()
    fill_first(page)
    go_on(page, "Nästa: vilka som berörs")
    page.click("summary:has-text('Andra regioner')")
    window.assert_sound()
    fill_second(page)
    go_on(page, "Nästa: läs igenom")
    window.assert_sound()
    page.goto("/arenden/ny/arende/")
    window.assert_sound()


def test_without_script_the_whole_way_works(inside):
    page = inside(script=False, narrow=True).page
    incident(desk(), title="Provsvar visas dubbelt i listan")
    fill_first(page)
    go_on(page, "Nästa: vilka som berörs")
    assert "Det här kan redan vara känt" in page.inner_text("main")
    fill_second(page)
    go_on(page, "Nästa: läs igenom")
    go_on(page, "Registrera incidenten")
    assert re.search(r"/arenden/INC-\d{4}-\d{6}/$", page.url)
