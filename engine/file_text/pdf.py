"""PDF files: the text of the pages, of forms, notes and properties."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from engine.file_text import limits, refusals
from engine.file_text.kinds import ARCHIVES, PROGRAMS, WITH_MACROS, extension_of

_SMALL_PICTURE = 64  # pixels a side: bullets and rules, too small to show a number


def pdf_text(file: BinaryIO) -> tuple[str, bool]:
    """The text, and whether that is all there is: scanned pages, pictures and enclosed files are not read.

    Raises `FileRefused` for a file that is damaged or asks for a password.
    """
    try:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise refusals.protected()
        encloses = _encloses(reader)
        pages = len(reader.pages)
    except limits.DAMAGED as error:
        raise refusals.broken() from error
    except ImportError as error:  # an encryption that needs a library we do not carry
        raise refusals.protected() from error
    read = [_page(reader, number) for number in range(min(pages, limits.MAX_PAGES))]
    around, complete = _around(reader)
    readable = complete and not encloses and 0 < pages <= limits.MAX_PAGES and all(whole for _, whole in read)
    return "\n".join(filter(None, [*(text for text, _ in read), around])), readable


def _encloses(reader: PdfReader) -> bool:
    """Whether a file lies within. Raises `FileRefused` for one that is packed or a program, and for any action that
    runs a script or a program, be it when the document is opened, read, filled in or clicked on.
    """
    found = False
    for one in _dictionaries(reader):
        if "/XFA" in one or ("/S" in one and (one["/S"] == "/Launch" or "/JS" in one)):
            raise refusals.macros()
        if "/EF" in one:
            found = True
            if extension_of(str(one.get("/UF", one.get("/F", "")))) in ARCHIVES | PROGRAMS | WITH_MACROS:
                raise refusals.nested()
    return found


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the document, used or not."""
    numbers = [(number, generation) for generation, rows in reader.xref.items() for number in rows]
    numbers += [(number, 0) for number in reader.xref_objStm]
    if len(numbers) > limits.MAX_OBJECTS:
        raise refusals.too_complex()
    for number, generation in numbers:
        waiting: list[Any] = [reader.get_object(IndirectObject(number, generation, reader))]
        while waiting:
            one = waiting.pop()
            if isinstance(one, DictionaryObject):
                yield one
                waiting += one.values()
            elif isinstance(one, ArrayObject):
                waiting += one


def _page(reader: PdfReader, number: int) -> tuple[str, bool]:
    """The text of a page and its notes, and whether nothing on it is a picture."""
    try:
        page = reader.pages[number]
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > limits.MAX_PAGE_BYTES:
            return "", False
        text = page.extract_text() or ""
        notes = _notes(page)
        whole = bool(text.strip()) and not _has_picture(page.get("/Resources"), depth=0)
    except limits.DAMAGED:
        return "", False
    return "\n".join([text, *notes]), whole


def _notes(page: PageObject) -> list[str]:
    annotations = page.get("/Annots")
    entries = [entry.get_object() for entry in annotations.get_object()] if annotations is not None else []
    return [str(entry[key]) for entry in entries for key in ("/Contents", "/V", "/T") if key in entry]


def _has_picture(resources: Any, *, depth: int) -> bool:
    if resources is None or depth > 5:
        return depth > 5
    objects = resources.get_object().get("/XObject")
    for entry in objects.get_object().values() if objects is not None else ():
        thing = entry.get_object()
        if thing.get("/Subtype") == "/Image":
            if max(int(thing.get("/Width", 0)), int(thing.get("/Height", 0))) > _SMALL_PICTURE:
                return True
        elif _has_picture(thing.get("/Resources"), depth=depth + 1):
            return True
    return False


def _around(reader: PdfReader) -> tuple[str, bool]:
    """Properties and form fields, and whether they could be read."""
    try:
        properties = [str(value) for value in (reader.metadata or {}).values()]
        fields = [str(field.get("/V", "")) for field in (reader.get_fields() or {}).values()]
    except limits.DAMAGED:
        return "", False
    return "\n".join([*properties, *fields]), True


def first_page(file: BinaryIO) -> str:
    """The text of the first page. Raises what a damaged file makes the reader raise (`limits.DAMAGED`)."""
    reader = PdfReader(file, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return ""
    return _page(reader, 0)[0]
