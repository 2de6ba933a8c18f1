"""Hands and eyes of a major incident's journey: press the buttons of the pages, fill in the forms, send them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from engine import due
from sla.models import DueStep

FORM = "form.stepform"


class Seat:
    """One person at one window."""

    def __init__(self, window, who):
        self.page, self.who = window.page, who
        self.page.on("dialog", lambda dialog: dialog.accept())
        window.log_in(who.user.email)

    @property
    def pk(self) -> str:
        return str(self.who.person_id)

    def seen(self, address: str) -> str:
        self.page.goto(address)
        return self.page.inner_text("main")

    def take(self, page: str, address: str, **typed) -> None:
        """From the page `page`: press what leads to `address`, fill in the form where there is one, and send it."""
        self.page.goto(page)
        self.page.locator("main").evaluate("main => main.querySelectorAll('details').forEach(one => one.open = true)")
        link = self.page.locator(f"main a[href='{address}']").first
        if link.count():
            link.click()
            self.page.wait_for_load_state()
            for name, value in typed.items():
                self.fill(name, value)
            self.page.locator(f"{FORM} button.button--primary[type=submit]").first.click()
        else:
            self.page.locator(f"main form[action='{address}'] button[type=submit]").first.click()
        self.page.wait_for_load_state()
        assert not self.page.url.endswith(address), self.page.inner_text("main")[:1500]

    def step(self, ticket, name: str, *, page: str = "", **typed) -> None:
        """A step of the case, from its own page or another one."""
        home = f"/arenden/{ticket.number}/"
        self.take(page or home, f"{home}steg/{name}/", **typed)

    def say(self, ticket, region: str, name: str, **typed) -> None:
        """What a region says of itself, or the team of it, from the situation picture."""
        self.take(f"/storningar/{ticket.number}/lagesbild/", f"/arenden/{ticket.number}/lage/{region}/{name}/", **typed)

    def fill(self, name: str, value) -> None:
        if isinstance(value, datetime):
            local = timezone.localtime(value)
            self.page.fill(f"{FORM} [name={name}_0]", f"{local:%Y-%m-%d}")
            self.page.fill(f"{FORM} [name={name}_1]", f"{local:%H:%M}")
            return
        field = self.page.locator(f"{FORM} [name={name}]").first
        if field.get_attribute("type") in ("radio", "checkbox"):
            for one in value if isinstance(value, list) else [value]:
                self.page.check(f"{FORM} [name={name}][value='{one}']")
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def ago(minutes: int) -> datetime:
    return timezone.now() - timedelta(minutes=minutes)


def ahead(**span) -> datetime:
    return timezone.now() + timedelta(**span)


def let_time_pass(ticket, begins: str, *, times: int = 1) -> None:
    """Until what the case waits for is due, as often as said, and the program has spoken of it."""
    for _once in range(times):
        rows = DueStep.objects.filter(subject_type="tickets.ticket", subject_id=ticket.pk, fired_at=None)
        moved = rows.filter(reason__startswith=begins)
        first = min(moved.values_list("reason", flat=True), default="").split(":")[:2]
        moved.filter(reason__startswith=":".join(first)).update(due_at=timezone.now() - timedelta(seconds=1))
        due.fire(now=timezone.now())
