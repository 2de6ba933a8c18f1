"""A note is hidden, decided about and removed in a browser, at both widths; a file is refused, attached, looked at."""

import os
from pathlib import Path

import pytest

from tests import cases, parties
from tests.cases import step
from tests.files.made_pictures import png
from tickets.models import Attachment, HiddenPart, TextVersion

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def seen(page, name: str) -> None:
    """Keep a picture of the page where a folder for pictures is named."""
    if folder := os.environ.get("SUSSA_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_note_is_hidden_by_one_and_removed_by_another(visit, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ticket = cases.at_support()
    step(ticket, "add_note", parties.desk(), note_text="Anna Ek ringde.", note_audience="customer")
    desk, security = parties.desk().user, parties.region_security().user
    visitor = visit()
    visitor.log_in(desk.email)
    page = visitor.page
    page.goto(f"/arenden/{ticket.number}/")
    seen(page, "hidden-before")
    note = page.locator(".timeline__item--note", has_text="Anna Ek ringde.")
    note.hover()  # what can be done with an entry shows when one points at it
    note.get_by_role("link", name="Dölj personuppgift").click()
    seen(page, "hidden-form")
    visitor.assert_sound()
    page.get_by_role("button", name="Dölj personuppgift").click()
    page.get_by_text("[DOLT: personuppgift]").first.wait_for()
    assert "Anna Ek" not in page.content()
    seen(page, "hidden-after")
    visitor.assert_sound()
    visitor = visit()
    visitor.log_in(security.email)
    page = visitor.page
    page.goto(f"/arenden/{ticket.number}/")
    page.get_by_role("link", name="Granska och avgör").click()
    page.get_by_text("Anna Ek ringde.").first.wait_for()
    seen(page, "settle-form")
    visitor.assert_sound()
    page.get_by_label("Ta bort uppgiften").check()
    page.get_by_label("Motivering").fill("En patient nämndes vid namn")
    page.get_by_role("button", name="Avgör dold personuppgift").click()
    page.get_by_text("En patient nämndes vid namn").first.wait_for()
    assert HiddenPart.all_objects.get().verdict == "redact"
    assert TextVersion.all_objects.get(field="note_text").redacted
    seen(page, "settled")
    visitor.assert_sound()


def test_a_picture_is_attached_looked_at_and_refused_with_everything_kept(visit, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    ticket = cases.at_support()
    visitor = visit()
    visitor.log_in(parties.desk().user.email)
    page = visitor.page
    page.goto(f"/arenden/{ticket.number}/steg/attach/")
    page.get_by_label("Bilagor").set_input_files({"name": "b.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"})
    page.get_by_role("button", name="Bifoga").click()
    assert "SVG-bilder och webbsidor kan innehålla skript." in page.content()
    seen(page, "refused")
    visitor.assert_sound()
    page.get_by_label("Bilagor").set_input_files({"name": "skärm.png", "mimeType": "image/png", "buffer": png()})
    page.get_by_label("Jag har kontrollerat").check()
    page.get_by_role("button", name="Bifoga").click()
    page.locator("#filer").wait_for()
    assert Attachment.all_objects.get().image_checked
    page.get_by_role("link", name="skärm.png", exact=True).first.click()
    loaded = "image => image.decode().then(() => image.naturalWidth)"
    assert page.locator(".preview img").evaluate(loaded) == 1
    seen(page, "preview")
    visitor.assert_sound()
