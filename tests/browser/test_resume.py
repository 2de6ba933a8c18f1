"""The log-in ends in the middle of a form: same form, same text, with script and without, with one step or two."""

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache

from tests.browser.test_frame import EMAIL, fill
from tests.frame.conftest import PASSWORD, person, sample_pages  # noqa: F401 fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def end_every_log_in():
    Session.objects.all().delete()
    cache.clear()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("two_steps", [False, True], ids=["password", "password and code"])
def test_the_same_form_with_the_same_text_comes_back(visit, person, sample_pages, script, two_steps):  # noqa: F811
    code = turn_on_two_steps(person) if two_steps else None
    window = visit(script=script)
    page = window.page
    window.log_in_by_page(EMAIL, PASSWORD)
    if two_steps:
        give_code(page, code())
    page.goto("/prov/formular/")
    fill(page)
    end_every_log_in()
    page.click("text=Spara provet")
    page.locator("h1:text('Logga in')").wait_for()
    assert "Det du skrev finns kvar" in page.inner_text("main")
    if script:
        window.assert_sound()
    window.fill_log_in(EMAIL, "fel lösenord")
    window.fill_log_in(EMAIL, PASSWORD)
    if two_steps:
        cache.clear()  # a code is good for one log-in; the test has no half minute to wait for the next
        give_code(page, code())
    if not script:
        page.click("text=Visa formuläret med min text")
    page.locator("text=Här är det du skrev").wait_for()
    assert page.url.endswith("/prov/formular/")
    assert page.input_value("[name=title]") == "Dubbla svar"
    assert page.input_value("[name=description]") == "Rad ett\nRad två med <tecken>"
    assert page.is_checked("[name=safety][value=risk]")
    assert sample_pages.saved == []
    page.click("text=Spara provet")
    page.locator("text=sparat").wait_for()
    assert [row["title"] for row in sample_pages.saved] == ["Dubbla svar"]
    assert window.faults == []


def turn_on_two_steps(person):  # noqa: F811
    from allauth.mfa.totp.internal import auth

    secret = auth.generate_totp_secret()
    auth.TOTP.activate(person, secret)
    return lambda: auth.format_hotp_value(auth.hotp_value(secret, next(iter(auth.yield_hotp_counters_from_time()))))


def give_code(page, code):
    page.fill("[name=code]", code)
    page.click("main button.button--primary[type=submit]")
    page.wait_for_load_state()
