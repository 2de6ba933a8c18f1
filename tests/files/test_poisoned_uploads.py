"""Files that would do harm: each is refused with one sentence in the browser and over the API, and nothing is kept."""

import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.calling import program
from tests.files.made_pictures import png
from tests.parties import DESK_ROLE, REGION
from tests.personal_data.made_files import TYPES, docx, paragraph, pdf, zipped
from tests.tickets import places
from tests.web.tickets.door import visitor, words
from tickets.files import clean_name
from tickets.models import Attachment, Event

pytestmark = pytest.mark.django_db

KEPT = "Det är ett ordernummer från leverantören."
SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
LAUGHS = b'<!DOCTYPE a [<!ENTITY b "haha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
RUNS = b"<< /S /JavaScript /JS (app.alert) >>"
ACTING = b"<< /Type /Catalog /Pages 2 0 R /OpenAction " + RUNS + b" >>"

# What comes: name, content, and the beginning of the sentence that says what to do.
POISONED = {
    "a program called a log": ("logg.txt", b"MZ\x90\x00" + b"\x00" * 300, "Innehållet stämmer inte med filnamnet"),
    "a program": ("verktyg.exe", b"MZ\x90\x00", "Filer av den här typen tas inte emot"),
    "a picture called a document": ("remiss.pdf", png(), "Innehållet stämmer inte med filnamnet"),
    "a zip": ("loggar.zip", zipped({"a.txt": "x"}), "Packade filer tas inte emot"),
    "a zip bomb": (
        "brev.docx",
        docx(word__big_xml="<a>" + "0" * 30_000_000 + "</a>"),
        "Filen blir för stor när den packas upp",
    ),
    "a zip in a document": (
        "brev.docx",
        docx(paragraph("a"), word__embeddings__x_zip="PK"),
        "Dokumentet innehåller en packad fil",
    ),
    "a zip in a document under another name": (
        "brev.docx",
        docx(paragraph("a"), word__media__image1_png=zipped({"a.txt": zipped({"b.txt": "x"})})),
        "Dokumentet innehåller en packad fil",
    ),
    "a macro": ("brev.docx", docx(paragraph("a"), word__vbaProject_bin="x"), "Dokumentet innehåller ett makro"),
    "a document with macros": ("brev.docm", docx(paragraph("a")), "Dokumentet innehåller ett makro"),
    "a script in a PDF": (
        "remiss.pdf",
        pdf("a").replace(b"<< /Type /Catalog /Pages 2 0 R >>", ACTING),
        "Dokumentet innehåller ett makro",
    ),
    "a script behind a link in a PDF": (
        "remiss.pdf",
        pdf("a").replace(b"/Type /Page ", b"/Type /Page /Annots [<< /Subtype /Link /A " + RUNS + b" >>] "),
        "Dokumentet innehåller ett makro",
    ),
    "a script in a drawing": ("bild.svg", SCRIPT, "SVG-bilder och webbsidor kan innehålla skript"),
    "a drawing called XML": ("bild.xml", SCRIPT, "SVG-bilder och webbsidor kan innehålla skript"),
    "a page called a text": (
        "logg.txt",
        b"<!-- logg -->\n<!DOCTYPE html><html><script>alert(1)</script></html>",
        "SVG-bilder och webbsidor kan innehålla skript",
    ),
    "a page": ("sida.html", b"<script>alert(1)</script>", "SVG-bilder och webbsidor kan innehålla skript"),
    "a billion laughs": ("svar.xml", LAUGHS, "XML-filen definierar entiteter"),
    "a billion laughs in a Word file": (
        "brev.docx",
        docx(paragraph("a"), word__styles_xml=LAUGHS.decode()),
        "XML-filen definierar entiteter",
    ),
    "a billion laughs in an Excel file": (
        "lista.xlsx",
        zipped({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<a/>", "xl/sharedStrings.xml": LAUGHS.decode()}),
        "XML-filen definierar entiteter",
    ),
    "a file of the server's": ("svar.xml", OUTSIDE, "XML-filen definierar entiteter"),
    "a picture that is an archive, too": (
        "bild.png",
        png() + zipped({"a.txt": "x"}),
        "Filen har en annan fil gömd i sig",
    ),
    "a document that begins as a page": (
        "remiss.pdf",
        b"<script>" + pdf("a"),
        "Innehållet stämmer inte med filnamnet",
    ),
    "nothing": ("tom.txt", b"", "Filen är tom"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path


def kept_nothing(ticket, seen: int, folder: Path) -> bool:
    left = [path for path in folder.rglob("*") if path.is_file()]
    return not left and not Attachment.all_objects.exists() and Event.all_objects.filter(ticket=ticket).count() == seen


@pytest.mark.parametrize("poison", POISONED)
def test_a_poisoned_file_is_refused_in_the_browser_with_a_sentence_and_everything_else_kept(poison, tmp_path):
    name, content, sentence = POISONED[poison]
    ticket, who = places.incident(), visitor(DESK_ROLE, REGION)
    seen = Event.all_objects.filter(ticket=ticket).count()
    given = {"note_audience": "all", "image_checked": "on", "not_personal_data_reason": KEPT}
    answer = who.take(ticket, "attach", files=SimpleUploadedFile(name, content), **given)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert KEPT in answer.content.decode()
    assert 'value="all"' in answer.content.decode()
    assert kept_nothing(ticket, seen, tmp_path)


@pytest.mark.parametrize("poison", POISONED)
def test_a_poisoned_file_is_refused_over_the_api_with_the_same_sentence(poison, tmp_path):
    name, content, sentence = POISONED[poison]
    ticket = places.incident()
    seen = Event.all_objects.filter(ticket=ticket).count()
    answer = program(DESK_ROLE, REGION).upload(
        f"tickets/{ticket.number}/attachments",
        files=SimpleUploadedFile(name, content),
        audience="customer",
        image_checked="true",
        headers={"Accept-Language": "sv"},
    )
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == "files"
    assert error["detail"].startswith(sentence)
    assert kept_nothing(ticket, seen, tmp_path)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\anna\\logg.txt", "logg.txt"),
        ("/var/www/.htaccess", "htaccess"),
        ("logg\x00.exe\r\n.txt", "logg.exe.txt"),
        ("gpj.\u202eexe.txt", "gpj.exe.txt"),
        ("bild<script>.png", "bild script.png"),
        ("  ..  ", ""),
        ("å" * 300 + ".txt", "å" * 156 + ".txt"),
        ("a\u0308rende.txt", "ärende.txt"),
    ],
)
def test_a_name_is_kept_without_paths_and_signs_that_steer(given, kept):
    assert clean_name(given) == kept


def test_a_name_with_a_path_is_stored_below_no_other_folder(tmp_path):
    ticket, who = places.incident(), visitor(DESK_ROLE, REGION)
    upload = SimpleUploadedFile("x", b"rad 1\n")
    upload._name = "../../../tmp/logg.txt"
    assert who.take(ticket, "attach", files=upload, note_audience="customer").status_code == 303
    row = Attachment.all_objects.get()
    assert row.name == "logg.txt"
    assert row.file.name == f"{row.sha256[:2]}/{row.sha256}"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "files" / row.file.name]


class Endless:
    """A form whose file never ends: made as it is read, and counted."""

    def __init__(self, head: bytes):
        self.head, self.came = head, 0

    def read(self, size: int = -1) -> bytes:
        piece, self.head = self.head[:size], self.head[size:]
        piece = piece or b"\x00" * min(size if size > 0 else 65536, 65536)
        self.came += len(piece)
        return piece

    readline = read


def form(boundary: str, fields: dict, name: str) -> bytes:
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    parts.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        "Content-Type: text/plain\r\n\r\n"
    )
    return "".join(parts).encode()


