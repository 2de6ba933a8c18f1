"""The frame and every component in a real browser: axe, widths, keyboard, script on and off."""

import pytest

from tests.frame.conftest import PASSWORD, administrator, person, sample_pages  # noqa: F401 fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EMAIL = "elin@example.org"


@pytest.fixture(autouse=True)
def _pages(person, sample_pages):  # noqa: F811
    """Every test here has a person who can log in, and the tests' own pages."""


@pytest.fixture
def inside(visit):
    """A window where the person is logged in."""

    def open_window(**wishes):
        window = visit(**wishes)
        window.log_in_by_page(EMAIL, PASSWORD)
        window.page.wait_for_load_state()
        return window

    return open_window


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_component_is_sound_at_every_width(inside, dark):
    window = inside(dark=dark)
    window.page.goto("/prov/komponenter/")
    window.assert_sound()


@pytest.mark.parametrize(
    "address",
    [
        "/konto/login/",
        "/konto/password/reset/",
        "/tillganglighet/",
        "/tillganglighet/synpunkt/",
        "/personuppgifter/",
        "/driftinformation/",
        "/kortkommandon/",
        "/finns-inte/",
    ],
)
def test_pages_before_the_log_in_are_sound(visit, address):
    window = visit()
    window.page.goto(address)
    window.assert_sound()


@pytest.mark.parametrize(
    "address", ["/konto/mfa/", "/konto/mfa/totp/activate/", "/konto/password/change/", "/konto/logout/"]
)
def test_account_pages_are_sound(inside, address):
    window = inside()
    window.page.goto(address)
    if window.page.locator("[name=password]").count():  # the account library asks once more who it is
        window.page.fill("[name=password]", PASSWORD)
        window.page.click("main button.button--primary[type=submit]")
    window.assert_sound()


def test_the_menus_are_sound_when_open(inside):
    window = inside(narrow=True)
    window.page.goto("/kortkommandon/")
    window.page.click(".menubutton")
    window.page.locator("#main-menu").wait_for(state="visible")
    window.page.keyboard.press("Escape")
    window.page.click(".hat")
    window.page.locator("#account").wait_for(state="visible")
    window.assert_sound(widths=(360,))


def test_the_first_tab_stop_skips_to_the_content_and_focus_is_seen(inside):
    page = inside().page
    page.goto("/kortkommandon/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "iskiplink"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_everything_that_can_be_pressed_is_large_enough(inside):
    page = inside(narrow=True).page
    page.goto("/prov/komponenter/")
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, input:not([type=hidden]), select, textarea, summary, nav a')]
            .filter(one => one.checkVisibility() && !one.closest('label'))
            .map(one => [one.getBoundingClientRect(), one.outerHTML.slice(0, 100)])
            .filter(([box]) => box.width < 24 || box.height < 24)
            .map(([box, html]) => `${box.width}x${box.height} ${html}`)"""
    )
    assert small == []


def test_the_error_summary_takes_focus_and_leads_to_each_field(inside):
    page = inside().page
    page.goto("/prov/formular/")
    page.click("text=Spara provet")
    page.locator("#error-summary").wait_for()
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.click("#error-summary a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_title"


def fill(page):
    page.fill("[name=title]", "Dubbla svar")
    page.fill("[name=description]", "Rad ett\nRad två med <tecken>")
    page.select_option("[name=service]", "a")
    page.check("[name=safety][value=risk]")
    page.check("[name=audience][value=own]")


def test_a_double_click_saves_once(inside, sample_pages):  # noqa: F811
    page = inside().page
    page.goto("/prov/formular/")
    fill(page)
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.dblclick("text=Spara provet")
    page.locator("text=sparat").wait_for()
    assert len(sent) == 1
    assert len(sample_pages.saved) == 1


def test_the_button_works_again_after_the_back_button(inside, sample_pages):  # noqa: F811
    page = inside().page
    page.goto("/prov/formular/")
    fill(page)
    page.click("text=Spara provet")
    page.locator("text=sparat").wait_for()
    page.go_back()
    page.locator("text=Spara provet").wait_for()
    assert page.locator("text=Spara provet").is_enabled()
    assert page.input_value("[name=title]") == "Dubbla svar"


def test_leaving_with_unsaved_text_asks_first_and_leaving_without_does_not(inside):
    page = inside().page
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/prov/formular/")
    page.goto("/kortkommandon/")
    assert asked == []
    page.goto("/prov/formular/")
    page.type("[name=title]", "Påbörjat")
    page.goto("/kortkommandon/")
    assert asked == ["beforeunload"]


def test_shortcuts_work_and_rest_while_one_is_typing(inside):
    page = inside().page
    page.goto("/prov/komponenter/")
    page.keyboard.press("?")
    assert page.locator("#shortcuts-dialog").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "Ta emot: fel skrivare"
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "Ta emot: fel skrivare"
    page.evaluate("document.activeElement.blur()")  # with a row in focus the key opens its case
    page.keyboard.press("s")
    assert page.evaluate("document.activeElement.closest('[data-key]')?.dataset.key") == "s"
    page.focus("#id_ny-title, [name=title] >> nth=0")
    page.keyboard.press("?")
    assert not page.locator("#shortcuts-dialog").is_visible()


def test_turned_off_shortcuts_stay_silent(inside):
    page = inside().page
    page.goto("/kortkommandon/")
    page.click("main form button")
    page.wait_for_load_state()
    page.keyboard.press("?")
    assert not page.locator("#shortcuts-dialog").is_visible()


def test_the_theme_changes_at_once_and_is_remembered(inside):
    page = inside().page
    page.goto("/kortkommandon/")
    page.click(".hat")
    with page.expect_response("**/tema/"):
        page.click(".theme-form button[value=dark]")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_page_warns_before_the_log_in_ends_and_prolongs_it(inside, settings):
    settings.SESSION_IDLE_SECONDS = 200
    page = inside().page
    page.goto("/kortkommandon/")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    dialog = page.locator("#session-dialog")
    dialog.wait_for(state="visible")
    assert "minuter" in dialog.inner_text()
    settings.SESSION_IDLE_SECONDS = 1800
    page.click("[data-session-stay]")
    dialog.wait_for(state="hidden")


def test_without_script_the_pages_can_be_used(inside):
    page = inside(script=False, narrow=True).page
    page.goto("/prov/formular/")
    fill(page)
    page.click("text=Spara provet")
    page.locator("text=sparat").wait_for()
    page.goto("/kortkommandon/")
    page.click(".hat")
    page.click(".theme-form button[value=dark]")
    page.wait_for_load_state()
    assert page.locator("html[data-theme=dark]").count() == 1


def test_paper_gets_the_content_and_not_the_frame(inside):
    page = inside().page
    page.goto("/prov/komponenter/")
    page.emulate_media(media="print")
    for hidden in (".topbar", ".rail", ".footer", ".steps .button", ".toasts"):
        assert not page.locator(hidden).first.is_visible() or hidden == ".steps .button"
    assert page.locator("h1").is_visible()


def test_forced_colours_keep_every_mark(inside):
    page = inside().page
    page.emulate_media(forced_colors="active")
    page.goto("/prov/komponenter/")
    assert page.evaluate("getComputedStyle(document.querySelector('.prio--1')).borderTopStyle") == "solid"
    assert page.evaluate("getComputedStyle(document.querySelector('.chip')).borderTopStyle") == "solid"
