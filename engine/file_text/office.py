"""Word and Excel files: the parts of a packed XML document, read within limits."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook

from engine.file_text import limits, refusals
from engine.file_text.kinds import ARCHIVES, PROGRAMS, WITH_MACROS, extension_of
from engine.file_text.plain import rows_text

FIRST_CELLS = 2000
_MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_FOLDER = {"docx": "word/", "xlsx": "xl/"}
_WITHOUT_WORDS = ("styles", "settings", "theme", "fontTable", "numbering", "webSettings", "stylesWithEffects")
_UNREADABLE = ("/media/", "/embeddings/", "/activeX/", "/ink/", "/model3d/")
_DOCUMENTS = {"docx", "xlsx", "pptx"}  # packed as well; what they say is not read
_PACKED = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"MZ", b"\x7fELF")  # how an archive or a program begins
_SILENT = re.compile(r"\.(?:xml|rels|vml|odttf)$|/printerSettings/|^docProps/thumbnail|/$")  # read, or without words
_MACROS = ("vbaProject.bin", "xl/macrosheets/", "vbaData.xml")
_LAYOUT_CODE = re.compile(r'&(?:[A-Z]|"[^"&]{0,80}")')  # &C, &"Arial,Bold": of headers and footers in Excel
_TEXTS = {"t", "delText", "instrText", "delInstrText", "f"}
_BREAKS = {"p": "\n", "br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-", "comment": "\n", "si": "\n", "c": "\n"}


def office_text(file: BinaryIO, kind: str) -> tuple[str, bool]:
    """The text of all parts, and whether that is all there is: pictures and embedded files are not read.

    Raises `FileRefused` for a file that is damaged, unpacks to too much, or is another kind of document.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            _check(packed, kind)
            names = packed.namelist()
            _check_parts(packed)
            texts = [_part_text(packed, name, kind) for name in names if name.endswith((".xml", ".rels"))]
            cells, complete = _cells(file) if kind == "xlsx" else ("", True)
    except DefusedXmlException as error:
        raise refusals.unsafe_xml() from error
    except limits.DAMAGED as error:
        raise refusals.broken() from error
    unread = any(not _SILENT.search(name) or any(part in f"/{name}" for part in _UNREADABLE) for name in names)
    return "\n".join(filter(None, [cells, *texts])), complete and not unread


def first_part(file: BinaryIO, kind: str) -> str:
    """The text of the main document, or the first cells. Raises what a damaged file makes a reader raise."""
    if kind == "xlsx":
        return _cells(file, most=FIRST_CELLS)[0]
    with zipfile.ZipFile(file) as packed:
        _check(packed, kind)
        return _part_text(packed, _MAIN_PART[kind], kind)


def _check(packed: zipfile.ZipFile, kind: str) -> None:
    """Judges the directory of the file before anything is unpacked; zipfile never unpacks more than it promises."""
    parts = packed.infolist()
    names = {part.filename for part in parts}
    if _MAIN_PART[kind] not in names:
        raise refusals.archive() if "[Content_Types].xml" not in names else refusals.mismatch()
    if any(part in name for name in names for part in _MACROS):
        raise refusals.macros()
    if any(extension_of(name) in ARCHIVES | PROGRAMS | WITH_MACROS for name in names):
        raise refusals.nested()
    too_dense = any(
        part.file_size > limits.LARGE_PART_BYTES and part.file_size > limits.MAX_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    total = sum(part.file_size for part in parts)
    largest = max(part.file_size for part in parts)
    if (
        too_dense
        or len(parts) > limits.MAX_PARTS
        or total > limits.MAX_UNPACKED_BYTES
        or largest > limits.MAX_PART_BYTES
    ):
        raise refusals.too_complex()


def _check_parts(packed: zipfile.ZipFile) -> None:
    """Judges the beginning of each part, whatever it is called, and what the document says that it is."""
    for part in packed.infolist():
        with packed.open(part) as content:
            head = content.read(8)
        if head.startswith(_PACKED) and extension_of(part.filename) not in _DOCUMENTS:
            raise refusals.nested()
    if b"macroEnabled" in packed.read("[Content_Types].xml"):
        raise refusals.macros()


def _has_words(name: str) -> bool:
    """Whether a part may hold words: text, comments, headers, drawings, properties, addresses of links."""
    return name != "[Content_Types].xml" and _stem(name) not in _WITHOUT_WORDS


def _stem(name: str) -> str:
    return name.rsplit("/", 1)[-1].removesuffix(".xml").rstrip("0123456789")


def _part_text(packed: zipfile.ZipFile, name: str, kind: str) -> str:
    """What a part of XML says. Every one is parsed, so that none defines entities."""
    root = ElementTree.fromstring(packed.read(name))
    if not _has_words(name):
        return ""
    if name.endswith(".rels"):
        return "\n".join(
            element.get("Target", "") for element in root.iter() if element.get("TargetMode") == "External"
        )
    if name.startswith(_FOLDER[kind]):
        return "".join(_words(root)).strip()
    return "\n".join(part.strip() for part in root.itertext() if part.strip())


def _words(root: Element) -> Iterator[str]:
    """Text in reading order: a number split over runs comes together, a paragraph ends a line."""
    for element in root.iter():
        name = str(element.tag).rsplit("}", 1)[-1]
        if name in _TEXTS:
            yield element.text or ""
        elif name in _BREAKS:
            yield _BREAKS[name]
        elif name in {"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"}:
            yield _LAYOUT_CODE.sub(" ", f"\n{element.text or ''}\n")
        elif name in {"docPr", "cNvPr"}:  # the name and the text alternative of a picture
            yield f"\n{element.get('descr', '')}\n{element.get('title', '')}\n"


def _cells(file: BinaryIO, *, most: int | None = None) -> tuple[str, bool]:
    """The values of all sheets, hidden ones too, and whether the limit let all of them in."""
    book = load_workbook(file, read_only=True, data_only=True)
    texts: list[str] = []
    left = most or limits.MAX_CELLS
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # a file may claim a million rows
            rows: list[list[str]] = []
            for row in sheet.iter_rows(values_only=True):
                left -= len(row) + 1
                if left < 0:
                    break
                rows.append([_cell_text(value) for value in row])
            texts += [sheet.title, rows_text(rows)]
    finally:
        book.close()
    return "\n".join(texts), left >= 0


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)
