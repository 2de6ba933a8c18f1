"""Editing the catalogue in the browser: questions as rows, a draft with what it changes, publishing, taking it off."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.pages import browser
from tests.processes.service_request import places as at
from tests.processes.service_request.catalogue.changing import (
    asked,
    editor,
    now,
    publish,
    regional_editor,
    text,
)
from tickets.models import CatalogueItem, CatalogueVersion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forgets")]
ITEM = at.ITEM
HOME = f"/katalog/{ITEM}/"
WRITE = f"{HOME}ny-version/"


def typed(**changes) -> dict:
    """A version with two questions, as the browser sends it."""
    return {
        "valid_from": timezone.localdate().isoformat(),
        "title_sv": "Behörighet", "title_en": "Authorisation", "lead_sv": "Ny text.", "lead_en": "New text.",
        "service": "", "fulfiller": "support", "lead_days": "4", "price": "", "price_per": "order",
        "in_contract": "on", "expert_field": "", "preapproved_by": "", "preapproved_at": "", "preapproved_until": "",
        "preapproved_reason": "", "reason": "Färre frågor", "read_at": "",
        "questions": "2",
        "q0-name": "", "q0-label_sv": "Hur många?", "q0-label_en": "How many?", "q0-kind": "number",
        "q0-required": "on", "q0-choices": "", "q0-low": "1", "q0-high": "9", "q0-help_sv": "", "q0-help_en": "",
        "q1-name": "kind", "q1-label_sv": "Vad?", "q1-label_en": "What?", "q1-kind": "choice",
        "q1-choices": "Ny | New\nbort: Ta bort | Remove", "q1-low": "", "q1-high": "",
        "q1-help_sv": "", "q1-help_en": "",
    } | changes  # fmt: skip


def drafted(client, address: str = WRITE, **changes) -> CatalogueVersion:
    answer = client.post(address, typed(**changes))
    assert answer.status_code == 302, text(answer)
    return CatalogueVersion.objects.get(pk=int(answer["Location"].rstrip("/").rpartition("/")[2]))


def test_a_version_is_written_read_and_published():
    client = browser(editor())
    assert "Ändrad behörighet" in text(client.get("/katalog/")) and client.get(HOME).status_code == 200
    form = text(client.get(WRITE))
    assert "Vilken behörighet gäller det?" in form and 'name="questions" value="4"' in form
    row = drafted(client)
    page = text(client.get(f"{HOME}utkast/{row.pk}/"))
    for words in ("Jämfört med version 1", "Ändrad behörighet", "Behörighet", "Hur många?", "1–9"):
        assert words in page, words
    assert now(ITEM).number == 1, "nothing counts before it is published"
    sent = {"based_on": "1", "read_at": row.changed_at.isoformat()}
    assert client.post(f"{HOME}utkast/{row.pk}/publicera/", sent).status_code == 302
    version = now(ITEM)
    assert (version.number, version.title_sv, version.published_by) == (2, "Behörighet", editor().user)
    assert [(one.name, one.kind, one.required) for one in asked(ITEM)] == [
        ("how_many", "number", True), ("kind", "choice", False),
    ]  # fmt: skip
    assert [key for key, _label in asked(ITEM)[1].choices] == ["new", "bort"]
    assert "Hur många?" in text(browser(at.orderer()).get(f"/bestalla/{ITEM}/"))
    assert "Version 2" in text(client.get(HOME))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title_en": ""}, "id_title_en-error"),
        ({"lead_days": "0"}, "id_lead_days-error"),
        ({"price": "gratis"}, "id_price-error"),
        ({"q0-label_en": ""}, "id_q0-label_en-error"),
        ({"q1-choices": "Ny"}, "saknar | mellan svenska och engelska"),
        ({"q1-choices": "Ny | New"}, "Skriv minst två svar"),
        ({"q0-low": "9", "q0-high": "1"}, "Det högsta är lägre än det lägsta"),
        ({"preapproved_by": "Styrgruppen"}, "Ange vem som har förgodkänt"),
        ({"valid_from": (timezone.localdate() - timedelta(days=1)).isoformat()}, "id_valid_from-error"),
        ({"lead_sv": "Ring 19121212-1212"}, "id_lead_sv-error"),
        ({"price": "10", "price_per": "row"}, "rad för rad har ett pris per rad"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(changes, words):
    answer = browser(editor()).post(WRITE, typed(**changes))
    assert answer.status_code == 422
    assert words in text(answer) and "Färre frågor" in text(answer)
    assert not CatalogueVersion.objects.filter(state="draft").exists()


def test_questions_are_added_moved_and_taken_away_without_script_and_nothing_is_kept():
    client = browser(editor())

    def labels(answer):
        return [row["label_sv"].value() for row in answer.context["questions"].rows]

    assert labels(client.post(WRITE, typed(go="add"))) == ["Hur många?", "Vad?", None]
    assert labels(client.post(WRITE, typed(go="down-0"))) == ["Vad?", "Hur många?"]
    assert labels(client.post(WRITE, typed(go="up-1"))) == ["Vad?", "Hur många?"]
    assert labels(client.post(WRITE, typed(go="remove-0"))) == ["Vad?"]
    assert labels(client.post(WRITE, typed(go="up-0"))) == ["Hur många?", "Vad?"]
    assert labels(client.post(WRITE, typed(go="remove-99", questions="2"))) == ["Hur många?", "Vad?"]
    assert not CatalogueVersion.objects.filter(state="draft").exists()


def test_of_two_who_write_in_one_draft_the_second_sees_what_differs():
    client = browser(editor())
    row = drafted(client)
    edit = f"{HOME}utkast/{row.pk}/andra/"
    read_at = row.changed_at.isoformat()
    drafted(client, edit, read_at=read_at, title_sv="Först")
    answer = client.post(edit, typed(read_at=read_at, title_sv="Sedan"))
    assert answer.status_code == 409
    assert "Först" in text(answer) and "Sedan" in text(answer)
    again = typed(read_at=answer.context["form"]["read_at"].value(), title_sv="Sedan")
    assert client.post(edit, again).status_code == 302
    assert CatalogueVersion.objects.get(pk=row.pk).title_sv == "Sedan"
    stale = {"based_on": "1", "read_at": read_at}
    client.post(f"{HOME}utkast/{row.pk}/publicera/", stale)
    assert now(ITEM).number == 1
    assert client.post(f"{HOME}utkast/{row.pk}/kasta/").status_code == 302
    assert not CatalogueVersion.objects.filter(pk=row.pk).exists()
    assert client.get(edit).status_code == 302, "the draft is gone"


def test_a_new_item_begins_as_a_draft_that_nobody_can_order():
    client = browser(editor())
    group = CatalogueItem.objects.get(slug=ITEM).group
    assert client.get("/katalog/ny/").status_code == 200
    row = drafted(client, "/katalog/ny/", group=str(group.pk), place="joint", title_en="Loan of a tablet")
    assert row.item.slug == "loan-of-a-tablet" and row.item.region is None
    assert browser(at.orderer()).get("/bestalla/loan-of-a-tablet/").status_code == 404
    assert text(client.get("/katalog/")).count("Ett utkast väntar") == 1


def test_a_region_writes_its_own_items_alone():
    client = browser(regional_editor())
    listed = text(client.get("/katalog/"))
    assert "Lokal blankett för Dalarna" in listed and "Etikettskrivare" not in listed
    assert client.get(HOME).status_code == 404 and client.post(WRITE, typed()).status_code == 404
    assert client.get(f"/katalog/{at.REGIONAL}/").status_code == 200
    assert browser(regional_editor("gavleborg")).get(f"/katalog/{at.REGIONAL}/").status_code == 404
    assert browser(at.orderer()).get("/katalog/").status_code == 403
    group = CatalogueItem.objects.get(slug=ITEM).group
    own = str(CatalogueItem.objects.get(slug=at.REGIONAL).region_id)
    row = drafted(client, "/katalog/ny/", group=str(group.pk), place=own)
    assert row.item.region.slug == "dalarna"
    forged = client.post("/katalog/ny/", typed(group=str(group.pk), place="joint"))
    assert forged.status_code == 422


def test_an_item_is_taken_off_with_a_reason_and_put_back():
    client = browser(editor())
    assert client.post(f"{HOME}av-eller-till/", {"reason": " "}).status_code == 302
    assert now(ITEM).item.retired_at is None
    client.post(f"{HOME}av-eller-till/", {"reason": "Ersätts av en ny"})
    assert browser(at.orderer()).get(f"/bestalla/{ITEM}/").status_code == 404
    assert "Ersätts av en ny" in text(client.get(HOME))
    client.post(f"{HOME}av-eller-till/", {"reason": "Behövs"})
    assert browser(at.orderer()).get(f"/bestalla/{ITEM}/").status_code == 200


def test_the_two_versions_of_an_item_are_told_apart():
    publish(ITEM, lead_days=9)
    page = text(browser(editor()).get(HOME))
    assert "9 arbetsdagar" in page and "3 arbetsdagar" in page
