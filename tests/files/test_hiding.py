"""Hiding and settling in the browser and over the API: who sees what before, between and after."""

import pytest

from tests import cases, parties
from tests.api import calling
from tests.api.calling import program
from tests.cases import fresh, step
from tests.files.made_pictures import PLACE, jpeg
from tests.parties import DESK_ROLE, NEIGHBOUR, REGION
from tests.tickets.made_files import picture, text_file
from tests.web.tickets.door import Visitor, visitor, words
from tickets.models import Attachment, HiddenPart, TextVersion

pytestmark = pytest.mark.django_db
SECRET = "Sötpotatisen"
SECURITY = "region-informationssakerhetsansvarig"


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def with_secrets():
    """A ticket at the vendor whose symptom, note and file everybody reads."""
    ticket = cases.at_vendor(symptom=f"{SECRET} i symptomet")
    note = {"note_text": f"{SECRET} i anteckningen", "note_audience": "all"}
    ticket = step(ticket, "add_note", parties.desk(), **note)
    files = {"files": [text_file(f"{SECRET} i filen", name=f"{SECRET}.txt")], "note_audience": "all"}
    return step(ticket, "attach", parties.desk(), **files)


def parts_of(ticket) -> list[str]:
    texts = TextVersion.all_objects.filter(ticket=ticket, body__contains=SECRET)
    return [row.part_key for row in (*texts, *Attachment.all_objects.filter(ticket=ticket))]


def readers() -> dict[str, Visitor]:
    return {
        "the desk": Visitor(parties.desk().user),
        "the support organisation": Visitor(parties.support().user),
        "the vendor": Visitor(parties.vendor().user),
        "another region's security": visitor(SECURITY, NEIGHBOUR),
    }


def where_it_is_shown(who: Visitor, ticket) -> list[str]:
    """The addresses of the ticket that give the secret, read as pages, answers and files."""
    found = []
    for route in (
        f"/arenden/{ticket.number}/",
        f"/arenden/{ticket.number}/?visa=falt",
        f"/arenden/{ticket.number}/steg/hide_personal_data/",
        f"/arenden/{ticket.number}/steg/settle_personal_data/",
        f"/api/v1/tickets/{ticket.number}",
        *(
            f"/api/v1/tickets/{ticket.number}/{what}"
            for what in ("events", "notes", "attachments", "handoffs", "hidden")
        ),
        f"/arenden/?q={SECRET[:6]}",
        *(f"/arenden/{ticket.number}/dolt/{part.pk}/" for part in HiddenPart.all_objects.all()),
        *(f"/api/v1/tickets/{ticket.number}/hidden/{part.pk}" for part in HiddenPart.all_objects.all()),
        *(
            f"/arenden/{ticket.number}/fil/{file.pk}/{end}"
            for file in Attachment.all_objects.all()
            for end in ("", "visa/", "bild/")
        ),
        *(f"/api/v1/attachments/{file.pk}" for file in Attachment.all_objects.all()),
    ):
        answer = who.client.get(route)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if SECRET.encode() in body or SECRET in answer.get("Content-Disposition", ""):
            found.append(route)
    return found  # fmt: skip


def test_what_is_hidden_is_shown_to_nobody_but_those_who_decide_and_comes_back_whole():
    ticket = with_secrets()
    everyone, security = readers(), visitor(SECURITY, REGION)
    shown = {name: where_it_is_shown(who, ticket) for name, who in everyone.items()}
    assert all(len(shown[name]) > 5 for name in ("the desk", "the support organisation", "the vendor"))
    vendor = everyone["the vendor"]
    for part in parts_of(ticket):
        answer = vendor.take(fresh(ticket.pk), "hide_personal_data", hidden_part=part)
        assert answer.status_code == 303, words(answer)
    for name, who in everyone.items():
        assert where_it_is_shown(who, ticket) == [], name
    assert any("settle" in route for route in where_it_is_shown(security, ticket))
    assert "[DOLT: personuppgift]" in vendor.text(f"/arenden/{ticket.number}/")
    for part in HiddenPart.all_objects.filter(ticket=ticket):
        data = {"settled_part": part.pk, "personal_data_verdict": "show", "reason": "Ingen uppgift om någon"}
        assert security.take(fresh(ticket.pk), "settle_personal_data", **data).status_code == 303
    assert {name: where_it_is_shown(who, ticket) for name, who in everyone.items()} == shown


