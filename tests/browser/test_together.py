"""Two people on the same case in two browsers, and one who works a list with the keyboard alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cases import at_support, fresh, prioritised
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, MANAGER = ("region-objektspecialist-support", "dalarna"), ("region-incidentansvarig", "dalarna")


def test_a_colleague_is_seen_to_write_within_five_seconds_and_is_gone_after_closing(enter):
    """By the clock of the page itself, so that it does not hang on how busy the machine is."""
    ticket = prioritised()
    mine, hers = enter(*DESK).page, enter(*MANAGER).page
    name = person(*MANAGER).given_name
    opened = timezone.now()
    mine.clock.install(time=opened)
    mine.goto(f"/arenden/{ticket.number}/")
    hers.goto(f"/arenden/{ticket.number}/")
    mine.clock.pause_at(opened + timedelta(minutes=10))
    with hers.expect_response(lambda answer: answer.request.post_data == "does=writes"):
        hers.type("#note", "Jag skriver")
    assert mine.locator(".presence:has-text('skriver')").count() == 0
    mine.clock.run_for(5000)
    mine.locator(f".presence:has-text('{name} (Dalarna) skriver')").wait_for()
    mine.clock.resume()
    hers.context.close()
    mine.locator(".presence .tag").wait_for(state="detached")


def test_the_page_with_a_colleague_on_it_is_sound(enter):
    ticket = prioritised()
    visitor, hers = enter(*DESK), enter(*MANAGER).page
    hers.goto(f"/arenden/{ticket.number}/")
    visitor.page.goto(f"/arenden/{ticket.number}/")
    visitor.page.locator(".presence .tag").wait_for()
    visitor.assert_sound()


def prioritise(page, ticket, **chosen):
    for name, value in chosen.items():
        page.check(f"[name={name}][value='{value}']")
    page.click("form.stepform button[type=submit]")


def test_two_browsers_that_change_different_fields_both_keep_theirs(enter):
    ticket = prioritised(impact=3, urgency=2)
    mine, hers = enter(*DESK).page, enter(*MANAGER).page
    for page in (mine, hers):
        page.goto(f"/arenden/{ticket.number}/steg/prioritise/")
    prioritise(hers, ticket, impact=2)
    hers.wait_for_url(f"**/arenden/{ticket.number}/")
    prioritise(mine, ticket, urgency=4)
    mine.locator("text=Inget krockar").wait_for()
    assert mine.locator("fieldset.versus").count() == 0
    mine.click("main form button.button--primary")
    mine.wait_for_url(f"**/arenden/{ticket.number}/")
    assert (fresh(ticket.pk).impact, fresh(ticket.pk).urgency) == (2, 4)


def test_two_browsers_that_change_the_same_field_lose_nothing(enter):
    ticket = prioritised(impact=3, urgency=2)
    visitor, hers = enter(*DESK), enter(*MANAGER).page
    mine = visitor.page
    for page in (mine, hers):
        page.goto(f"/arenden/{ticket.number}/steg/prioritise/")
    prioritise(hers, ticket, urgency=4)
    hers.wait_for_url(f"**/arenden/{ticket.number}/")
    prioritise(mine, ticket, impact=2, urgency=3)
    mine.wait_for_selector("fieldset.versus")
    visitor.assert_sound()
    mine.goto("/")
    mine.goto(f"/arenden/{ticket.number}/steg/prioritise/")
    assert (mine.is_checked("[name=impact][value='2']"), mine.is_checked("[name=urgency][value='3']")) == (True, True)
    mine.click("form.stepform button[type=submit]")
    mine.wait_for_selector("fieldset.versus")
    mine.check("[name=keep_urgency][value=mine]")
    mine.click("main form button.button--primary")
    mine.wait_for_url(f"**/arenden/{ticket.number}/")
    assert (fresh(ticket.pk).impact, fresh(ticket.pk).urgency) == (2, 3)


def test_a_list_is_worked_with_the_keyboard_alone(enter):
    first, second = prioritised(impact=2, urgency=2), at_support()
    page = enter(*DESK).page
    page.goto("/arenden/?region=me&state=open&sort=priority")
    keys = page.keyboard
    keys.press("j")
    keys.press("j")
    keys.press("k")
    keys.press("o")
    page.wait_for_url(f"**/arenden/{first.number}/?lista=**")
    keys.press("s")
    assert page.evaluate("document.activeElement.closest('[data-key=s]') !== null")
    assert page.evaluate("document.activeElement.matches('a, button')")
    keys.press("j")
    page.wait_for_url(f"**/arenden/{second.number}/?lista=**")
    keys.press("k")
    page.wait_for_url(f"**/arenden/{first.number}/?lista=**")
    page.go_back()
    page.goto("/arenden/?region=me&state=open&sort=priority")
    keys.press("j")
    keys.press("n")
    page.wait_for_url(f"**/arenden/{first.number}/**#n")
    assert page.evaluate("document.activeElement.id") == "note"
    keys.type("jks?")
    assert page.input_value("#note") == "jks?"


def test_the_help_is_headed_closes_by_escape_and_gives_the_focus_back(enter):
    prioritised()
    visitor = enter(*DESK)
    page = visitor.page
    page.goto("/arenden/?region=me&state=open")
    page.keyboard.press("j")
    before = page.evaluate("document.activeElement.href")
    page.keyboard.press("?")
    assert page.locator("#shortcuts-dialog h3").all_inner_texts() == ["Överallt", "I en lista", "I ett ärende"]
    visitor.assert_sound()
    page.keyboard.press("Escape")
    assert not page.locator("#shortcuts-dialog").is_visible()
    assert page.evaluate("document.activeElement.href") == before


def test_turned_off_letters_do_nothing_in_the_list(enter):
    prioritised()
    page = enter(*DESK).page
    page.goto("/kortkommandon/")
    page.click("text=Stäng av")
    page.goto("/arenden/?region=me&state=open")
    for key in ("j", "o", "s", "n", "?"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement === document.body")
    assert not page.locator("#shortcuts-dialog").is_visible()
