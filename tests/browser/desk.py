"""A person at work in a browser: reads and acts on cases by what stands on the page."""

import re


class Desk:
    """Somebody logged in, who reads and acts on cases by what stands on the page."""

    def __init__(self, visitor, user):
        self.visitor, self.page, self.user = visitor, visitor.page, user

    def open(self, number: str) -> str:
        self.page.goto(f"/arenden/{number}/")
        return self.text()

    def text(self) -> str:
        return self.page.inner_text("main")

    def sentence(self, number: str) -> str:
        self.open(number)
        return self.page.inner_text("main .sentence")

    def press(self, name: str) -> None:
        """A step without a form: one button."""
        self._unfold(f"#step-{name}")
        self.submit(self.page.locator(f"#step-{name} button"))

    def take(self, name: str, **values) -> None:
        """A step with a form, opened where it stands and filled in as a person does."""
        self.submit(self._filled(name, values))

    def refused(self, name: str, **values) -> str:
        """The same step sent back: what the page says stands in the way. Its form stands there, filled in."""
        button = self._filled(name, values)
        with self.page.expect_navigation():
            button.click()
        return self.page.inner_text("#error-summary")

    def _filled(self, name: str, values: dict):
        """The button that sends the form, which is filled in."""
        self._unfold(f"#step-{name}")
        self.page.click(f"#step-{name} > a")
        form = self.page.locator(f"#step-form-{name} form")
        form.wait_for()
        for field, value in values.items():
            fill(form, field, value)
        return form.locator("button[type=submit]")

    def write(self, text: str, circle: str) -> None:
        """A note to `circle`."""
        self.page.check(f".compose [value={circle}]")
        self.page.fill("#note", text)
        self.submit(self.page.locator(".compose button[type=submit]"))

    def submit(self, button) -> None:
        """Press, and read the page that comes: it has a receipt."""
        with self.page.expect_navigation():
            button.click()
        self.page.locator(".toast").wait_for()

    def _unfold(self, selector: str) -> None:
        """Steps that are seldom taken lie folded."""
        if not self.page.locator(selector).is_visible():
            self.page.click(f"details:has({selector}) > summary")

    def waiting(self) -> str:
        """What Start says needs this person."""
        self.page.goto("/")
        return self.text()

    def bar(self) -> list[str]:
        """The parts of the bar of time in their order, without how long each took."""
        label = self.page.get_attribute(".ledger__bar", "aria-label")
        return re.findall(r"(?:: |; )([^,;]+),", label)


def fill(form, field: str, value) -> None:
    """Fill in one field, whatever control it is."""
    controls = form.locator(f"[name={field}]")
    kind = controls.first.evaluate("one => one.type")
    if kind == "radio":
        form.locator(f"[name={field}][value='{value}']").check()
    elif kind == "checkbox":
        controls.check()
    elif kind == "select-one":
        controls.select_option(str(value))
    else:
        controls.fill(str(value))
