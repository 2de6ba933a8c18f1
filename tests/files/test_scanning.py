"""A scanner that the installation names: what it finds is refused, and so is everything while it does not answer."""

import shlex
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import connection

from engine.file_text import FileRefused, scanning
from tests.api.calling import program
from tests.parties import DESK_ROLE, REGION
from tests.tickets import places
from tests.web.tickets.door import visitor, words
from tickets.models import Attachment

pytestmark = pytest.mark.django_db

# The harmless file by which every scanner is tried, in two parts so that none takes this module for it.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + "-ANTIVIRUS-TEST-FILE!$H+H*").encode()
SCANNER = "import sys; sys.exit(b'EICAR-STANDARD' in sys.stdin.buffer.read())"
HARMFUL, UNSURE = "Filen innehåller skadlig kod", "Filen kan inte kontrolleras för skadlig kod just nu"
SILENT = {
    "is not there": "/nowhere/scanner",
    "breaks": shlex.join([sys.executable, "-c", "raise SystemExit(2)"]),
    "is killed": shlex.join([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]),
}


@pytest.fixture(autouse=True)
def _scanner(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ATTACHMENT_SCANNER = shlex.join([sys.executable, "-c", SCANNER])


def attach(content: bytes, name: str = "logg.txt"):
    ticket = places.incident()
    file = SimpleUploadedFile(name, content)
    return visitor(DESK_ROLE, REGION).take(ticket, "attach", files=file, note_audience="customer")


def test_what_the_scanner_finds_is_refused_in_the_browser_and_nothing_is_kept():
    answer = attach(EICAR)
    assert (answer.status_code, HARMFUL in words(answer)) == (422, True)
    assert not Attachment.all_objects.exists()


def test_what_the_scanner_finds_is_refused_over_the_api():
    ticket = places.incident()
    answer = program(DESK_ROLE, REGION).upload(
        f"tickets/{ticket.number}/attachments",
        files=SimpleUploadedFile("logg.txt", EICAR),
        audience="customer",
        headers={"Accept-Language": "sv"},
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["detail"].startswith(HARMFUL)


def test_a_clean_file_is_taken_whole():
    assert attach(b"12:00 GET /").status_code == 303
    (kept,) = Attachment.all_objects.all()
    with kept.file.open("rb") as stored:
        assert stored.read() == b"12:00 GET /"


@pytest.mark.parametrize("why", SILENT)
def test_nothing_is_taken_while_the_scanner_does_not_answer(settings, why):
    settings.ATTACHMENT_SCANNER = SILENT[why]
    answer = attach(b"12:00 GET /")
    assert (answer.status_code, UNSURE in words(answer)) == (422, True)
    assert not Attachment.all_objects.exists()


def test_a_scanner_that_thinks_too_long_does_not_answer(settings, monkeypatch):
    settings.ATTACHMENT_SCANNER = "sleep 30"
    monkeypatch.setattr(scanning, "PATIENCE_SECONDS", 0.2)
    with pytest.raises(FileRefused) as refused:
        scanning.scan(SimpleUploadedFile("a.txt", b"a"))
    assert refused.value.code == "file-not-scanned"


@pytest.mark.parametrize("content", [b"a" * 200_000, EICAR + b"a" * 200_000])
def test_a_file_on_the_disk_is_read_whole_by_both(content):
    file = TemporaryUploadedFile("a.txt", "text/plain", len(content), None)
    file.write(content)
    file.seek(0)
    if content.startswith(EICAR):
        with pytest.raises(FileRefused):
            scanning.scan(file)
    else:
        file.read(10)
        scanning.scan(file)
    assert file.read() == content


def test_without_one_nothing_is_started(settings, monkeypatch):
    settings.ATTACHMENT_SCANNER = ""
    monkeypatch.setattr(scanning.subprocess, "run", None)
    scanning.scan(SimpleUploadedFile("a.txt", EICAR))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("content", [b"12:00 GET /", EICAR], ids=["clean", "harmful"])
@pytest.mark.parametrize("door", ["browser", "api"])
def test_nobody_waits_for_the_case_while_its_files_are_scanned(monkeypatch, door, content):
    ticket, seen, scan = places.incident(), [], scanning.scan

    def watched(file):
        seen.append(connection.in_atomic_block)
        scan(file)

    monkeypatch.setattr("tickets.files.scan", watched)
    files = [SimpleUploadedFile("logg.txt", content), SimpleUploadedFile("logg2.txt", content)]
    if door == "browser":
        visitor(DESK_ROLE, REGION).take(ticket, "attach", files=files, note_audience="customer")
    else:
        program(DESK_ROLE, REGION).upload(f"tickets/{ticket.number}/attachments", files=files, audience="customer")
    assert seen == [False] * len(seen) and seen
    assert Attachment.all_objects.count() == (0 if content == EICAR else 2)
