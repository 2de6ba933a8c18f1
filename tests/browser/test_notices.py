"""Notices, how one is told, the log of messages and the demo's mails, in a real browser, wide and narrow."""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone

from outbox.models import Message
from tests import cases, parties
from tests.notices.told import open_all

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