def test_the_mark_of_a_removal_says_what_by_whom_and_why_to_those_who_read_it_before():
    ticket = with_secrets()
    part = TextVersion.all_objects.get(ticket=ticket, field="note_text").part_key
    desk, security = Visitor(parties.desk().user), visitor(SECURITY, REGION)
    assert desk.take(ticket, "hide_personal_data", hidden_part=part).status_code == 303
    page = desk.text(f"/arenden/{ticket.number}/")
    assert "Dolda och borttagna personuppgifter" in page
    assert "Väntar på beslut av de informationssäkerhetsansvariga." in page
    given = {"personal_data_verdict": "redact", "reason": "Namn på en patient"}
    assert security.take(ticket, "settle_personal_data", **given).status_code == 303
    page = desk.text(f"/arenden/{ticket.number}/")
    assert "Borttagen" in page
    assert "Skäl: Namn på en patient" in page or "Namn på en patient" in page
    assert "(borttagen)" in page or "(borttaget)" in page or "[BORTTAGET: personuppgift]" in page
    (mark,) = program(DESK_ROLE, REGION).get(f"tickets/{ticket.number}/hidden").json()["results"]
    assert (mark["verdict"], mark["settled_for"], mark["what"]) == ("redact", REGION, "note_text")
    assert "texts" not in mark


def looking(administrator, at_whom) -> Visitor:
    """The administrator, who from now on sees the program as the other."""
    administrator.is_administrator = True
    administrator.save()
    eyes = Visitor(administrator)
    answer = eyes.client.post(f"/roller/personer/{at_whom.pk}/visa-som/", {"reason": "Felsökning"})
    assert (answer.status_code, answer.url) == (302, "/")
    return eyes


def test_who_looks_through_the_eyes_of_one_who_decides_reads_no_hidden_part_that_she_does_not_decide_about():
    ticket, security = with_secrets(), parties.region_security()
    for part in parts_of(ticket):
        ticket = step(ticket, "hide_personal_data", parties.desk(), hidden_part=part)
    deciding = where_it_is_shown(Visitor(security.user), ticket)
    assert {route.split("/")[1] for route in deciding} == {"arenden", "api"}
    assert any("/dolt/" in route for route in deciding)
    outside = looking(parties.region_security(NEIGHBOUR).user, security.user)
    assert outside.see(f"/arenden/{ticket.number}/").status_code == 200
    assert where_it_is_shown(outside, ticket) == []
    inside = looking(parties.support_security().user, security.user)
    assert where_it_is_shown(inside, ticket) == deciding


def test_the_page_has_a_way_to_hide_beside_each_note_field_and_file():
    ticket = with_secrets()
    body = Visitor(parties.desk().user).see(f"/arenden/{ticket.number}/").content.decode()
    for part in parts_of(ticket):
        assert f"hide_personal_data/?hidden_part={part}" in body, part
    part = parts_of(ticket)[0]
    form = Visitor(parties.desk().user).see(f"/arenden/{ticket.number}/steg/hide_personal_data/?hidden_part={part}")
    assert f'value="{part}" selected' in form.content.decode()


def test_a_program_of_the_vendors_hides_over_the_api_and_those_who_decide_read_it_there():
    ticket = with_secrets()
    vendor, security = calling.vendor(), program(SECURITY, REGION)
    (note,) = vendor.get(f"tickets/{ticket.number}/notes").json()["results"]
    answer = vendor.post(f"tickets/{ticket.number}/steps/hide_personal_data", {"fields": {"hidden_part": note["part"]}})
    assert answer.status_code == 200, answer.content
    (note,) = vendor.get(f"tickets/{ticket.number}/notes").json()["results"]
    assert (note["text"], note["hidden"], note["redacted"]) == ("[DOLT: personuppgift]", True, False)
    (part,) = security.get(f"tickets/{ticket.number}/hidden").json()["results"]
    assert part["texts"] == [f"{SECRET} i anteckningen"]
    given = {"personal_data_verdict": "redact", "reason": "Ett namn", "replacement": "x"}
    refused = security.post(f"tickets/{ticket.number}/steps/settle_personal_data", {"fields": given})
    assert calling.codes(refused) == [("replacement", "not_replaceable")]
    given.pop("replacement")
    answer = security.post(f"tickets/{ticket.number}/steps/settle_personal_data", {"fields": given})
    assert answer.status_code == 200, answer.content
    (note,) = vendor.get(f"tickets/{ticket.number}/notes").json()["results"]
    assert (note["text"], note["hidden"], note["redacted"]) == ("[BORTTAGET: personuppgift]", False, True)