def test_a_stream_of_two_gigabytes_is_cut_off_at_the_limit(settings, tmp_path):
    settings.ATTACHMENT_MAX_MB = 1
    ticket, who = places.incident(), visitor(DESK_ROLE, REGION)
    seen = Event.all_objects.filter(ticket=ticket).count()
    fields = {"read_version": ticket.version, "note_audience": "all", "not_personal_data_reason": KEPT}
    stream = Endless(form("gransen", fields, "logg.txt"))
    answer = who.client.request(
        REQUEST_METHOD="POST",
        PATH_INFO=f"/arenden/{ticket.number}/steg/attach/",
        CONTENT_TYPE="multipart/form-data; boundary=gransen",
        CONTENT_LENGTH=str(2 * 1024**3),
        **{"wsgi.input": stream},
    )
    assert answer.status_code == 422
    assert "Filen är större än 1 MB. Bifoga den del av den som behövs." in words(answer)
    assert KEPT in answer.content.decode()
    assert stream.came < 5 * 1024 * 1024
    assert kept_nothing(ticket, seen, tmp_path)


def test_a_file_just_over_the_limit_is_thrown_away_and_the_form_is_read_to_its_end(settings, tmp_path):
    settings.ATTACHMENT_MAX_MB = 1
    ticket, who = places.incident(), visitor(DESK_ROLE, REGION)
    seen = Event.all_objects.filter(ticket=ticket).count()
    upload = SimpleUploadedFile("logg.txt", b"a" * (1024 * 1024 + 1))
    answer = who.take(ticket, "attach", files=upload, note_audience="customer", not_personal_data_reason=KEPT)
    assert answer.status_code == 422
    assert "Filen är större än 1 MB." in words(answer)
    assert KEPT in answer.content.decode()
    assert kept_nothing(ticket, seen, tmp_path)
    whole = SimpleUploadedFile("logg.txt", b"a" * (1024 * 1024))
    assert who.take(ticket, "attach", files=whole, note_audience="customer").status_code == 303


def test_a_stream_of_two_gigabytes_is_cut_off_over_the_api_as_well(settings, tmp_path):
    settings.ATTACHMENT_MAX_MB = 1
    ticket, caller = places.incident(), program(DESK_ROLE, REGION)
    seen = Event.all_objects.filter(ticket=ticket).count()
    stream = Endless(form("gransen", {"audience": "customer"}, "logg.txt"))
    answer = caller.http.request(
        REQUEST_METHOD="POST",
        PATH_INFO=f"/api/v1/tickets/{ticket.number}/attachments",
        CONTENT_TYPE="multipart/form-data; boundary=gransen",
        CONTENT_LENGTH=str(2 * 1024**3),
        HTTP_AUTHORIZATION=f"Bearer {caller.token}",
        **{"wsgi.input": stream},
    )
    assert answer.status_code == 413
    assert answer.json()["detail"]
    assert stream.came < 5 * 1024 * 1024
    assert kept_nothing(ticket, seen, tmp_path)


def test_received_files_leave_nothing_in_the_folder_for_passing_files(tmp_path):
    ticket, who = places.incident(), visitor(DESK_ROLE, REGION)
    assert who.take(ticket, "attach", files=SimpleUploadedFile("a.txt", b"rad"), note_audience="own").status_code == 303
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []
    assert Path(tempfile.gettempdir()).exists()
