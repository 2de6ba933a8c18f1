"""The text of attached files: what is read, what a person must look at, and what is refused."""

import io
import random
from datetime import date

import pytest
from made_files import JPEG, PNG, docx, paragraph, pdf, xlsx, zipped
from pypdf import PdfReader, PdfWriter

from engine.file_text import KINDS, FileRefused, limits, text_of
from engine.personal_data import detect_identifiers

TODAY = date(2026, 11, 25)


def extracted(data, name):
    return text_of(io.BytesIO(data), name)


def confidences(data, name):
    return {finding.confidence for finding in detect_identifiers(extracted(data, name).text, today=TODAY)}


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"pnr 811218-9876", "anteckning.txt", "txt"),
        (b"2026-04-03 ERROR patient 811218-9876\n", "SERVER.LOG", "log"),
        ("född 811218-9876".encode("cp1252"), "gammal.txt", "txt"),
        ("811218–9876".encode("utf-16"), "windows.txt", "txt"),
        ("811218–9876".encode("utf-16-le"), "utan märke.txt", "txt"),
        ("\ufeff811218-9876".encode(), "bom.csv", "csv"),
        (b"namn;personnummer\nAnna;8112189876\n", "lista.csv", "csv"),
        (b'{"pnr": "811218\\u20139876"}', "svar.json", "json"),
        (b"<a><person><personnummer>8112189876</personnummer></person></a>", "svar.xml", "xml"),
        (b'<?xml version="1.0"?><a pnr="8112189876"/>', "svar.xml", "xml"),
        (b"<a>811218&#45;9876</a> <b>", "trasig.xml", "xml"),
        (b"\x1b[31m811218-\x1b[0m9876", "farg.log", "log"),
        (docx(paragraph("pnr 8112", "18-", "9876")), "brev.docx", "docx"),
        (docx("<w:p><w:r><w:t>811218</w:t><w:noBreakHyphen/><w:t>9876</w:t></w:r></w:p>"), "brev.docx", "docx"),
        (xlsx([["namn", "personnummer"], ["Anna", 198112189876]]), "lista.xlsx", "xlsx"),
        (xlsx([["namn", "personnummer"], ["Anna", 8112189876]]), "lista.xlsx", "xlsx"),
        (xlsx([["namn"]], comment="811218-9876"), "kommentar.xlsx", "xlsx"),
        (xlsx([["namn"]], footer="811218-9876"), "sidfot.xlsx", "xlsx"),
        (xlsx([["811218-9876"]], hidden=True), "dold.xlsx", "xlsx"),
        (xlsx([['="811218-"&"9876"', "=\"811218-9876\""]]), "formel.xlsx", "xlsx"),
        (pdf("Remiss", "pnr 811218-9876"), "remiss.pdf", "pdf"),
        (pdf("Remiss", title="811218-9876"), "remiss.pdf", "pdf"),
    ],
)  # fmt: skip
def test_number_in_a_file_is_found(data, name, kind):
    read = extracted(data, name)
    assert "certain" in {finding.confidence for finding in detect_identifiers(read.text, today=TODAY)}
    assert (read.kind, read.readable) == (kind, True)


@pytest.mark.parametrize("part", ["header1", "footnotes", "comments", "glossary__document"])
def test_number_in_another_part_of_a_word_file_is_found(part):
    words = f'<w:x xmlns:w="w">{paragraph("811218-9876")}</w:x>'
    assert confidences(docx(**{f"word__{part}_xml": words}), "brev.docx") == {"certain"}


def test_number_in_the_properties_and_links_of_a_word_file_is_found():
    assert confidences(docx(docProps__core_xml="<a><title>811218-9876</title></a>"), "a.docx") == {"certain"}
    link = '<a><r Target="https://example.org/?pnr=198112189876" TargetMode="External"/></a>'
    assert confidences(docx(**{"word___rels__document_xml_rels": link}), "a.docx") == {"certain"}


def test_zero_that_a_spreadsheet_dropped_is_put_back():
    assert confidences(xlsx([["pnr"], [2292399]]), "a.xlsx") == {"certain"}  # 0002292399


@pytest.mark.parametrize("data, name", [(PNG, "skarm.png"), (JPEG, "skarm.jpg"), (JPEG, "skarm.JPEG")])
def test_picture_is_not_readable(data, name):
    read = extracted(data, name)
    assert (read.text, read.readable) == ("", False)
    assert read.media_type.startswith("image/")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (pdf(""), "skannad.pdf"),
        (pdf("En rad", ""), "halv.pdf"),
        (pdf("En rad", picture=True), "bild.pdf"),
        (docx(paragraph("Se bilden"), word__media__image1_png="x"), "bild.docx"),
        (docx(paragraph("Se filen"), word__embeddings__book_xlsx="x"), "inbaddad.docx"),
    ],
)
def test_file_with_pictures_or_scanned_pages_is_not_readable_but_its_text_is_given(data, name):
    read = extracted(data, name)
    assert read.readable is False
    assert read.kind in KINDS


