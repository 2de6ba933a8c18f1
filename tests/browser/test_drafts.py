"""What is written stays when the browser dies, the log-in ends or somebody else changes the case; and undo."""

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache

from roles.models import Draft
from tests.cases import prioritised, step
from tests.people import PASSWORD, actor, person
from tests.personal_data.made_numbers import number as made_number
from tickets.models import Note

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = ("region-objektspecialist-support", "dalarna")
TWO_KILOBYTES = "Prov på en längre text med åäö. " * 64


def saved(page):
    page.locator(".draft:has-text('Utkast sparat')").wait_for()


def test_a_note_and_a_step_survive_a_killed_browser_and_another_assignee(enter):
    ticket = prioritised()
    page = enter(*DESK).page
    page.goto(f"/arenden/{ticket.number}/")
    page.fill("#note", TWO_KILOBYTES)
    page.check("[name=note_audience][value=own]")
    saved(page)
    page.goto(f"/arenden/{ticket.number}/steg/escalate_tier/")
    page.fill("[name=handoff_letter]", "Känt: allt.")
    page.check("[name=reproduced][value=yes]")
    saved(page)
    page.context.close()
    colleague = actor("region-incidentansvarig", "dalarna")
    step(ticket, "prioritise", colleague, impact=2, urgency=2)
    visitor = enter(*DESK)
    page = visitor.page
    page.goto("/")
    page.click("text=Du har 2 utkast")
    visitor.assert_sound()
    page.goto(f"/arenden/{ticket.number}/")
    assert page.input_value("#note") == TWO_KILOBYTES
    assert page.is_checked("[name=note_audience][value=own]")
    visitor.assert_sound()
    assert page.locator(".steps-panel:has-text('Du har påbörjat:')").count() == 1
    page.click("#step-escalate_tier a")
    page.wait_for_selector("form.stepform")
    assert page.input_value("[name=handoff_letter]") == "Känt: allt."
    assert page.is_checked("[name=reproduced][value=yes]")
    page.click(".compose button[type=submit]")
    page.locator(".toast").first.wait_for()
    assert Note.objects.unscoped("test").get().text.body == TWO_KILOBYTES.strip()
    assert [one.form for one in Draft.objects.all()] == [f"/arenden/{ticket.number}/steg/escalate_tier/"]


def test_a_draft_is_thrown_away_and_taken_back_with_and_without_script(enter):
    ticket = prioritised()
    page = enter(*DESK).page
    page.goto(f"/arenden/{ticket.number}/")
    page.fill("#note", "Halv mening")
    saved(page)
    page.click("text=Kasta utkast")
    page.locator(".toast:has-text('Utkastet är kastat')").wait_for()
    assert page.input_value("#note") == ""
    page.click(".toast >> text=Ångra")
    page.locator(".toast:has-text('Utkastet är tillbaka')").wait_for()
    assert page.input_value("#note") == "Halv mening"
    plain = enter(*DESK, script=False).page
    plain.goto(f"/arenden/{ticket.number}/")
    assert plain.input_value("#note") == "Halv mening"
    plain.click("text=Kasta utkast")
    assert plain.input_value("#note") == ""
    plain.click("text=Ångra")
    assert plain.input_value("#note") == "Halv mening"


def test_what_was_written_the_moment_before_is_not_lost_when_a_draft_is_thrown_away_or_taken_back(enter):
    ticket = prioritised()
    visitor = enter(*DESK)
    page = visitor.page
    page.goto(f"/arenden/{ticket.number}/")
    page.fill("#note", "Halv mening")
    saved(page)
    page.fill("#note", "Halv mening och mer")
    page.click("text=Kasta utkast")
    page.locator(".toast:has-text('Utkastet är kastat')").wait_for()
    page.fill("#note", "Något helt annat")
    page.click(".toast >> text=Ångra")
    page.locator("text=båda texterna står här").wait_for()
    kept = page.locator("main").text_content()
    assert "Halv mening och mer" in kept and "Något helt annat" in kept
    visitor.assert_sound()
    page.click("button:has-text('Kasta')")
    page.locator(".toast:has-text('Utkastet är kastat')").wait_for()
    page.click("li:has-text('Halv mening och mer') >> button:has-text('Ta tillbaka')")
    page.locator(".toast:has-text('Utkastet är tillbaka')").wait_for()
    page.goto(f"/arenden/{ticket.number}/")
    assert page.input_value("#note") == "Halv mening och mer"
    assert visitor.faults == []


def test_a_text_with_a_personal_number_stays_in_the_page_and_the_page_says_so(enter):
    ticket, secret = prioritised(), made_number("19121212", "121")
    visitor = enter(*DESK)
    page = visitor.page
    page.goto(f"/arenden/{ticket.number}/steg/escalate_tier/")
    page.fill("[name=handoff_letter]", f"Gäller {secret}.")
    page.locator(".draft:has-text('innehåller ett personnummer')").wait_for()
    assert secret in page.input_value("[name=handoff_letter]")
    assert secret not in str(Draft.objects.values_list("fields"))
    visitor.assert_sound()
    page.fill("[name=handoff_letter]", "Gäller provsvar.")
    page.locator(".draft:has-text('innehåller ett personnummer')").wait_for(state="detached")
    assert "Gäller provsvar." in str(Draft.objects.values_list("fields"))


def test_emptying_a_form_ends_its_draft_and_leaving_a_kept_form_asks_nothing(enter):
    ticket = prioritised()
    page = enter(*DESK).page
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"/arenden/{ticket.number}/")
    page.fill("#note", "Halv mening")
    saved(page)
    page.goto("/kortkommandon/")
    assert asked == []
    page.goto(f"/arenden/{ticket.number}/")
    page.fill("#note", "")
    page.locator(".draft").wait_for(state="detached")
    assert not Draft.objects.exists()


def test_nobody_is_promised_a_draft_when_the_log_in_has_ended(enter):
    ticket = prioritised()
    visitor = enter(*DESK)
    page = visitor.page
    page.goto(f"/arenden/{ticket.number}/")
    page.wait_for_load_state("networkidle")  # what the page asks for by itself has come
    Session.objects.all().delete()
    cache.clear()
    page.fill("#note", "Skrivet efter utloggningen")
    page.locator(".draft:has-text('sparas inte just nu')").wait_for()
    page.click(".compose button[type=submit]")
    page.locator("h1:text('Logga in')").wait_for()
    visitor.fill_log_in(person(*DESK).email, PASSWORD)
    page.locator("text=Här är det du skrev").wait_for()
    assert page.input_value("[name=note_text]") == "Skrivet efter utloggningen"
    saved(page)


def test_the_list_of_drafts_is_sound_empty_and_full(enter):
    visitor = enter(*DESK)
    visitor.page.goto("/utkast/")
    visitor.assert_sound()
    ticket = prioritised()
    visitor.page.goto(f"/arenden/{ticket.number}/")
    visitor.page.fill("#note", "Halv mening")
    saved(visitor.page)
    visitor.page.click("header button.hat")
    visitor.page.click("text=Mina utkast")
    visitor.page.click("summary")
    visitor.assert_sound()
