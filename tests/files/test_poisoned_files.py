"""What may lie in a file, under whatever name: everything that could run, and every file within a file."""

import gzip
import io
import zipfile

import pytest

from engine.file_text import FileRefused, limits, text_of
from tests.personal_data.made_files import TYPES, W, docx, paragraph, pdf, xlsx, zipped

LAUGHS = '<!DOCTYPE a [<!ENTITY b "haha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
RUNS = "<< /S /JavaScript /JS (app.alert) >>"
STARTS = "<< /S /Launch /F (cmd.exe) >>"
ZIP = zipped({"a.txt": "x"})
MACROS = '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'


def code_of(name: str, content: bytes) -> str:
    """The code of the refusal; "" for a file that is taken."""
    try:
        text_of(io.BytesIO(content), name)
    except FileRefused as refused:
        assert len(str(refused.text)) > 20
        return refused.code
    return ""


def readable(name: str, content: bytes) -> bool:
    return text_of(io.BytesIO(content), name).readable


def with_part(whole: bytes, name: str, content: str) -> bytes:
    """The packed document with one part in place of another."""
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        return zipped({part: packed.read(part) for part in packed.namelist()} | {name: content})


def catalogue(more: str) -> bytes:
    return with_entry("/Type /Catalog", more)


def page(more: str) -> bytes:
    return with_entry("/Type /Page ", more)


def with_entry(where: str, more: str) -> bytes:
    """A PDF with one more entry in an object; its table of places, which no longer holds, is left out."""
    head, _table, rest = pdf("a").replace(where.encode(), f"{where} {more} ".encode()).partition(b"xref\n0 ")
    return head + rest[rest.index(b"trailer") : rest.index(b"startxref")] + b"startxref\n0\n%%EOF\n"


@pytest.mark.parametrize(
    "acting",
    [
        catalogue(f"/OpenAction {STARTS}"),
        catalogue(f"/AA << /WC {RUNS} >>"),
        catalogue(f"/OpenAction << /S /GoTo /Next [{RUNS}] >>"),
        catalogue("/OpenAction << /S /Rendition /JS (app.alert) >>"),
        catalogue("/OpenAction << /S /J#61vaScript /JS (app.alert) >>"),
        catalogue(f"/Names << /JavaScript << /Names [(a) {RUNS}] >> >>"),
        catalogue(f"/Outlines << /First << /Title (a) /A {RUNS} >> >>"),
        catalogue(f"/AcroForm << /Fields [<< /FT /Tx /T (a) /AA << /K {RUNS} >> >>] >>"),
        catalogue("/AcroForm << /Fields [] /XFA (a) >>"),
        page(f"/AA << /O {RUNS} >>"),
        page(f"/Annots [<< /Subtype /Link /A {STARTS} >>]"),
        page(f"/Annots [<< /Subtype /Widget /AA << /E {RUNS} >> >>]"),
    ],
)
def test_a_pdf_that_runs_something_is_refused_wherever_it_says_so(acting):
    assert code_of("a.pdf", acting) == "file-macro"


def test_a_pdf_whose_links_only_lead_somewhere_is_taken():
    assert readable(
        "a.pdf", page("/Annots [<< /Subtype /Link /A << /S /URI /URI (https://x.example/JavaScript) >> >>]")
    )
    assert readable("a.pdf", catalogue("/OpenAction << /S /GoTo /D [6 0 R /Fit] >>"))


def test_a_file_within_a_pdf_is_refused_or_looked_at():
    within = "/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (%s) /EF << /F 3 0 R >> >>] >> >>"
    assert code_of("a.pdf", catalogue(within % "verktyg.EXE")) == "file-nested"
    assert code_of("a.pdf", catalogue(within % "loggar.zip")) == "file-nested"
    assert not readable("a.pdf", catalogue(within % "bilaga.txt"))
    pinned = "/Annots [<< /Subtype /FileAttachment /FS << /UF (a.txt) /EF << /F 3 0 R >> >> >>]"
    assert not readable("a.pdf", page(pinned))


def test_a_pdf_of_endless_objects_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "MAX_OBJECTS", 3)
    assert code_of("a.pdf", pdf("a")) == "file-too-complex"


