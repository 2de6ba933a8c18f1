"""What a test does and asks in a browser: log in, axe, no sideways scroll, nothing refused by the content policy."""

from pathlib import Path

from django.conf import settings
from django.test import Client

from roles.models import User

AXE = (Path(__file__).parent / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What passes is a megabyte of words and selectors of a page: it is neither written down nor sent.
VIOLATIONS = """rules => axe.run(document, {
  runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'], selectors: false
}).then(found => found.violations)"""
WIDTHS = (1280, 360)


class Visitor:
    """One window and what has gone wrong in it."""

    def __init__(self, page, address):
        self.page, self.address = page, address
        self.faults: list[str] = []
        self.measuring = False
        page.on("console", self._listen)
        page.on("framenavigated", lambda _frame: setattr(self, "measuring", False))
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _listen(self, message):
        # A refused request has its own answer and page; axe measures with styles that the policy rightly stops.
        if message.type == "error" and not self.measuring and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def log_in(self, email):
        """As somebody who is logged in, at the start page: three pages fewer than through the log-in page."""
        client = Client()
        client.force_login(User.objects.get(email=email), backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.address, "httpOnly": True}]
        )
        self.page.goto("/")

    def log_in_by_page(self, email, password):
        """Through the log-in page, as a person does."""
        self.page.goto("/konto/login/")
        self.fill_log_in(email, password)

    def fill_log_in(self, email, password):
        self.page.fill("[name=login]", email)
        self.page.fill("[name=password]", password)
        self.page.click("main button.button--primary[type=submit]")

    def assert_sound(self, *, widths=WIDTHS):
        """The browser told no fault, axe finds nothing at each width, and nothing scrolls sideways, not at 320 px."""
        size = self.page.viewport_size
        assert self.faults == []
        self.measuring = True
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": size["height"]})
            self.assert_no_sideways_scroll(width)
            assert axe(self.page) == [], f"{self.page.url} at {width} px"
        self.page.set_viewport_size({"width": 320, "height": size["height"]})
        self.assert_no_sideways_scroll(320)
        self.page.set_viewport_size(size)

    def assert_no_sideways_scroll(self, width):
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (
            f"{self.page.url} is {wide} px wide in a window of {width} px: {_too_wide(self.page, width)}"
        )


def axe(page) -> list[str]:
    """The findings of axe-core as lines; needs a page with script on."""
    # Through the debugging protocol, so the page's content policy stays as it is.
    if not page.evaluate("typeof axe === 'object'"):  # once a page, at whatever widths it is looked at
        page.evaluate(AXE)
    found = page.evaluate(VIOLATIONS, RULES)
    return [f"{row['id']}: {node['html'][:160]} {node['failureSummary']}" for row in found for node in row["nodes"]]


def _too_wide(page, width):
    return page.evaluate(
        """width => [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > width + 1
            && !one.closest('.tablewrap, .views')).slice(0, 5).map(one => one.outerHTML.slice(0, 120))""",
        width,
    )
