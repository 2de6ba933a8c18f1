"""A real browser against a real server: one browser for the session, a fresh window per test.

Chromium comes from SUSSA_CHROMIUM, else from the machine; its libraries, if it needs some, from SUSSA_BROWSER_LIBS.
"""

import os
import shutil
from datetime import timedelta

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from engine import due
from sla.models import DueStep
from tests.browser.checks import Visitor
from tests.browser.desk import Desk
from tests.people import PASSWORD, person

PATIENCE_MS = 60_000  # with a busy machine; what is waited for comes within two seconds on a free one
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


def chromium_path() -> str | None:
    """The browser to drive, or None when the machine has none."""
    named = os.environ.get("SUSSA_CHROMIUM")
    known = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return named or next(filter(None, map(shutil.which, known)), None)


@pytest.fixture(scope="session", autouse=True)
def _files_are_kept_by_the_browser():
    """A window asks once for a style or a script, as of a real installation, where a name says which version it is."""
    plain = StaticFilesHandler.serve

    def kept(self, request):
        answer = plain(self, request)
        answer["Cache-Control"] = "max-age=3600"
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", kept)
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_connection_serves_one_page_after_another(django_db_setup):
    """As in a real installation; the test server takes one for each of the browser's, that is for every few pages.

    What PostgreSQL has read of two hundred tables and planned of the statements stays with a connection.
    """
    plain, free = WSGIHandler.__call__, []

    def served(self, environ, start_response):
        try:
            one = free.pop()
        except IndexError:
            one = connections.create_connection(DEFAULT_DB_ALIAS)
            one.inc_thread_sharing()
        connections[DEFAULT_DB_ALIAS] = one
        try:
            return plain(self, environ, start_response)
        finally:
            del connections[DEFAULT_DB_ALIAS]
            free.append(one)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "__call__", served)
        yield
    for one in free:
        one.close()


@pytest.fixture(scope="session", autouse=True)
def _a_click_ends_at_a_whole_page():
    """A click returns when the page it led to is read; Playwright returns at its first byte, where it says little."""
    from playwright.sync_api import Locator, Page

    def whole(act):
        def acted(self, *args, **wishes):
            act(self, *args, **wishes)
            getattr(self, "page", self).wait_for_load_state("domcontentloaded")

        return acted

    with pytest.MonkeyPatch.context() as patch:
        for owner in (Locator, Page):
            for act in ("click", "press"):
                patch.setattr(owner, act, whole(getattr(owner, act)))
        yield


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium: set SUSSA_CHROMIUM")
    environment = dict(os.environ)
    if os.environ.get("SUSSA_BROWSER_LIBS"):
        environment["LD_LIBRARY_PATH"] = os.environ["SUSSA_BROWSER_LIBS"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path, env=environment, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield started
        started.close()


@pytest.fixture
def visit(browser, live_server):
    """`visit(width=…, script=…, dark=…)` opens a window on the live server as a new visitor."""
    opened = []

    def open_window(*, narrow=False, script=True, dark=False, height=None):
        size = dict(NARROW if narrow else WIDE)
        if height:
            size["height"] = height
        window = browser.new_context(
            reduced_motion="reduce",  # a colour that is still changing is no colour to judge
            base_url=live_server.url,
            viewport=size,
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            locale="en-US",
            timezone_id="Europe/Stockholm",
        )
        opened.append(window)
        page = window.new_page()
        page.set_default_timeout(PATIENCE_MS)
        return Visitor(page, live_server.url)

    yield open_window
    for window in opened:
        window.close()


@pytest.fixture
def enter(visit):
    """`enter(role, organisation, …)` opens a window, with the wishes of `visit`, and logs that person in."""

    def open_window(role, organisation, *, name="", **wishes):
        window = visit(**wishes)
        window.log_in(person(role, organisation, name=name).email)
        return window

    return open_window


@pytest.fixture
def at_desk(visit):
    """`at_desk(role, organisation)` goes in through the log-in page as that person, who then works on cases."""

    def open_window(role: str, organisation: str) -> Desk:
        user, visitor = person(role, organisation), visit()
        visitor.page.goto("/")
        visitor.page.wait_for_url("**/konto/login/**")
        visitor.fill_log_in(user.email, PASSWORD)
        visitor.page.locator(".hat").wait_for()
        return Desk(visitor, user)

    return open_window


@pytest.fixture
def sit(visit):
    """`sit(actor)` gives that person's desk: one window a person, logged in when first asked for."""
    desks: dict[int, Desk] = {}

    def at(who) -> Desk:
        if who.person_id not in desks:
            visitor = visit()
            visitor.log_in(who.user.email)
            desks[who.person_id] = Desk(visitor, who.user)
        return desks[who.person_id]

    return at


@pytest.fixture
def clock(monkeypatch):
    """`clock(moment)` lets time pass until then; what falls due on the way is done at its own time."""
    real, gone = timezone.now, [timedelta(0)]
    monkeypatch.setattr(timezone, "now", lambda: real() + gone[0])

    def turn(moment) -> None:
        waiting = DueStep.objects.filter(fired_at=None, set_aside_at=None, due_at__lte=moment)
        for _most in range(500):
            first = waiting.order_by("due_at").values_list("due_at", flat=True).first()
            gone[0] = max(gone[0], (first or moment) - real())
            if first is None:
                return
            due.fire(now=first)
        raise AssertionError("what falls due comes to no end")

    return turn