@pytest.mark.parametrize(
    "part",
    [
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/theme/theme1.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "docProps/core.xml",
        "[Content_Types].xml",
        "elsewhere/part.xml",
    ],
)
def test_entities_are_refused_in_every_part_of_an_excel_file(part):
    assert code_of("a.xlsx", with_part(xlsx([["a"]]), part, LAUGHS)) == "file-unsafe-xml"


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels", "x/y.xml"])
@pytest.mark.parametrize("entities", [LAUGHS, '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'])
def test_entities_are_refused_in_every_part_of_a_word_file(part, entities):
    assert code_of("a.docx", with_part(docx(paragraph("a")), part, entities)) == "file-unsafe-xml"


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("word/embeddings/oleObject1.bin", ZIP),
        ("word/media/image1.png", ZIP),
        ("word/media/image2.png", b"MZ\x90\x00"),
        ("word/media/image3.png", b"7z\xbc\xaf\x27\x1c"),
        ("word/media/image4.png", b"Rar!\x1a\x07"),
        ("word/embeddings/x.docm", docx()),
        ("word/embeddings/x.ps1", b"x"),
    ],
)
def test_an_archive_or_a_program_within_a_document_is_refused_whatever_it_is_called(part, content):
    assert code_of("a.docx", with_part(docx(paragraph("a")), part, content)) == "file-nested"


def test_a_document_that_says_it_holds_macros_is_refused():
    assert code_of("a.docx", with_part(docx(), "[Content_Types].xml", MACROS)) == "file-macro"


@pytest.mark.parametrize("part", ["word/afchunk.html", "word/afchunk.rtf", "word/embeddings/x.docx", "word/x.bin"])
def test_a_part_that_is_not_read_is_looked_at_by_a_person(part):
    content = docx(paragraph("b")) if part.endswith("docx") else b"<p>19121212-1212</p>"
    assert not readable("a.docx", with_part(docx(paragraph("a")), part, content))


def test_what_an_ordinary_document_carries_beside_its_words_is_no_reason_to_look():
    more = {
        "word/fonts/font1.odttf": "x",
        "word/printerSettings/printerSettings1.bin": "x",
        "docProps/thumbnail.jpeg": "x",
        "docMetadata/LabelInfo.xml": "<a>Intern</a>",
        "word/": "",
    }
    kept = {"[Content_Types].xml": TYPES, "word/document.xml": f"<w:document {W}/>"} | more
    assert readable("a.docx", zipped(kept))
    assert "Intern" in text_of(io.BytesIO(zipped(kept)), "a.docx").text


@pytest.mark.parametrize("name", ["a.txt", "a.log", "a.csv", "a.json", "a.xml"])
@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><title>x</title><script>alert(1)</script>",
        "\n<!-- a --><!-- b -->\n<HTML><body onload=alert(1)>",
        SVG,
        f'<?xml version="1.0"?>\n{SVG}',
    ],
)
def test_a_page_or_drawing_is_refused_under_the_name_of_a_text(name, text):
    assert code_of(name, text.encode()) == "file-script"


@pytest.mark.parametrize(
    "inside",
    [
        f"<script {XHTML}>alert(1)</script>",
        f'<iframe {XHTML} src="x"/>',
        f'<p {XHTML} onclick="alert(1)"/>',
        f'<p {XHTML} href=" JavaScript:alert(1)"/>',
        SVG,
    ],
)
def test_xml_with_a_piece_of_a_page_that_acts_is_refused(inside):
    assert code_of("a.xml", f"<svar>{inside}</svar>".encode()) == "file-script"


def test_xml_and_logs_that_only_speak_of_pages_are_taken():
    assert readable("a.xml", f"<svar><div {XHTML}>Remiss</div><script>ej en sida</script></svar>".encode())
    assert readable("a.log", b"12:00 GET / -> <html><body>fel</body></html>")
    assert readable("a.txt", b"<script>alert(1)</script> stod i rutan")


PACKED = {
    "zip": ZIP,
    "gzip": gzip.compress(b"x" * 500),
    "7z": b"7z\xbc\xaf\x27\x1c\x00\x04" + b"\x01" * 300,
    "program": b"\x7fELF" + b"\x00" * 99,
}


@pytest.mark.parametrize("name", ["a.txt", "a.log", "a.csv", "a.json"])
@pytest.mark.parametrize("packed", PACKED)
def test_an_archive_or_a_program_called_a_text_is_refused(name, packed):
    assert code_of(name, PACKED[packed]) == "file-content"


def test_many_comments_before_no_page_cost_no_time():
    assert readable("a.txt", b"<!-- a -->" * 100_000)
    assert readable("a.txt", b"<!--" + b" a" * 1_000_000)
