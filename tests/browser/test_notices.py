"""Notices, how one is told, the log of messages and the demo's mails, in a real browser, wide and narrow."""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone

from outbox.models import Message
from roles.models import Viewing
from tests import cases, parties
from tests.notices.told import open_all
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECURITY = "sussa-informationssakerhetsansvarig"


def told():
    ticket = cases.prioritised()
    cases.step(ticket, "add_note", parties.region_manager(), note_text="Ord", note_audience="customer")
    open_all()
    return ticket


def test_the_list_is_read_marked_and_opened(enter):
    ticket = told()
    window = enter(parties.DESK_ROLE, parties.REGION)
    page = window.page
    page.click("header a.iconlink")
    page.locator("h1:text('Aviseringar')").wait_for()
    window.assert_sound()
    page.click("text=Markera alla som lästa")
    page.locator(".toast >> text=Ångra").click()
    page.locator(".toast >> text=olästa igen").wait_for()
    window.assert_sound()
    page.click("main table a >> nth=0")
    page.wait_for_url(f"**/arenden/{ticket.number}/")
    page.goto("/aviseringar/?olasta=1")
    window.assert_sound()


def test_the_choice_is_sound_and_kept(enter):
    window = enter(parties.DESK_ROLE, parties.REGION)
    page = window.page
    page.goto("/aviseringar/val/")
    window.assert_sound()
    page.locator("[name=mail_question][value=daily], select[name=mail_question]").first.wait_for()
    page.click("main form.form button.button--primary")
    page.locator("text=Ditt val är sparat").first.wait_for()
    window.assert_sound()


def test_the_log_is_sound_and_sends_again(enter):
    ticket = told()
    Message.objects.update(dead_at=timezone.now(), attempts=6, last_error="ConnectionRefusedError channels/mail.py:27")
    window = enter("sussa-objektledare-it", parties.SUPPORT_ORG)
    page = window.page
    page.goto("/utskick/")
    window.assert_sound()
    page.click("text=Skicka alla uppgivna igen")
    page.locator(".toast >> text=skickas igen").wait_for()
    window.assert_sound()
    assert not Message.objects.dead().exists()
    assert ticket.pk


def test_an_administrator_sees_the_log_through_the_eyes_of_a_role_that_has_it_and_sends_nothing(enter):
    told()
    Message.objects.update(dead_at=timezone.now(), attempts=6, last_error="ConnectionRefusedError channels/mail.py:27")
    administrator = person(SECURITY, parties.SUPPORT_ORG, name="admin")
    administrator.is_administrator = True
    administrator.save()
    operator = person("sussa-objektledare-it", parties.SUPPORT_ORG)
    window = enter(SECURITY, parties.SUPPORT_ORG, name="admin")
    page = window.page
    assert page.request.get("/utskick/").status == 403
    page.goto(f"/roller/personer/{operator.pk}/visa-som/")
    page.fill("[name=reason]", "Varför kommer inga mejl?")
    page.click("main form button.button--primary")
    page.goto("/utskick/")
    page.locator("h1:text('Utgående meddelanden')").wait_for()
    page.locator("text=har getts upp").first.wait_for()
    assert page.get_by_role("button", name="igen").count() == 0
    window.assert_sound()
    assert Viewing.objects.get().pages.filter(address="/utskick/", status=200).exists()
    assert Message.objects.dead().exists()


def test_the_mails_of_an_organisation_are_sound_and_named_by_keyboard(enter):
    window = enter("region-objektledare", parties.REGION)
    page = window.page
    page.goto(f"/brevlador/{parties.REGION}/")
    window.assert_sound()
    page.focus("[name=address]")
    page.keyboard.type("servicedesk@dalarna.example")
    page.keyboard.press("Enter")
    page.locator(".toast >> text=får mejl").wait_for()
    window.assert_sound()
    page.click("text=Ta med rubriker i mejl")
    page.locator(".field-error").wait_for()
    window.assert_sound()
    page.click("label[for=confirmed]")
    page.click("text=Ta med rubriker i mejl")
    page.locator(".toast >> text=innehåller rubriker").wait_for()
    window.assert_sound()


def test_the_choice_is_a_table_that_a_keyboard_and_a_screen_reader_manage(enter):
    window = enter(parties.DESK_ROLE, parties.REGION)
    page = window.page
    page.goto("/aviseringar/val/")
    assert page.locator("main table tbody tr").count() > 8
    box = page.get_by_role("checkbox", name="Nya ärenden till min organisation: i listan")
    assert box.is_checked()
    box.focus()
    page.keyboard.press("Space")
    page.get_by_role("combobox", name="Nya ärenden till min organisation: med mejl").select_option("never")
    page.click("main form.form button.button--primary")
    page.locator("text=Ditt val är sparat").first.wait_for()
    assert not page.get_by_role("checkbox", name="Nya ärenden till min organisation: i listan").is_checked()


def test_the_demos_mails_are_sound(enter, settings, tmp_path):
    settings.EMBEDDED_DATABASE, settings.EMAIL_FILE_PATH = True, tmp_path
    backend = get_connection("django.core.mail.backends.filebased.EmailBackend")
    mail = EmailMultiAlternatives("Ett ärende", "Ord\n" * 3, to=["a@region.example"], connection=backend)
    mail.attach_alternative("<p>" + "x" * 300 + "</p>", "text/html")
    mail.send()
    window = enter(parties.DESK_ROLE, parties.REGION)
    page = window.page
    page.goto("/demo/mejl/")
    window.assert_sound()
    page.click("main table a")
    page.click("summary")
    window.assert_sound()
