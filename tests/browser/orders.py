"""Hands and eyes of an order's journey: from the catalogue to its page, in a region at a phase of its own."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from regions import directory
from regions.models import RegionPhase
from tests.browser.desk import Desk, fill
from tests.cases import fresh
from tests.processes.service_request import places as at
from tickets.models import Ticket

NUMBER = re.compile(r"TJF-[0-9-]+")


@contextmanager
def in_phase(region: str, phase: str) -> Iterator[None]:
    """The region stays in that phase; its own days come back afterwards, as reference rows outlive a test."""
    rows = list(RegionPhase.objects.filter(region__slug=region).order_by("pk"))
    (kept,) = (one for one in rows if one.phase.slug == phase)
    RegionPhase.objects.filter(region__slug=region).exclude(pk=kept.pk).delete()
    RegionPhase.objects.filter(pk=kept.pk).update(valid_to=None)
    directory.clear()
    try:
        yield
    finally:
        RegionPhase.objects.filter(region__slug=region).delete()
        RegionPhase.objects.bulk_create(rows)
        directory.clear()


def look(desk: Desk, name: str) -> None:
    """A page that the journey stops at is sound at the window's own width; kept where PICTURES says."""
    desk.visitor.assert_sound(widths=(desk.page.viewport_size["width"],))
    if folder := os.environ.get("PICTURES"):
        desk.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def ordered(desk: Desk, item: str, *, seen: str = "", **more) -> Ticket:
    """From the menu through the catalogue: found by its name, filled in and sent; `seen` names the form's picture."""
    page = desk.page
    page.goto("/bestalla/")
    page.locator(f"main a[href*='/bestalla/{item}/']").click()
    form = page.locator("main form.form")
    for name, value in at.ANSWERS[item].items():
        fill(form, f"'answers.{name}'", value)
    for name, value in ({"ordered_for": at.FOR} | more).items():
        fill(form, name, value)
    if seen:
        look(desk, seen)
    return sent(desk)


def sent(desk: Desk) -> Ticket:
    """The order's form, as it stands filled in; its receipt is read on the order's page."""
    desk.submit(desk.page.locator("main form.form button.button--primary"))
    found = NUMBER.search(desk.page.url)
    assert found and f"{found[0]} är beställd" in desk.page.inner_text(".toast")
    return fresh(Ticket.all_objects.get(number=found[0]).pk)


def plain(text: str) -> str:
    """Its words with plain spaces, as amounts have narrow ones."""
    return " ".join(text.split())


def fact(desk: Desk, label: str) -> str:
    """What the page says beside `label`."""
    return desk.page.locator(f"main dl.facets > div:has(> dt:text-is('{label}')) dd").first.inner_text()


def row_on_start(desk: Desk, number: str):
    """The row of Start about that order."""
    desk.page.goto("/")
    return desk.page.locator("main li[data-row]", has_text=number)


def from_start(desk: Desk, ticket: Ticket, act: str, *, why: str) -> None:
    """Press what the order's row of Start offers; the row says why it waits."""
    row = row_on_start(desk, ticket.number)
    assert why in row.inner_text(), row.inner_text()
    row.locator(".actions a", has_text=act).first.click()
