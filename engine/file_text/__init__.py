"""The text of an attached file, so that it can be looked through before it is kept."""

import io
from dataclasses import dataclass
from typing import BinaryIO

from engine.file_text import limits, plain, refusals
from engine.file_text.kinds import KINDS, Kind, kind_of
from engine.file_text.office import office_text
from engine.file_text.pdf import pdf_text
from engine.file_text.pictures import bare
from engine.file_text.refusals import FileRefused

__all__ = ["KINDS", "Extracted", "FileRefused", "text_of"]


@dataclass(frozen=True, slots=True)
class Extracted:
    """What could be read of a file. `readable` is False where a person must look: pictures, scans, limits.

    `bare` is what may be kept of a picture: its pixels, without what its camera and its programs have noted.
    """

    text: str
    readable: bool
    kind: str
    bare: bytes | None = None

    @property
    def media_type(self) -> str:
        """The type that the file may be served with."""
        return KINDS[self.kind].media_type


def text_of(file: BinaryIO, name: str) -> Extracted:
    """The text of the file and the kind that its name and content agree on; leaves it at its beginning.

    The file is read where it lies; what is held in memory at once is one part of it, or the text. Neither the name
    nor the text is checked for personal numbers here. Raises `FileRefused`, whose text tells people what to do, for
    kinds that are not taken, packed, protected, damaged or too large files.
    """
    try:
        if file.seek(0, io.SEEK_END) > limits.max_bytes():
            raise refusals.too_large()
        return _extracted(file, kind_of(file, name))
    finally:
        file.seek(0)


def _extracted(file: BinaryIO, kind: Kind) -> Extracted:
    file.seek(0)
    if kind.family == "image":
        return Extracted(text="", readable=False, kind=kind.name, bare=bare(file.read(), kind.name))
    text, readable = _read(file, kind)
    return Extracted(text=text[: limits.MAX_TEXT], readable=readable and len(text) <= limits.MAX_TEXT, kind=kind.name)


def _read(file: BinaryIO, kind: Kind) -> tuple[str, bool]:
    if kind.family == "office":
        return office_text(file, kind.name)
    if kind.family == "pdf":
        return pdf_text(file)
    data = file.read()
    text = plain.decoded(data)
    if len(text) > limits.MAX_TEXT:
        return text, False
    if kind.name == "json":
        return plain.json_text(text), True
    if kind.name == "csv":
        return plain.csv_text(text), True
    return (plain.xml_text(text, data), True) if kind.name == "xml" else (text, True)