def test_who_does_not_decide_may_not_settle_and_nothing_is_hidden_twice():
    ticket = with_secrets()
    part = parts_of(ticket)[0]
    desk = program(DESK_ROLE, REGION)
    address = f"tickets/{ticket.number}/steps/"
    body = {"fields": {"hidden_part": part}}
    assert desk.post(f"{address}hide_personal_data", body).status_code == 200
    assert calling.codes(desk.post(f"{address}hide_personal_data", body)) == [("hidden_part", "not_found")]
    given = {"fields": {"personal_data_verdict": "show", "reason": "x"}}
    assert desk.post(f"{address}settle_personal_data", given).status_code == 403
    outside = program(SECURITY, NEIGHBOUR)
    assert outside.post(f"{address}settle_personal_data", given).status_code == 404


def test_a_picture_is_shown_within_a_page_as_what_was_left_of_it_and_runs_nothing():
    ticket, desk = cases.at_support(), Visitor(parties.desk().user)
    upload = text_file(name="foto.jpg")
    upload.file.seek(0)
    upload.file.truncate()
    upload.file.write(jpeg())
    upload.file.seek(0)
    answer = desk.take(ticket, "attach", files=upload, note_audience="customer", image_checked="on")
    assert answer.status_code == 303, words(answer)
    file = Attachment.all_objects.get()
    page = desk.see(f"/arenden/{ticket.number}/fil/{file.pk}/visa/").content.decode()
    assert f'<img src="/arenden/{ticket.number}/fil/{file.pk}/bild/"' in page
    shown = desk.see(f"/arenden/{ticket.number}/fil/{file.pk}/bild/")
    body = b"".join(shown.streaming_content)
    assert body.startswith(b"\xff\xd8")
    assert PLACE not in body
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert shown["Content-Security-Policy"] == "sandbox; default-src 'none'"
    outsider = visitor(DESK_ROLE, NEIGHBOUR)
    for end in ("", "visa/", "bild/"):
        assert outsider.see(f"/arenden/{ticket.number}/fil/{file.pk}/{end}").status_code == 404


def test_a_text_file_is_previewed_as_words_and_never_as_a_page():
    ticket, desk = cases.at_support(), Visitor(parties.desk().user)
    upload = text_file("<script>alert(1)</script> rad ett", name="logg.txt")
    assert desk.take(ticket, "attach", files=upload, note_audience="customer").status_code == 303
    file = Attachment.all_objects.get()
    body = desk.see(f"/arenden/{ticket.number}/fil/{file.pk}/visa/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; rad ett" in body
    assert "<script>alert" not in body
    assert desk.see(f"/arenden/{ticket.number}/fil/{file.pk}/bild/").status_code == 404
    saved = desk.see(f"/arenden/{ticket.number}/fil/{file.pk}/")
    assert saved["Content-Disposition"] == 'attachment; filename="logg.txt"'


def test_the_vendor_previews_a_picture_only_when_a_specialist_has_looked_at_it():
    ticket = cases.at_vendor()
    step(ticket, "attach", parties.desk(), files=[picture()], note_audience="all", image_checked=True)
    file, vendor = Attachment.all_objects.get(), Visitor(parties.vendor().user)
    address = f"/arenden/{ticket.number}/fil/{file.pk}/bild/"
    assert vendor.see(address).status_code == 404
    step(ticket, "confirm_file", parties.support(), file=file.pk)
    assert vendor.see(address).status_code == 200
