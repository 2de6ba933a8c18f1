"""Hands and eyes of a change's journey: times as they are typed, votes from Start, and pages that must be sound."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from sla.workdays import after_working_days
from tests.browser.desk import Desk, fill
from tests.cases import fresh
from tests.processes.change import places as at
from tickets.models import Ticket


def workday(days: int, hour: int = 12) -> datetime:
    """A whole hour, so many working days from now."""
    local = timezone.localtime(after_working_days(timezone.now(), days))
    return local.replace(hour=hour, minute=0, second=0, microsecond=0)


def moment(name: str, when: datetime) -> dict[str, str]:
    """A day and a time of day, in two controls."""
    local = timezone.localtime(when)
    return {f"{name}_0": f"{local:%Y-%m-%d}", f"{name}_1": f"{local:%H:%M}"}


def moments(**when: datetime) -> dict[str, str]:
    return {control: value for name, one in when.items() for control, value in moment(name, one).items()}


def stop(desk: Desk, name: str, *, widths=(360,)) -> None:
    """A page that the journey stops at is sound; kept where PICTURES says, wide and narrow, to be looked at.

    Pages that have no test of their own are looked at at both widths.
    """
    desk.visitor.assert_sound(widths=widths)
    if folder := os.environ.get("PICTURES"):
        for width in (1280, 360):
            desk.page.set_viewport_size({"width": width, "height": 800})
            desk.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        desk.page.set_viewport_size({"width": 1280, "height": 800})


def ballot_page(ticket: Ticket, stage: str) -> str:
    return f"/arenden/{ticket.number}/omrostning/{at.ballot(ticket, stage).pk}/"


def vote(desk: Desk, ticket: Ticket, choice: str, condition: str = "") -> None:
    """From Start, where the vote waits."""
    page = desk.page
    page.goto("/")
    page.get_by_role("link", name=f"Rösta: {ticket.title}").first.click()
    page.get_by_label(choice, exact=True).check()
    if condition:
        page.get_by_role("textbox", name="Villkor").fill(condition)
    desk.submit(page.locator("[aria-labelledby=rost] button.button--primary"))


def vote_by_keyboard(desk: Desk, ticket: Ticket, choice: str) -> None:
    """From the choice on with the keys alone: Tab leads to the button."""
    page = desk.page
    page.goto(ballot_page(ticket, "regional-review"))
    page.get_by_label(choice, exact=True).focus()
    page.keyboard.press("Space")
    button = page.locator("[aria-labelledby=rost] button.button--primary")
    for _field in range(6):
        page.keyboard.press("Tab")
        if button.evaluate("one => one === document.activeElement"):
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator(".toast").wait_for()


def write(desk: Desk, **values) -> None:
    """Into the form of a step that stands on a page of its own, as where it was sent back."""
    for name, value in values.items():
        fill(desk.page.locator("form.stepform"), name, value)


def send(desk: Desk, **values) -> None:
    write(desk, **values)
    desk.submit(desk.page.locator("form.stepform button.button--primary"))


def choose(desk: Desk, ticket: Ticket, step: str) -> None:
    """On the forum's page, as its chair: the decision that the case can get."""
    desk.page.locator(f"main a[href$='/besluta/{ticket.number}/{step}/']").click()
    desk.page.get_by_label("Beslut", exact=True).wait_for()


def decide(desk: Desk) -> None:
    desk.page.get_by_role("button", name="Besluta").click()
    desk.page.wait_for_url("**/beslut/**")


def now_at(ticket: Ticket) -> str:
    return fresh(ticket.pk).state
