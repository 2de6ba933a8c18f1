"""Text files: txt, log, csv, json, xml."""

import codecs
import csv
import html
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from engine.file_text import refusals
from engine.personal_data.context import speaks_of_a_person

_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # all but white space and escape, which colours logs
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_PAGE = re.compile(
    r"\s*(?:(?:<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->)\s*)*<(?:!doctype\s+)?(?:html|svg)\b", re.I | re.S
)
_FIRST = 8192  # characters in which a page shows that it is one
_XHTML, _SVG = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}"
_RUNNING = ("script", "iframe", "object", "embed")
_DELIMITERS = ";,\t|"
_FEWEST_DIGITS_KEPT = 10  # a spreadsheet drops the zeros before a number


def decoded(data: bytes) -> str:
    """The text of the bytes. Raises `FileRefused` where they are no text, or a page or drawing whatever its name."""
    text = _decode(data)
    if _CONTROL.search(text):
        raise refusals.mismatch()
    if _PAGE.match(text[:_FIRST]):
        raise refusals.drawing()
    return _COLOUR.sub("", text)


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise refusals.broken() from error
    sample = data[:2048]
    if len(sample) > 3 and sample[1::2].count(0) > len(sample) // 4:  # UTF-16 without its mark
        return data.decode("utf-16-le", "replace")
    if len(sample) > 3 and sample[0::2].count(0) > len(sample) // 4:
        return data.decode("utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def json_text(text: str) -> str:
    """The text with its escaped characters read."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def csv_text(text: str) -> str:
    """The text, and once more every value of a column whose heading speaks of a person, beside the heading."""
    first_line = text[:10_000].split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    try:
        labelled = list(_labelled(csv.reader(io.StringIO(text), delimiter=delimiter)))
    except csv.Error:
        return text
    return "\n".join([text, *labelled])


def rows_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells as lines, with the headings that speak of a person before each of their values."""
    kept = list(rows)
    return "\n".join([*("\t".join(row) for row in kept), *_labelled(kept)])


def _labelled(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    headings: dict[int, str] = {}
    for number, row in enumerate(rows):
        if number == 0:
            headings = {place: cell for place, cell in enumerate(row) if speaks_of_a_person(cell)}
            if not headings:
                return
            continue
        for place, heading in headings.items():
            if place < len(row) and row[place].strip():
                yield f"{heading}: {_with_zeros(row[place].strip())}"


def _with_zeros(value: str) -> str:
    return value.zfill(_FEWEST_DIGITS_KEPT) if value.isdecimal() and len(value) >= 7 else value


def xml_text(text: str, data: bytes) -> str:
    """Names, attributes and texts of all elements. XML with entities of its own is refused."""
    try:
        root = ElementTree.fromstring(data)
    except DefusedXmlException as error:
        raise refusals.unsafe_xml() from error
    except (ElementTree.ParseError, ValueError, LookupError):
        return html.unescape(text)  # a piece of a log that is called XML
    if str(root.tag).rsplit("}", 1)[-1].lower() in ("svg", "html"):
        raise refusals.drawing()
    parts: list[str] = []
    for element in root.iter():
        if _runs(element):
            raise refusals.drawing()
        name = str(element.tag).rsplit("}", 1)[-1]
        parts += [f"{key.rsplit('}', 1)[-1]} {value}" for key, value in element.attrib.items()]
        parts.append(f"{name} {(element.text or '').strip()}")
        parts.append((element.tail or "").strip())
    # A comment or an instruction is no element: the raw text holds it.
    return "\n".join([*filter(None, parts), text])


def _runs(element: Element) -> bool:
    """Whether a browser that opens the file would run something here: a drawing, or a piece of a page that acts."""
    space, _, name = str(element.tag).rpartition("}")
    if f"{space}}}" != _XHTML:
        return f"{space}}}" == _SVG
    acts = (
        key.lower().startswith("on") or value.strip().lower().startswith("javascript:")
        for key, value in element.items()
    )
    return name in _RUNNING or any(acts)