def test_what_lies_beyond_the_limits_is_not_readable(monkeypatch):
    monkeypatch.setattr(limits, "MAX_PAGES", 1)
    monkeypatch.setattr(limits, "MAX_CELLS", 3)
    monkeypatch.setattr(limits, "MAX_TEXT", 100)
    assert extracted(pdf("a", "b"), "a.pdf").readable is False
    assert extracted(xlsx([["a", "b"], ["c", "d"]]), "a.xlsx").readable is False
    long = extracted(b"a" * 101, "a.txt")
    assert (long.readable, len(long.text)) == (False, 100)


def encrypted():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("hemligt"))))
    writer.encrypt("hemligt", algorithm="RC4-128")
    packed = io.BytesIO()
    writer.write(packed)
    return packed.getvalue()


BOMB = docx(word__big_xml="<a>" + "0" * 30_000_000 + "</a>")
LAUGHS = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (zipped({"a.txt": "x"}), "filer.zip", "file-archive"),
        (b"x", "filer.7z", "file-archive"),
        (zipped({"a.txt": "x"}), "forkladd.docx", "file-archive"),
        (xlsx([["a"]]), "egentligen-excel.docx", "file-content"),
        (docx(paragraph("a")), "egentligen-word.xlsx", "file-content"),
        (b"MZ\x90\x00" + b"\x00" * 200, "program.exe", "file-type"),
        (b"MZ\x90\x00" + b"\x00" * 200, "program.txt", "file-content"),
        (PNG, "bild.txt", "file-content"),
        (b"inte en bild", "bild.png", "file-content"),
        (pdf("a"), "remiss.txt", "file-content"),
        (b"inte en pdf", "remiss.pdf", "file-content"),
        (b"<svg/>", "bild.svg", "file-script"),
        (b"<html/>", "sida.html", "file-script"),
        (b"x", "utan-andelse", "file-type"),
        (b"", "tom.txt", "file-empty"),
        (b"%PDF-1.4\nsmulor", "trasig.pdf", "file-broken"),
        (docx(paragraph("a"))[:-60], "trasig.docx", "file-broken"),
        (docx(word__bad_xml="<a"), "trasig.docx", "file-broken"),
        (docx(word__vbaProject_bin="x"), "makro.docx", "file-macro"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "skyddad.docx", "file-protected"),
        (encrypted(), "skyddad.pdf", "file-protected"),
        (BOMB, "bomb.docx", "file-too-complex"),
        (LAUGHS, "skratt.xml", "file-unsafe-xml"),
        (docx(word__laughs_xml=LAUGHS), "skratt.docx", "file-unsafe-xml"),
    ],
)
def test_file_is_refused_with_the_remedy(data, name, code):
    with pytest.raises(FileRefused) as refused:
        extracted(data, name)
    assert refused.value.code == code
    assert len(str(refused.value.text)) > 20
    assert name not in str(refused.value.text)


def test_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "max_bytes", lambda: 10)
    with pytest.raises(FileRefused) as refused:
        extracted(b"0123456789a", "stor.txt")
    assert refused.value.code == "file-too-large"


def test_number_of_parts_is_limited(monkeypatch):
    monkeypatch.setattr(limits, "MAX_PARTS", 3)
    with pytest.raises(FileRefused) as refused:
        extracted(docx(word__a_xml="<a/>", word__b_xml="<a/>"), "a.docx")
    assert refused.value.code == "file-too-complex"


def test_file_is_left_at_its_beginning():
    file = io.BytesIO(b"text")
    file.read()
    text_of(file, "a.txt")
    assert file.read() == b"text"


def test_file_name_is_text_like_any_other():
    assert detect_identifiers("19811218-9876_remiss.pdf", today=TODAY)[0].confidence == "certain"


@pytest.mark.parametrize(
    ("whole", "name"),
    [
        (pdf("hej", "hopp", title="t", picture=True), "a.pdf"),
        (encrypted(), "b.pdf"),
        (docx(paragraph("hej"), word__header1_xml="<a/>"), "a.docx"),
        (xlsx([["pnr", "b"], [1, 2.5]], comment="c", footer="f"), "a.xlsx"),
        (b'<a b="c">x</a>', "a.xml"),
        (b'a;b\n"1;2', "a.csv"),
    ],
)
def test_damaged_file_is_read_or_refused_and_nothing_else(whole, name):
    chance = random.Random(20260401)
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 12)):
            place = chance.randrange(len(data))
            data[place : place + chance.randrange(8)] = chance.randbytes(chance.randrange(1, 8))
        try:
            assert extracted(bytes(data), name).kind in KINDS
        except FileRefused as refused:
            assert refused.code.startswith("file-")
